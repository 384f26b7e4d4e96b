"""Lifts coloured seals off a page, so that Tesseract reads the text under them (OpenCV)."""

from collections.abc import Iterator

import cv2
import numpy

from ingest.images.picture import Picture, in_grey

_SEEN_AT = 420
"""Length in pixels of the copy on which seals are found."""

_COLOURED = 40
"""How far the strongest of red, green and blue exceeds the weakest."""

_SMALLEST, _LARGEST = 0.045, 0.22
"""Of the length of the page: seals of offices measure 20 to 45 mm."""

_ROUND = 0.6
_CLOSED = numpy.ones((7, 7), numpy.uint8)
_FULLEST, _EMPTIEST = 0.9, 0.12
_LIGHT = 130
"""Coloured ink is at least so light in its own colour, black ink under it is not."""


def has_seal(picture: Picture) -> bool:
    """Say whether a page in colour bears something like a seal."""
    return picture.ndim == 3 and any(True for _ in _seals(picture))


def lifted(picture: Picture) -> Picture:
    """Return the page in grey, with paper where its seals have coloured ink and no black."""
    grey = in_grey(picture)
    if picture.ndim == 2:
        return grey
    for top, bottom, left, right in _seals(picture):
        here = picture[top:bottom, left:right]
        strongest = here.max(axis=2)
        ink = cv2.dilate(_coloured(here), numpy.ones((3, 3), numpy.uint8)) > 0
        part = grey[top:bottom, left:right]
        paper = int(numpy.median(grey[::16, ::16]))
        part[ink] = numpy.where(strongest[ink] > _LIGHT, paper, strongest[ink])
    return grey


def _seals(picture: Picture) -> Iterator[tuple[int, int, int, int]]:
    """Give top, bottom, left and right of what is coloured, about as wide as high, and round."""
    factor = _SEEN_AT / max(picture.shape)
    halved = numpy.ascontiguousarray(picture[::2, ::2])
    tiny = cv2.resize(halved, None, fx=2 * factor, fy=2 * factor, interpolation=cv2.INTER_AREA)
    coloured = _coloured(tiny)
    if not coloured.any():
        return
    closed = cv2.morphologyEx(coloured, cv2.MORPH_CLOSE, _CLOSED)
    _, _, stats, _ = cv2.connectedComponentsWithStats(closed)
    for left, top, wide, high, _area in stats[1:].tolist():
        if _is_seal(coloured[top : top + high, left : left + wide]):
            yield tuple(
                round(max(0, side) / factor)
                for side in (top - 1, top + high + 1, left - 1, left + wide + 1)
            )


def _is_seal(coloured: Picture) -> bool:
    narrow, broad = sorted(coloured.shape)
    if narrow < _SMALLEST * _SEEN_AT or broad > _LARGEST * _SEEN_AT or narrow < _ROUND * broad:
        return False
    return _EMPTIEST < coloured.mean() < _FULLEST


def _coloured(picture: Picture) -> Picture:
    """Mark what has more colour than the paper has."""
    spread = cv2.subtract(picture.max(axis=2), picture.min(axis=2))
    paper = float(numpy.median(spread[::2, ::2]))
    return (spread > paper + _COLOURED).astype(numpy.uint8)
