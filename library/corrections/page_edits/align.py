"""Gives the words a person typed their places on the page."""

from collections.abc import Sequence
from itertools import pairwise

from library.catalogue.text.layout import Box
from library.catalogue.text.words import Word

_GAP = 0.5
"""How wide the space between two words is, in letters."""


def fit(meant: Sequence[str], seen: Sequence[Word]) -> tuple[Word, ...]:
    """Return the words meant, in the places of those that were seen.

    As many as there were take their boxes one by one; more or fewer share the room of all by
    their length.
    """
    if len(meant) == len(seen):
        return tuple(_checked(text, word) for text, word in zip(meant, seen, strict=True))
    return fill(meant, Box.around(seen), seen[0])


def fill(meant: Sequence[str], box: Box, like: Word) -> tuple[Word, ...]:
    """Return words that fill a box from left to right, in the block and line of another word."""
    ends, end = [0.0], 0.0
    for text in meant:
        ends.append(end := end + len(text) + _GAP)
    share = box.width / max(end - _GAP, 1)
    placed = []
    for text, (start, stop) in zip(meant, pairwise(ends), strict=True):
        left, right = box.left + round(start * share), box.left + round((stop - _GAP) * share)
        word = like._replace(left=left, width=max(right - left, 1), top=box.top, height=box.height)
        placed.append(_checked(text, word))
    return tuple(placed)


def _checked(text: str, word: Word) -> Word:
    return word._replace(text=text, confidence=1.0, checked=True)
