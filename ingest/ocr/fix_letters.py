"""Corrections of frequent, unambiguous Tesseract errors in Vietnamese pages.

It outputs Icelandic letters, waves for the dashes of a list, and document numbers such as
46/QĐĐ-UBND. For digits see `ingest.ocr.fix_digits`, for numbers torn apart
`ingest.ocr.torn_numbers`.
"""

import re
from collections.abc import Iterator

from ingest.metadata_extraction.official_documents import KIND_CODES
from ingest.ocr import fix_digits
from ingest.ocr.torn_numbers import join_torn_numbers
from library.catalogue.text.words import Word

_FOREIGN_LETTERS = (("Ð", "Đ"), ("NÑ", "N"), ("⁄/", "/"), ("/⁄", "/"), ("⁄", "/"))
"""The stroke of fractions is read for that of dates and numbers."""

_WAVE, _DASH = "~", "-"
"""Bullet of a list item; before a number it may mean “about”."""

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


def fix_words(words: tuple[Word, ...]) -> Iterator[Word]:
    """Yield the words of a page with letters, digits and signs corrected."""
    words = tuple(join_torn_numbers(words))
    for previous, word, following in zip((None, *words), words, (*words[1:], None), strict=False):
        text = fix_digits.fix_word(previous, word, following)
        text = _fix_document_number(_fix_foreign_letters(text))
        if text == _WAVE and _begins_list_item(previous, word, following):
            text = _DASH
        yield word if text == word.text else word._replace(text=text)


def _begins_list_item(previous: Word | None, word: Word, following: Word | None) -> bool:
    is_first = previous is None or previous.line != word.line
    goes_on = following is not None and following.line == word.line and following.text[0].isalpha()
    return is_first and goes_on


def _fix_foreign_letters(text: str) -> str:
    for foreign, letter in _FOREIGN_LETTERS:
        text = text.replace(foreign, letter)
    return text


def _fix_document_number(text: str) -> str:
    """Return the word with its letters and figures corrected if it is a document number.

    A number is written digits, slash, kind, hyphen, body (Nghị định 30/2020/NĐ-CP, annexes I, III).
    Only impossible forms are corrected: a kind that does not exist (QĐĐ, TIr, TTIr), two hyphens, a
    missing slash or hyphen although kind and body are clear, or letters among the figures before
    the kind (I5/2020/NĐ-CP).
    """
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
