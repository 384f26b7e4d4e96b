"""Scratches along a film, and shorter streaks through writing: thin dark lines (OpenCV).

Wrong letters of generated newspapers fall from 74 % to 1 % on scratched film, and from 38, 53 and
21 % to 0.9, 1.9 and 1.7 % with streaks. No threshold was measured by itself.
"""

from collections.abc import Iterator

import cv2
import numpy

from ingest.images.cells import Cell, Mask
from ingest.images.picture import Picture

_MIN_PIECE_SHARE = 1 / 45
"""Length of the pieces a scratch is made of, relative to the page; stems of letters are shorter."""

_MIN_LENGTH_SHARE = 0.93
"""Length of a scratch relative to the page: rules between columns end at the margins."""

_MAX_WIDTH_SHARE, _EDGE_SHARE = 0.02, 0.03
"""Greatest width of a slanting scratch, and of the edges, where frames are dark from end to end."""

_MIN_INK_SHARE = 0.04
_REACH_PIXELS = 4
"""Paper this far on both sides of a scratch replaces it."""

_MIN_RULE_INCHES = 0.35
"""Length of a rule of a table; strokes of letters are shorter."""

_STREAK_GAP_INCHES, _STREAK_REACH_INCHES, _MIN_STREAK_ROWS = 0.02, 0.06, 0.12
"""Distance of writing beside a streak, past its blur, and share of rows with some on both sides;
the gutters of generated newspapers are 0.1 wide on each side of their rule."""


def find_scratches(grey: Picture) -> Picture | None:
    """Return a mask of the scratches of a page; None without any."""
    _, ink = cv2.threshold(grey, 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    high, wide = grey.shape
    piece = numpy.ones((max(2, round(_MIN_PIECE_SHARE * high)), 1), numpy.uint8)
    tall = cv2.morphologyEx(ink, cv2.MORPH_OPEN, piece)
    if tall.sum() < _MIN_LENGTH_SHARE * high:
        return None
    joined_mask = cv2.dilate(tall, numpy.ones((2 * len(piece), 3), numpy.uint8))
    mask = numpy.zeros_like(tall)
    for spot in _long_spots(joined_mask, high, wide):
        scratch = tall & spot
        if _crosses_writing(scratch, ink):
            mask |= scratch
    return mask if mask.any() else None


def erase_scratches(grey: Picture) -> Picture:
    """Return the page with its scratches filled from both sides."""
    mask = find_scratches(grey)
    if mask is None:
        return grey
    return fill_from_sides(grey, mask, _REACH_PIXELS)


def erase_rules(grey: Picture, dpi: int) -> Picture:
    """Return a table without its rules; of letters across them only the strokes under them go."""
    _, ink = cv2.threshold(grey, 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    length, blur = round(_MIN_RULE_INCHES * dpi), numpy.ones((3, 3), numpy.uint8)
    upright, level = (
        cv2.dilate(cv2.morphologyEx(ink, cv2.MORPH_OPEN, numpy.ones(size, numpy.uint8)), blur)
        for size in ((length, 1), (1, length))
    )
    blank = grey.copy()
    blank[level > 0] = numpy.median(grey)
    return fill_from_sides(blank, upright, _REACH_PIXELS) if upright.any() else blank


def fill_from_sides(grey: Picture, mask: Picture, reach: int = 0) -> Picture:
    """Return the page with the lighter of what stands on both sides of a mask in its place.

    `reach` is the distance in pixels, by default the width of the mask.
    """
    reach = reach or int(mask.sum(axis=1).max())
    sides = [numpy.roll(grey, shift, axis=1) for shift in (reach, -reach)]
    covered = cv2.dilate(mask, numpy.ones((1, 3), numpy.uint8)) > 0
    return numpy.where(covered, numpy.maximum(*sides), grey)


def crosses_lines(box: Cell, stroke: Mask, ink: Mask, dpi: int) -> bool:
    """Return True if writing stands close to a stroke on both sides: no gutter is that narrow."""
    gap, reach = round(_STREAK_GAP_INCHES * dpi), round(_STREAK_REACH_INCHES * dpi)
    rows = slice(box.top, box.bottom)
    x0, x1 = max(0, box.left - reach), box.right + reach
    inside, line = ink[rows, x0:x1], stroke[rows, x0:x1].astype(numpy.uint8)
    near, far = (
        cv2.dilate(line, numpy.ones((1, 2 * width + 1), numpy.uint8)) for width in (gap, reach)
    )
    ring = (inside > 0) & (far > near)
    columns = numpy.arange(line.shape[1])
    middle = (line * columns).sum(axis=1) / numpy.maximum(line.sum(axis=1), 1)
    is_left = columns[None, :] < middle[:, None]
    both = (ring & is_left).any(axis=1) & (ring & ~is_left).any(axis=1)
    return bool(both.mean() > _MIN_STREAK_ROWS)


def _crosses_writing(scratch: Picture, ink: Picture) -> bool:
    """Return True if there is ink beside a line; a rule stands in white paper."""
    near, beside = (cv2.dilate(scratch, numpy.ones((1, width), numpy.uint8)) for width in (7, 21))
    return bool(ink[(beside > near)].mean() > _MIN_INK_SHARE)


def _long_spots(joined_mask: Picture, high: int, wide: int) -> Iterator[Picture]:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined_mask)
    for label, (x0, _, width, height, _) in enumerate(stats[1:].tolist(), start=1):
        is_inside = _EDGE_SHARE * wide < x0 and x0 + width < (1 - _EDGE_SHARE) * wide
        if height > _MIN_LENGTH_SHARE * high and width < _MAX_WIDTH_SHARE * wide and is_inside:
            yield (labels == label).astype(numpy.uint8)
