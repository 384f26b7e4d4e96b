"""Corrections of frequent, unambiguous Tesseract errors in Vietnamese pages.

It outputs Icelandic and Spanish letters, reads the office that files a document, VT, as a syllable,
and closes a curved quotation mark with a straight one. For digits and document numbers see
`ingest.ocr.fix_digits` and `ingest.ocr.fix_document_numbers`.
"""

import re
from collections.abc import Iterator

from ingest.ocr import fix_digits, fix_document_numbers
from library.catalogue.text.words import Word
from library.vietnamese.syllables import is_marked_syllable

_FOREIGN_LETTERS = (("Ð", "Đ"), ("NÑ", "N"))
_INVERTED_MARK = re.compile(r"(?<=[^\W\d_])¡(?=([^\W\d_]))")
"""Occurs in Spanish only, before a word."""

_WAVE, _DASH = "~", "-"
"""Bullet of a list item; before a number it may mean “about”."""

_WORD_WITH_DIGIT = re.compile(r"(?<!\w)1([a-zđ]*[à-ỹ][a-zà-ỹ]*)(?!\w)")
"""As in 1ũ: no digit precedes letters with diacritics, unless a space was lost."""

_COUNTED_WORDS = ("áo", "ảnh", "ấm", "ấn", "ấp", "án", "ao", "ô", "ổ", "ông", "ống", "ủy", "ý")
"""Nouns that may be counted: 1ông."""

_FILED_AT = "Lưu:"
_MISREAD_OFFICE = re.compile(r"V[ŨIỊ]|VT[jJ]")
"""VT, the office that files the document, with the comma after it."""

_OPENING_QUOTE, _STRAIGHT_QUOTE, _CLOSING_QUOTE = '“"”'
_STRAIGHT_CLOSING = re.compile(r'(?<=[^\W\d_])([.,;:!?]?)"(?=[.,;:!?)]*$)')
"""After digits it may mean inches or seconds."""


def fix_words(words: tuple[Word, ...]) -> Iterator[Word]:
    """Yield the words of a page with letters, digits and signs corrected."""
    is_open = False
    for previous, word, following in zip((None, *words), words, (*words[1:], None), strict=False):
        text = fix_digits.fix_word(previous, word, following)
        text = fix_document_numbers.fix_word(_fix_foreign_letters(text))
        if previous and previous.text == _FILED_AT and _MISREAD_OFFICE.fullmatch(text):
            text = "VT," if following and following.line == word.line else "VT."
        if text == _WAVE and _begins_list_item(previous, word, following):
            text = _DASH
        if is_open and text.count(_STRAIGHT_QUOTE) == 1:
            text = _STRAIGHT_CLOSING.sub(rf"\1{_CLOSING_QUOTE}", text)
        is_open = _is_open(text, is_open)
        yield word if text == word.text else word._replace(text=text)


def _begins_list_item(previous: Word | None, word: Word, following: Word | None) -> bool:
    is_first = previous is None or previous.line != word.line
    goes_on = following is not None and following.line == word.line and following.text[0].isalpha()
    return is_first and goes_on


def _fix_foreign_letters(text: str) -> str:
    for foreign, letter in _FOREIGN_LETTERS:
        text = text.replace(foreign, letter)
    return _WORD_WITH_DIGIT.sub(_fix_word_with_digit, _INVERTED_MARK.sub(_fix_inverted_mark, text))


def _fix_inverted_mark(match: re.Match[str]) -> str:
    return "I" if match[1].isupper() else "i"


def _fix_word_with_digit(match: re.Match[str]) -> str:
    word = f"l{match[1]}"
    return word if is_marked_syllable(word) and match[1] not in _COUNTED_WORDS else match[0]


def _is_open(text: str, was_open: bool) -> bool:
    """Return True if a curved quotation mark is still open after a word."""
    opened, closed = (
        text.rfind(_OPENING_QUOTE),
        max(text.rfind(_CLOSING_QUOTE), text.rfind(_STRAIGHT_QUOTE)),
    )
    return opened > closed if max(opened, closed) >= 0 else was_open
