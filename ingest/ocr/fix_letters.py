"""Mends what Tesseract misreads over and over in Vietnamese pages, where it can be nothing else.

It writes letters of Iceland and Spain, takes the office that keeps a paper, VT, for a syllable, and
closes with a straight mark what it saw opened with a curved one. For figures and numbers see
`ingest.ocr.fix_digits` and `ingest.ocr.fix_document_numbers`.
"""

import re
from collections.abc import Iterator

from ingest.ocr import fix_digits, fix_document_numbers
from library.catalogue.text.words import Word
from library.vietnamese.syllables import is_marked_syllable

_FOREIGN = (("Ð", "Đ"), ("NÑ", "N"))
_UPSIDE_DOWN = re.compile(r"(?<=[^\W\d_])¡(?=([^\W\d_]))")
"""Stands in Spanish only, before a word."""

_WAVE, _DASH = "~", "-"
"""What begins an item of a list; before a figure it may mean “about”."""

_LIKE_A_WORD = re.compile(r"(?<!\w)1([a-zđ]*[à-ỹ][a-zà-ỹ]*)(?!\w)")
"""As 1ũ: no figure stands before letters with marks, unless a space was lost there."""

_WORDS = ("áo", "ảnh", "ấm", "ấn", "ấp", "án", "ao", "ô", "ổ", "ông", "ống", "ủy", "ý")
"""What may be counted: 1ông."""

_KEPT_AT = "Lưu:"
_OFFICE = re.compile(r"V[ŨIỊ]|VT[jJ]")
"""VT, the office that keeps the papers, with the comma after it."""

_OPENED, _STRAIGHT, _CLOSED = '“"”'
_CLOSING = re.compile(r'(?<=[^\W\d_])([.,;:!?]?)"(?=[.,;:!?)]*$)')
"""After figures it may be inches, or seconds."""


def mended(words: tuple[Word, ...]) -> Iterator[Word]:
    """Give the words of a page with the letters, figures and signs that are meant."""
    is_open = False
    for before, word, after in zip((None, *words), words, (*words[1:], None), strict=False):
        text = fix_digits.mended(before, word, after)
        text = fix_document_numbers.mended(_native(text))
        if before and before.text == _KEPT_AT and _OFFICE.fullmatch(text):
            text = "VT," if after and after.line == word.line else "VT."
        if text == _WAVE and _begins_item(before, word, after):
            text = _DASH
        if is_open and text.count(_STRAIGHT) == 1:
            text = _CLOSING.sub(rf"\1{_CLOSED}", text)
        is_open = _is_open(text, is_open)
        yield word if text == word.text else word._replace(text=text)


def _begins_item(before: Word | None, word: Word, after: Word | None) -> bool:
    is_first = before is None or before.line != word.line
    goes_on = after is not None and after.line == word.line and after.text[0].isalpha()
    return is_first and goes_on


def _native(text: str) -> str:
    for foreign, letter in _FOREIGN:
        text = text.replace(foreign, letter)
    return _LIKE_A_WORD.sub(_word, _UPSIDE_DOWN.sub(_upright, text))


def _upright(found: re.Match[str]) -> str:
    return "I" if found[1].isupper() else "i"


def _word(found: re.Match[str]) -> str:
    word = f"l{found[1]}"
    return word if is_marked_syllable(word) and found[1] not in _WORDS else found[0]


def _is_open(text: str, was_open: bool) -> bool:
    """Say whether a curved mark of quotation is still open after a word."""
    opened, closed = text.rfind(_OPENED), max(text.rfind(_CLOSED), text.rfind(_STRAIGHT))
    return opened > closed if max(opened, closed) >= 0 else was_open
