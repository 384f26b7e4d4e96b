"""Leaders of forms: rows of dots and rules on which something is written (OpenCV).

Tesseract takes a leader for letters, or for a column of its own, and loses the number before the
label and the words on it.
"""

from dataclasses import dataclass, field

import cv2
import numpy

from ingest.images.cells import Cell, Mask, binarise
from ingest.images.picture import Picture
from ingest.images.ruled_tables import DOWNSCALE, coarse_copy

_MIN_LENGTH_INCHES = 0.7
"""Shorter rows of dots are an ellipsis."""

_MAX_DOT_INCHES, _MAX_DOT_GAP_INCHES = 0.03, 0.14
_MAX_THICKNESS_INCHES = 0.045
"""Height of a leader, with the slope that deskewing has left."""

_MIN_DOT_SHARE = 0.25
"""Share of a page's specks that lie in rows: on pages full of specks rows occur by chance."""

_MIN_DOTS_PER_INCH = 6
_MIN_LEADERS, _MAX_END_DISTANCE_INCHES = 3, 0.05
"""Least number of leaders of a form, and how far apart the right ends of its rules are."""

_MARGIN = 8
"""Pixels around a leader in which letters that cross it begin and end."""


@dataclass(frozen=True, slots=True)
class Leaders:
    """The leaders of a page, and their ink."""

    boxes: tuple[Cell, ...] = ()
    """From top to bottom."""
    ink: Mask | None = field(default=None, repr=False, compare=False)


def find_leaders(page: Picture, dpi: int) -> Leaders:
    """Return the leaders of a grey page without its tables."""
    ink, dpi = binarise(coarse_copy(page)), dpi // DOWNSCALE
    mask = _dotted(ink, dpi) | _aligned(_ruled(ink, dpi), dpi)
    boxes = sorted(_boxes(mask), key=lambda box: box.top)
    if len(boxes) < _MIN_LEADERS:
        return Leaders()
    return Leaders(tuple(box.enlarged(DOWNSCALE) for box in boxes), mask)


def erase_leaders(page: Picture, leaders: Leaders) -> Picture:
    """Return the page with paper in place of its leaders, but letters that cross them kept."""
    if leaders.ink is None:
        return page
    blank = page.copy()
    paper = int(numpy.median(page[::8, ::8]))
    around = cv2.dilate(leaders.ink, numpy.ones((3, 3), numpy.uint8))
    around = cv2.resize(around, page.shape[::-1], interpolation=cv2.INTER_NEAREST)
    for box in leaders.boxes:
        x0, y0 = max(0, box.left - _MARGIN), max(0, box.top - _MARGIN)
        part = slice(y0, box.bottom + _MARGIN), slice(x0, box.right + _MARGIN)
        inside, mask = blank[part], around[part]
        inside[(mask > 0) & (_crossings(inside, mask, paper) == 0)] = paper
    return blank


def _crossings(inside: Picture, leader: Mask, paper: int) -> Mask:
    """Return a mask of the ink of a leader with letters above and below it."""
    letters = (inside < paper / 2).astype(numpy.uint8) & (1 - leader)
    kernel = numpy.ones((len(inside), 1), numpy.uint8)
    return cv2.morphologyEx(letters, cv2.MORPH_CLOSE, kernel) & leader


def _dotted(ink: Mask, dpi: int) -> Mask:
    """Return a mask of the dots that stand in rows."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink)
    largest = numpy.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    is_dot = largest <= max(2, round(_MAX_DOT_INCHES * dpi))
    is_dot[0] = False
    dots = is_dot.view(numpy.uint8)[labels]
    gap = numpy.ones((1, round(_MAX_DOT_GAP_INCHES * dpi)), numpy.uint8)
    rows = _long_and_flat(cv2.morphologyEx(dots, cv2.MORPH_CLOSE, gap), dpi)
    if not rows.any():
        return rows
    dots &= rows
    in_rows, _, dot_stats, _ = cv2.connectedComponentsWithStats(dots)
    length = sum(box.width for box in _boxes(rows)) / dpi
    is_form = (
        in_rows - 1 > _MIN_DOT_SHARE * is_dot.sum()
        and in_rows - 1 > _MIN_DOTS_PER_INCH * length
        and len(dot_stats) > 1
    )
    return rows if is_form else numpy.zeros_like(rows)


def _ruled(ink: Mask, dpi: int) -> Mask:
    """Return a mask of the long thin rules."""
    length = numpy.ones((1, round(_MIN_LENGTH_INCHES * dpi)), numpy.uint8)
    return _long_and_flat(cv2.morphologyEx(ink, cv2.MORPH_OPEN, length), dpi)


def _aligned(mask: Mask, dpi: int) -> Mask:
    """Return a mask of the rules that end below one another, as on a form.

    Those under a motto or a heading, of a frame and of the edge of a scan do not.
    """
    if not mask.any():
        return mask
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    ends = stats[:, cv2.CC_STAT_LEFT] + stats[:, cv2.CC_STAT_WIDTH]
    ends, distance = ends[1:], _MAX_END_DISTANCE_INCHES * dpi
    sorted_ends = numpy.sort(ends)
    starts = numpy.searchsorted(sorted_ends, ends - distance)
    counts = numpy.searchsorted(sorted_ends, ends + distance, side="right") - starts
    is_leader = counts >= _MIN_LEADERS
    return numpy.concatenate(([False], is_leader)).view(numpy.uint8)[labels]


def _long_and_flat(mask: Mask, dpi: int) -> Mask:
    if not mask.any():
        return mask
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    is_leader = (stats[:, cv2.CC_STAT_WIDTH] >= _MIN_LENGTH_INCHES * dpi) & (
        stats[:, cv2.CC_STAT_HEIGHT] <= _MAX_THICKNESS_INCHES * dpi
    )
    is_leader[0] = False
    return is_leader.view(numpy.uint8)[labels]


def _boxes(mask: Mask) -> list[Cell]:
    stats = cv2.connectedComponentsWithStats(mask)[2] if mask.any() else ()
    return [Cell(*map(int, place[:4])) for place in stats[1:]]
