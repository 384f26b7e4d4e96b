"""Photographs printed on a page: areas of tones where no writing is expected (OpenCV).

Without it 0.13 points more letters of held-out generated old paper are wrong, none of 19 real
pages. No threshold was measured by itself.
"""

from collections.abc import Iterator

import cv2
import numpy

from ingest.images.cells import Cell
from ingest.images.picture import Picture, limit_width, percentiles, shrink

_LONGEST_PIXELS = 420
"""Length of the analysed copy: strokes and the gaps between lines measure up to 6 pixels there."""

_STROKES = numpy.ones((9, 9), numpy.uint8)
_GAPS = numpy.ones((5, 5), numpy.uint8)
_MIN_CONTRAST_RATIO = 0.15
"""Least difference of a photograph from the paper, relative to that of ink."""

_MIN_SHARE, _MAX_SHARE = 0.012, 0.85
"""Least and greatest share of the page."""

_MIN_FILL, _MIN_SHARP_SHARE, _MIN_EDGE_RATIO = 0.6, 0.6, 0.12
"""Photographs fill a box and end at an edge; shadows fade, stains have no sides."""


_COLOUR_COPY_PIXELS, _MIN_COLOUR, _MAX_COLOURED_SHARE = 440, 30, 0.08
"""Width of the copy whose colours are compared with the paper; least difference of a colour, and
the share of such pixels on a page of print: maps of the demo have 0.17 and more, its pages of text
with seals, on yellowed paper too, 0.03 at most (December 2026)."""


def is_coloured(picture: Picture) -> bool:
    """Return True if a page has more colours than its paper, ink and seals."""
    if picture.ndim == 2:
        return False
    copy = limit_width(picture, _COLOUR_COPY_PIXELS).astype(numpy.int16)
    from_paper = copy - numpy.median(copy, axis=(0, 1)).astype(numpy.int16)
    colours = from_paper.max(axis=2) - from_paper.min(axis=2)
    return bool((colours > _MIN_COLOUR).mean() > _MAX_COLOURED_SHARE)


def find_photographs(grey: Picture) -> tuple[Cell, ...]:
    """Return the boxes of the photographs on a page, in its pixels."""
    factor = _LONGEST_PIXELS / max(grey.shape)
    if factor >= 1:
        return ()
    high, wide = (max(1, round(side * factor)) for side in grey.shape)
    tiny = shrink(grey, wide, high)
    return tuple(Cell(*(round(side / factor) for side in box.box)) for box in _toned_areas(tiny))


def cover(grey: Picture, boxes: tuple[Cell, ...]) -> Picture:
    """Return the page with paper in place of these boxes; the page itself without any."""
    if not boxes:
        return grey
    page = grey.copy()
    paper = round(percentiles(grey[::4, ::4], 75)[0])
    for box in boxes:
        page[max(0, box.top) : box.bottom, max(0, box.left) : box.right] = paper
    return page


def _toned_areas(tiny: Picture) -> Iterator[Cell]:
    without_strokes = cv2.morphologyEx(tiny, cv2.MORPH_CLOSE, _STROKES)
    ink, paper = percentiles(tiny, 1, 75)
    contrast = paper - ink
    toned_mask = (without_strokes < paper - _MIN_CONTRAST_RATIO * contrast).astype(numpy.uint8)
    toned_mask = cv2.morphologyEx(toned_mask, cv2.MORPH_CLOSE, _GAPS)
    toned_mask = cv2.morphologyEx(toned_mask, cv2.MORPH_OPEN, _STROKES)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(toned_mask)
    for label, (x0, y0, wide, high, area) in enumerate(stats[1:].tolist(), start=1):
        share, fill = wide * high / tiny.size, area / (wide * high)
        if _MIN_SHARE < share < _MAX_SHARE and fill > _MIN_FILL:
            spot = (labels == label).astype(numpy.uint8)
            if _has_edge(without_strokes, spot, _MIN_EDGE_RATIO * contrast):
                yield Cell(x0 - 1, y0 - 1, wide + 2, high + 2)


def _has_edge(tones: Picture, spot: Picture, least: float) -> bool:
    """Return True if the tone changes suddenly along most of the edge of an area."""
    edge = cv2.dilate(spot, numpy.ones((3, 3), numpy.uint8)) > spot
    around = numpy.ones((5, 5), numpy.uint8)
    steps = cv2.subtract(cv2.dilate(tones, around), cv2.erode(tones, around))
    return bool(edge.any() and (steps[edge] > least).mean() > _MIN_SHARP_SHARE)
