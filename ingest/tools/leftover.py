"""Finds what is written where nothing was read (OpenCV)."""

from collections.abc import Iterator, Sequence
from statistics import median

import cv2
import numpy

from ingest.tools.cells import Cell, Mask, inked
from ingest.tools.picture import Picture

_SCALE = 2
"""So many times smaller a page is looked at."""

_INK = 64
"""Of 255: a quarter of what is looked at as one is drawn."""

_TAILS = 0.15
"""Marks and tails of letters may stand out of the box of a line by so much of its height."""

_APART, _ABOVE = 0.8, 0.2
"""So far may words, and marks over letters, stand from the next, in heights of a line."""

_LOWEST, _HIGHEST, _NARROWEST = 0.5, 1.6, 1.0


def unread(picture: Picture, lines: Sequence[Cell]) -> Iterator[Cell]:
    """Give boxes, as high as a line, that hold ink and meet none of the lines that were read."""
    high = median(line.height for line in lines)
    for box in _drawn(_without(inked(picture), lines, round(_TAILS * high)), high):
        is_line = _LOWEST * high < box.height < _HIGHEST * high and box.width > _NARROWEST * high
        if is_line and not any(map(box.meets, lines)):
            yield box


def _without(ink: Mask, lines: Sequence[Cell], paper: int) -> Mask:
    for line in lines:
        left, top = max(0, line.left - paper), max(0, line.top - paper)
        ink[top : line.bottom + paper, left : line.right + paper] = 0
    return ink


def _drawn(ink: Mask, high: float) -> Iterator[Cell]:
    """Give the boxes of what stands together, by the height of a line."""
    smaller = cv2.resize(
        255 * ink, None, fx=1 / _SCALE, fy=1 / _SCALE, interpolation=cv2.INTER_AREA
    )
    drawn = (smaller > _INK).astype(numpy.uint8)
    near = numpy.ones([max(1, round(part * high / _SCALE)) for part in (_ABOVE, _APART)])
    together = cv2.morphologyEx(drawn, cv2.MORPH_CLOSE, near.astype(numpy.uint8))
    for box in cv2.connectedComponentsWithStats(together)[2][1:].tolist():
        yield Cell(*box[:4]).enlarged(_SCALE)
