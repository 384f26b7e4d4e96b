"""Corrections of misread document numbers: 265TI-UBND for 265/TTr-UBND.

A number is written digits, slash, kind, hyphen, body (Nghị định 30/2020/NĐ-CP, annexes I, III).
Only impossible forms are corrected: a kind that does not exist (QĐĐ, TIr, TTIr), two hyphens, a
missing slash or hyphen although kind and body are clear, or letters among the figures before the
kind (I5/2020/NĐ-CP).
"""

import re

from ingest.metadata_extraction.official_documents import KIND_CODES

_COMMITTEES = ("UBND", "HĐND")
_BODIES = (*_COMMITTEES, "CP", "TTg")
"""Bodies that make digits and letters without a slash a document number: 1080HD-TV is none."""

_PROPOSAL = "TTr"
_LIKE_A_PROPOSAL = re.compile(r"TT?[I1l]r")
_LIKE_A_COMMITTEE_PROPOSAL = re.compile(r"TT?[I1l][rT]?")
"""Committees issue no circulars (TT), which other bodies may have issued."""

_DOUBLED_D = re.compile(r"([QN])Đ+")
_CHAIRMAN = "CT"
"""Before UBND without a hyphen this means its chairman."""

_MISREAD_KINDS = "|".join((_DOUBLED_D.pattern, _LIKE_A_COMMITTEE_PROPOSAL.pattern))
_KINDS = "|".join(sorted(KIND_CODES, key=len, reverse=True))
_NUMBER = re.compile(
    r"(?<![\w/])(?P<figures>\d{1,5}(?:/(?:19|20)\d\d)?)(?P<stroke>[/Il|]?)"
    rf"(?P<kind>{_MISREAD_KINDS}|{_KINDS})(?P<hyphen>-{{0,2}})(?P<body>[A-ZĐ][\w-]*)"
)

_LOOK_ALIKES = str.maketrans("Il|!OoÒ", "1111000")
_FIGURE = r"[\dIl|!OoÒ]"
_LETTERS_AMONG_FIGURES = re.compile(
    rf"(?<![\w/.-])(?P<figures>{_FIGURE}{{1,5}}(?:/{_FIGURE}{{4}})?)(?P<stroke>⁄?/|⁄)"
    rf"(?=(?:{_KINDS})Đ?-(?:{'|'.join(_BODIES)})(?!\w))"
)
_FIGURES = re.compile(r"[1-9]\d*|0\d+")
_YEAR = re.compile(r"(?:19|20)\d\d")


def fix_word(text: str) -> str:
    """Return the word with its letters and figures corrected if it is a document number."""
    return _NUMBER.sub(_fix_number, _LETTERS_AMONG_FIGURES.sub(_fix_figures, text))


def _fix_figures(match: re.Match[str]) -> str:
    figures, _, year = match["figures"].translate(_LOOK_ALIKES).partition("/")
    is_number = _FIGURES.fullmatch(figures) and (not year or _YEAR.fullmatch(year))
    has_digit = any(map(str.isdecimal, match["figures"]))
    if not is_number or not has_digit:
        return match[0]
    return f"{figures}/{year}/" if year else f"{figures}/"


def _fix_number(match: re.Match[str]) -> str:
    body, kind = match["body"], _fix_kind(match["kind"], match["body"])
    has_stroke, has_hyphen = match["stroke"] == "/", bool(match["hyphen"])
    if not has_hyphen:
        is_number = has_stroke and body in _COMMITTEES and kind != _CHAIRMAN
    else:
        is_number = has_stroke or body in _BODIES
    return f"{match['figures']}/{kind}-{body}" if is_number and kind in KIND_CODES else match[0]


def _fix_kind(kind: str, body: str) -> str:
    pattern = _LIKE_A_COMMITTEE_PROPOSAL if body.startswith(_COMMITTEES) else _LIKE_A_PROPOSAL
    return _PROPOSAL if pattern.fullmatch(kind) else _DOUBLED_D.sub(r"\1Đ", kind)
