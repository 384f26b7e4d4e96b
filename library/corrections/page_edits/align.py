"""Placement of typed words on the page."""

from collections.abc import Sequence
from itertools import pairwise

from library.catalogue.text.layout import Box
from library.catalogue.text.words import Word

_WORD_SPACE = 0.5
"""Width of the space between two words, in letters."""


def align_words(
    typed_words: Sequence[str], recognised_words: Sequence[Word], confidence: float | None = None
) -> tuple[Word, ...]:
    """Return the typed words in the places of the recognised ones.

    An equal number of words takes the boxes one by one; otherwise the words share the common
    box in proportion to their length. They count as confirmed by a person, unless the confidence
    of a machine is given.
    """
    if len(typed_words) == len(recognised_words):
        pairs = zip(typed_words, recognised_words, strict=True)
        return tuple(_corrected(text, word, confidence) for text, word in pairs)
    return fill_box(typed_words, Box.around(recognised_words), recognised_words[0], confidence)


def fill_box(
    typed_words: Sequence[str], box: Box, model: Word, confidence: float | None = None
) -> tuple[Word, ...]:
    """Return words that fill a box from left to right, with block and line of the model word."""
    ends, end = [0.0], 0.0
    for text in typed_words:
        ends.append(end := end + len(text) + _WORD_SPACE)
    share = box.width / max(end - _WORD_SPACE, 1)
    placed_words = []
    for text, (start, stop) in zip(typed_words, pairwise(ends), strict=True):
        x0, x1 = box.left + round(start * share), box.left + round((stop - _WORD_SPACE) * share)
        word = model._replace(left=x0, width=max(x1 - x0, 1), top=box.top, height=box.height)
        placed_words.append(_corrected(text, word, confidence))
    return tuple(placed_words)


def _corrected(text: str, word: Word, confidence: float | None) -> Word:
    if confidence is None:
        return word._replace(text=text, confidence=1.0, checked=True)
    return word._replace(text=text, confidence=confidence, checked=False)
