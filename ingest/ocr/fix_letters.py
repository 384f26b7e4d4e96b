"""Corrections of frequent, unambiguous Tesseract errors in Vietnamese pages.

It outputs Icelandic letters, and waves for the dashes of a list. For digits see
`ingest.ocr.fix_digits`, for document numbers `ingest.ocr.fix_document_numbers`, for numbers torn
apart `ingest.ocr.torn_numbers`.
"""

from collections.abc import Iterator

from ingest.ocr import fix_digits, fix_document_numbers
from ingest.ocr.torn_numbers import join_torn_numbers
from library.catalogue.text.words import Word

_FOREIGN_LETTERS = (("Ð", "Đ"), ("NÑ", "N"), ("⁄/", "/"), ("/⁄", "/"), ("⁄", "/"))
"""The stroke of fractions is read for that of dates and numbers."""

_WAVE, _DASH = "~", "-"
"""Bullet of a list item; before a number it may mean “about”."""


def fix_words(words: tuple[Word, ...]) -> Iterator[Word]:
    """Yield the words of a page with letters, digits and signs corrected."""
    words = tuple(join_torn_numbers(words))
    for previous, word, following in zip((None, *words), words, (*words[1:], None), strict=False):
        text = fix_digits.fix_word(previous, word, following)
        text = fix_document_numbers.fix_word(_fix_foreign_letters(text))
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
