"""Mends what Tesseract misreads over and over in Vietnamese numbers, where it can be nothing else.

Its Vietnamese data has seen few figures without words around them: it takes 8 for §, alone (ngày 14
tháng § năm 1968) and in amounts (§69.643.000 đồng), the ones of a day for letters (ngày 1] tháng
lÏ), and the sign of a proposal, TTr, for TIr. The sign of a section (Điều 6§1, § 12, § Nội dung)
stays one.
"""

import re
from collections.abc import Iterator

from library.catalogue.words import Word

_EIGHT = "§"
_AROUND = "()[]“”\"'.,;:%"

_NUMBERED = (
    "ngày",
    "tháng",
    "năm",
    "quý",
    "tuần",
    "lớp",
    "trang",
    "tập",
    "kỳ",
    "khóa",
    "tổ",
    "khu",
)
"""What stands before a figure, and before no sign of a section."""

_AMOUNT = re.compile(r"\d[\d§]{0,2}(?:\.[\d§]{3})+|§\d{0,2}(?:\.[\d§]{3}){2,}")
_SHORT_AMOUNT = re.compile(r"§\d{0,2}\.[\d§]{3}")
"""May be a section and its part, unless what is counted follows: §.739 hộ."""

_DAY = re.compile(r"[\d§]{1,2}/[\d§]{1,2}/[12][\d§]{3}")
_MONTHS = 12
_LAST = {("ngày", "tháng"): 31, ("tháng", "năm"): _MONTHS}
"""The greatest number that stands between these words; nothing else stands there."""

_LOOK_ALIKES = str.maketrans("lIÏïiíì|[]!Oo§", "11111111111008")

_PROPOSAL = re.compile(r"(?<=\d/)TIr(?=-)")


def mended(words: tuple[Word, ...]) -> Iterator[Word]:
    """Give the words of a page with the figures and signs that are meant."""
    for before, word, after in zip((None, *words), words, (*words[1:], None), strict=False):
        text = _PROPOSAL.sub("TTr", word.text)
        if _EIGHT in text and _is_eight(before, word, after):
            text = text.replace(_EIGHT, "8")
        text = _of_a_day(before, text, after) or text
        yield word if text == word.text else word._replace(text=text)


def _of_a_day(before: Word | None, text: str, after: Word | None) -> str | None:
    """Return the number of a day or a month that was taken for letters."""
    if before is None or after is None:
        return None
    last = _LAST.get((before.text.lower(), after.text.lower()))
    figures = text.translate(_LOOK_ALIKES)
    if last is None or not figures.isdecimal() or len(figures) > 2:
        return None
    if last == _MONTHS and not text.strip("I"):
        return None  # months are numbered in Roman too
    return figures if 1 <= int(figures) <= last else None


def _is_eight(before: Word | None, word: Word, after: Word | None) -> bool:
    bare = word.text.strip(_AROUND)
    if bare == _EIGHT:
        named = before is not None and before.text.lower() in _NUMBERED
        return named and before.line == word.line and not _counts(after)
    if _SHORT_AMOUNT.fullmatch(bare):
        return after is not None and after.line == word.line and after.text[0].islower()
    return bool(_AMOUNT.fullmatch(bare) or _DAY.fullmatch(bare))


def _counts(word: Word | None) -> bool:
    return word is not None and word.text[0].isdecimal()
