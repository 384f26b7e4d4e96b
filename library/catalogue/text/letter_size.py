"""Letter size of printed lines, from the heights of words and the shapes of their letters."""

import unicodedata
from collections.abc import Iterable

from library.catalogue.text.words import Word

_TALL, _DESCENDING, _STROKES = frozenset("bdđfhklt"), frozenset("gjpqy"), frozenset("/()[]|")
_DOT_BELOW = "\u0323"
_ABOVE = frozenset("\u0300\u0301\u0302\u0303\u0306\u0309")

_CAPITAL, _CAPITAL_MARK, _SECOND_MARK = 0.70, 0.18, 0.10
_SMALL, _SMALL_MARK, _TALL_LETTER = 0.50, 0.20, 0.72
_DESCENDER, _DOT, _STROKE, _COMMA = 0.21, 0.16, 0.76, 0.12
"""Heights in ems above and depths below the base line: means of Liberation and DejaVu faces."""

_MIN_LETTERS = 2


def letter_size(words: Iterable[Word]) -> float:
    """Return the size of the letters of a line in pixels per em; 0 if nothing tells it."""
    sizes = sorted(
        word.height / (max(map(_rise, word.text)) + max(map(_depth, word.text)))
        for word in words
        if sum(map(str.isalnum, word.text)) >= _MIN_LETTERS
    )
    middle = len(sizes) // 2 if len(sizes) > 2 else 0  # of two words the surer is the lower one
    return sizes[middle] if sizes else 0.0


def _rise(letter: str) -> float:
    if letter in _STROKES:
        return _STROKE
    base, *marks = unicodedata.normalize("NFD", letter)
    above = sum(mark in _ABOVE for mark in marks)
    second = _SECOND_MARK * (above > 1)
    if base.isupper() or base.isdigit():
        return _CAPITAL + _CAPITAL_MARK * bool(above) + second
    if base in _TALL or (base in "ij" and not above):
        return _TALL_LETTER
    return _SMALL + _SMALL_MARK * bool(above) + second


def _depth(letter: str) -> float:
    base, *marks = unicodedata.normalize("NFD", letter)
    if base in ",;":
        return _COMMA
    has_depth = base in _DESCENDING or base in _STROKES
    return _DESCENDER * has_depth + _DOT * (_DOT_BELOW in marks)
