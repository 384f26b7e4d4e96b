"""Mends the numbers of official papers as Tesseract misreads them: 265TI-UBND for 265/TTr-UBND.

A number is written figures, stroke, kind, hyphen, body (Nghị định 30/2020/NĐ-CP, annexes I, III).
Changed is only what no number can be: a kind that there is not (QĐĐ, TIr, TTIr), two hyphens, a
stroke or hyphen that is missing though kind and body are plain.
"""

import re

from ingest.metadata_extraction.official_documents import MARKS

_COMMITTEES = ("UBND", "HĐND")
_BODIES = (*_COMMITTEES, "CP", "TTg")
"""What makes a number of figures and letters without a stroke: 1080HD-TV is none."""

_PROPOSAL = "TTr"
_LIKE_A_PROPOSAL = re.compile(r"TT?[I1l]r")
_LIKE_ONE_OF_A_COMMITTEE = re.compile(r"TT?[I1l][rT]?")
"""Committees make no circulars, TT, which others may have made."""

_DOUBLED = re.compile(r"([QN])Đ+")
_COMMITTEE_ITSELF = "CT"
"""Before UBND without a hyphen this is its chairman."""

_AS_READ = "|".join((_DOUBLED.pattern, _LIKE_ONE_OF_A_COMMITTEE.pattern))
_KINDS = "|".join(sorted(MARKS, key=len, reverse=True))
_NUMBER = re.compile(
    r"(?<![\w/])(?P<figures>\d{1,5}(?:/(?:19|20)\d\d)?)(?P<stroke>[/Il|]?)"
    rf"(?P<kind>{_AS_READ}|{_KINDS})(?P<hyphen>-{{0,2}})(?P<body>[A-ZĐ][\w-]*)"
)


def mended(text: str) -> str:
    """Return a word with the letters that are meant, if it is a number."""
    return _NUMBER.sub(_meant, text)


def _meant(found: re.Match[str]) -> str:
    body, kind = found["body"], _kind(found["kind"], found["body"])
    has_stroke, has_hyphen = found["stroke"] == "/", bool(found["hyphen"])
    if not has_hyphen:
        is_number = has_stroke and body in _COMMITTEES and kind != _COMMITTEE_ITSELF
    else:
        is_number = has_stroke or body in _BODIES
    return f"{found['figures']}/{kind}-{body}" if is_number and kind in MARKS else found[0]


def _kind(read: str, body: str) -> str:
    like = _LIKE_ONE_OF_A_COMMITTEE if body.startswith(_COMMITTEES) else _LIKE_A_PROPOSAL
    return _PROPOSAL if like.fullmatch(read) else _DOUBLED.sub(r"\1Đ", read)
