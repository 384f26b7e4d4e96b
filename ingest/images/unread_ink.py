"""Finds what is written where nothing was read (OpenCV)."""

from collections.abc import Iterator, Sequence

import cv2
import numpy

from ingest.images.cells import Cell, Mask, inked
from ingest.images.picture import Picture, smaller

_SCALE = 2
"""So many times smaller a page is looked at."""

_INK = 64
"""Of 255: a quarter of what is looked at as one is drawn."""

_TAILS = 0.15
"""Marks and tails of letters may stand out of the box of a word by so much of a line's height."""

_APART, _ABOVE = 0.8, 0.2
"""So far may words, and marks over letters, stand from the next, in heights of a line."""

_LOWEST, _HIGHEST, _NARROWEST = 0.4, 1.6, 1.0
"""What lies within, in heights of a usual line, may be one: small print too, and a headline."""


def unread(picture: Picture, words: Sequence[Cell], high: float) -> Iterator[Cell]:
    """Give boxes that hold ink, may be lines, and meet none of the words that were read.

    `high` is the height of a usual line in pixels.
    """
    for box in _drawn(_without(inked(picture), words, round(_TAILS * high)), high):
        is_line = _LOWEST * high < box.height < _HIGHEST * high and box.width > _NARROWEST * high
        if is_line and not any(map(box.meets, words)):
            yield box


def _without(ink: Mask, words: Sequence[Cell], paper: int) -> Mask:
    for word in words:
        left, top = max(0, word.left - paper), max(0, word.top - paper)
        ink[top : word.bottom + paper, left : word.right + paper] = 0
    return ink


def _drawn(ink: Mask, high: float) -> Iterator[Cell]:
    """Give the boxes of what stands together, by the height of a line."""
    tall, wide = (side // _SCALE for side in ink.shape)
    drawn = (smaller(255 * ink, wide, tall) > _INK).astype(numpy.uint8)
    near = numpy.ones([max(1, round(part * high / _SCALE)) for part in (_ABOVE, _APART)])
    together = cv2.morphologyEx(drawn, cv2.MORPH_CLOSE, near.astype(numpy.uint8))
    for left, top, wide, tall, _ in cv2.connectedComponentsWithStats(together)[2][1:].tolist():
        yield Cell(left - 1, top - 1, wide + 2, tall + 2).enlarged(_SCALE)  # thin ends are lost
