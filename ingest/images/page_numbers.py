"""Finds where a number may be printed at the head and foot of a page, before it is read (OpenCV).

What is looked for stands by itself at the very top or bottom of what is printed: small, and far
from its neighbours on the line. Only that is then read, digits alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy

from ingest.images.picture import Picture, smaller

WIDTH = 1240
"""Width in pixels of the picture that is looked at: 150 dpi of an A4 page."""

_STRIP = 0.13
"""Part of the height at head and foot that is looked at."""

_LONGEST = 3
"""A page is not longer than so many times its width."""

_INK = 60
_EDGE = 0.015
"""Part of the width at the sides where the edges of the paper show."""

_REACH = (15, 5)
"""Pixels to the side and down over which letters hang together to words."""

_LEAST, _TALLEST, _WIDEST = 10, 40, 130
"""Pixels: lower is dust, taller no line of print, wider more than four digits with dashes."""

_ALONE = 60
"""Pixels around it in its line in which nothing else stands."""

_READ_HIGH = 34
_MARGIN = 14


@dataclass(frozen=True, slots=True)
class _Box:
    left: int
    top: int
    right: int
    bottom: int

    @property
    def high(self) -> int:
        return self.bottom - self.top

    @property
    def wide(self) -> int:
        return self.right - self.left


def fitted(page: Picture) -> Picture:
    """Return the page in the width in which the sizes below are told."""
    high, wide = page.shape
    if wide == WIDTH:
        return page
    size = WIDTH, max(1, round(high * WIDTH / wide))
    return smaller(page, *size) if wide > WIDTH else cv2.resize(page, size)


def marks(page: Picture) -> Iterator[Picture]:
    """Give small pictures of what may be a page number, each ready to be read as one line."""
    page = fitted(page)
    high, wide = page.shape
    strip = max(1, round(high * _STRIP))
    if high > _LONGEST * wide:
        return  # a map or a scroll
    for part, first in ((page[:strip], True), (page[-strip:], False)):
        boxes = _boxes(part)
        line = _outermost(boxes, first)
        for box in line:
            if _could_be(box, wide) and _is_alone(box, boxes):
                cut = _cut(part, box)
                if cut is not None:
                    yield cut


def _boxes(strip: Picture) -> list[_Box]:
    """Return the words on a strip, top to bottom, but for dust and what belongs to the edges."""
    paper = cv2.morphologyEx(strip, cv2.MORPH_CLOSE, numpy.ones((25, 25), numpy.uint8))
    ink = (cv2.subtract(paper, strip) > _INK).astype(numpy.uint8)
    words = cv2.dilate(ink, numpy.ones(_REACH[::-1], numpy.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(words, connectivity=8)
    found = (_Box(x, y, x + w, y + h) for x, y, w, h, _ in stats[1:].tolist())
    shrunk = (_shrunk(box) for box in found)
    wide = strip.shape[1]
    edge = wide * _EDGE
    return sorted(
        (
            box
            for box in shrunk
            if box.high >= _LEAST and box.left > edge and box.right < wide - edge
        ),
        key=lambda box: box.top,
    )


def _shrunk(box: _Box) -> _Box:
    """Take off by how much letters were made to reach."""
    x, y = (reach // 2 for reach in _REACH)
    return _Box(box.left + x, box.top + y, box.right - x, box.bottom - y)


def _outermost(boxes: list[_Box], first: bool) -> list[_Box]:
    """Return the words of the first line from the top, or the last at the bottom."""
    if not boxes:
        return []
    end = boxes[0] if first else max(boxes, key=lambda box: box.bottom)
    return [box for box in boxes if box.top < end.bottom and box.bottom > end.top]


def _could_be(box: _Box, wide: int) -> bool:
    return box.high <= _TALLEST and 3 <= box.wide <= _WIDEST


def _is_alone(box: _Box, boxes: list[_Box]) -> bool:
    return not any(
        other is not box
        and other.top < box.bottom
        and other.bottom > box.top
        and other.left - _ALONE < box.right
        and other.right + _ALONE > box.left
        for other in boxes
    )


def _cut(strip: Picture, box: _Box) -> Picture | None:
    """Return the letters in a box, large enough to be read, on paper of their own."""
    inside = strip[box.top : box.bottom, box.left : box.right]
    white = int(numpy.percentile(inside, 95))
    ink = (inside < white - _INK).astype(numpy.uint8)
    _, marked, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    tall = [n for n, high in enumerate(stats[:, cv2.CC_STAT_HEIGHT]) if n and high >= _LEAST]
    if not tall:
        return None  # dashes and dots alone
    left, top = stats[tall, cv2.CC_STAT_LEFT].min(), stats[tall, cv2.CC_STAT_TOP].min()
    right = (stats[tall, cv2.CC_STAT_LEFT] + stats[tall, cv2.CC_STAT_WIDTH]).max()
    bottom = (stats[tall, cv2.CC_STAT_TOP] + stats[tall, cv2.CC_STAT_HEIGHT]).max()
    beside = cv2.dilate(numpy.isin(marked, tall).astype(numpy.uint8), numpy.ones((3, 3)))
    digits = numpy.where(beside > 0, inside, white)[top:bottom, left:right].astype(numpy.uint8)
    factor = _READ_HIGH / digits.shape[0]
    larger = cv2.resize(digits, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
    around = [_MARGIN] * 4
    return cv2.copyMakeBorder(larger, *around, borderType=cv2.BORDER_CONSTANT, value=white)
