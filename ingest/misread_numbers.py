"""Mends the numbers of official papers as Tesseract misreads them: 265TI-UBND for 265/TTr-UBND.

A number is written figures, stroke, kind, hyphen, body (Nghị định 30/2020/NĐ-CP, annexes I, III).
Changed is only what no number can be: a kind that there is not (QĐĐ, TIr, TTIr), two hyphens, a
stroke or hyphen that is missing though kind and body are plain.
"""

import re

from ingest.describing.papers import MARKS

_COMMITTEES = ("UBND", "HĐND")

_PROPOSAL = "TTr"
_LIKE_A_PROPOSAL = re.compile(r"TT?[I1l]r")
_LIKE_ONE_OF_A_COMMITTEE = re.compile(r"TT?[I1lP][rT]?")
"""Committees make no circulars, TT, which others may have made."""

_DOUBLED = re.compile(r"([QN])Đ+")
_COMMITTEE_ITSELF = "CT"
"""Before UBND without a hyphen this is its chairman."""

_KINDS = "|".join(sorted(MARKS, key=len, reverse=True))
_NUMBER = re.compile(
    r"(?<![\w/])(?P<figures>\d{1,5}(?:/(?:19|20)\d\d)?)(?P<stroke>[/Il|]?)"
    rf"(?P<kind>[QN]Đ+|TT?[I1lP][rT]?|{_KINDS})(?P<hyphen>-{{0,2}})(?P<body>[A-ZĐ][\w-]*)"
)


def mended(text: str) -> str:
    """Return a word with the letters that are meant, if it is a number."""
    return _NUMBER.sub(_meant, text)


def _meant(found: re.Match[str]) -> str:
    figures, body = found["figures"], found["body"]
    kind = _kind(found["kind"], body)
    if found["hyphen"]:
        return f"{figures}/{kind}-{body}" if kind in MARKS else found[0]
    plain = kind in MARKS and kind != _COMMITTEE_ITSELF and body in _COMMITTEES
    return f"{figures}/{kind}-{body}" if plain and found["stroke"] else found[0]


def _kind(read: str, body: str) -> str:
    like = _LIKE_ONE_OF_A_COMMITTEE if body.startswith(_COMMITTEES) else _LIKE_A_PROPOSAL
    return _PROPOSAL if like.fullmatch(read) else _DOUBLED.sub(r"\1Đ", read)
