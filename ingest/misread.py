"""Mends what Tesseract misreads over and over in Vietnamese pages, where it can be nothing else.

Its Vietnamese data has seen few figures without words around them: it takes 8 for §, alone (ngày
14 tháng § năm 1968) and in amounts (§69.643.000 đồng), and the ones of a day for letters (ngày 1]
tháng lÏ). The sign of a section (Điều 6§1, § 12, § Nội dung) stays one. It writes letters of
Iceland and Spain, takes the office that keeps a paper, VT, for a syllable, and closes with a
straight mark what it saw opened with a curved one. Numbers: see `ingest.misread_numbers`.
"""

import re
from collections.abc import Iterator

from ingest import misread_numbers
from library.catalogue.words import Word
from library.syllables import is_marked_syllable

_FOREIGN = (("Ð", "Đ"), ("NÑ", "N"))

_LIKE_A_WORD = re.compile(r"(?<!\w)1([a-zđ]*[à-ỹ][a-zà-ỹ]*)(?!\w)")
"""As 1ũ: no figure has marks, nor is there a mark on a letter that counts."""

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

_KEPT_AT = "Lưu:"
_OFFICE = re.compile(r"V[ŨIỊ]|VT[jJ]")
"""VT, the office that keeps the papers, with the comma after it."""

_OPENED, _STRAIGHT, _CLOSED = '“"”'
_CLOSING = re.compile(r'(?<=[^\W_])([.,;:!?]?)"(?=[.,;:!?)]*$)')


def mended(words: tuple[Word, ...]) -> Iterator[Word]:
    """Give the words of a page with the letters, figures and signs that are meant."""
    is_open = False
    for before, word, after in zip((None, *words), words, (*words[1:], None), strict=False):
        text = misread_numbers.mended(_native(word.text))
        if _EIGHT in text and _is_eight(before, word, after):
            text = text.replace(_EIGHT, "8")
        text = _of_a_day(before, text, after) or text
        if before and before.text == _KEPT_AT and _OFFICE.fullmatch(text):
            text = "VT," if after and after.line == word.line else "VT."
        if is_open and text.count(_STRAIGHT) == 1:
            text = _CLOSING.sub(rf"\1{_CLOSED}", text)
        is_open = _is_open(text, is_open)
        yield word if text == word.text else word._replace(text=text)


def _native(text: str) -> str:
    for foreign, letter in _FOREIGN:
        text = text.replace(foreign, letter)
    return _LIKE_A_WORD.sub(_word, text)


def _word(found: re.Match[str]) -> str:
    word = f"l{found[1]}"
    return word if is_marked_syllable(word) else found[0]


def _is_open(text: str, was_open: bool) -> bool:
    """Say whether a curved mark of quotation is still open after a word."""
    opened, closed = text.rfind(_OPENED), max(text.rfind(_CLOSED), text.rfind(_STRAIGHT))
    return opened > closed if max(opened, closed) >= 0 else was_open


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
