"""Scratches along a film: thin dark lines from the head of a page to its foot (OpenCV)."""

from collections.abc import Iterator

import cv2
import numpy

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


def find_scratches(grey: Picture) -> Picture | None:
    """Return a mask of the scratches of a page; None without any."""
    _, ink = cv2.threshold(grey, 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    high, wide = grey.shape
    piece = numpy.ones((max(2, round(_MIN_PIECE_SHARE * high)), 1), numpy.uint8)
    tall = cv2.morphologyEx(ink, cv2.MORPH_OPEN, piece)
    if tall.sum() < _MIN_LENGTH_SHARE * high:
        return None
    joined = cv2.dilate(tall, numpy.ones((2 * len(piece), 3), numpy.uint8))
    mask = numpy.zeros_like(tall)
    for spot in _long_spots(joined, high, wide):
        scratch = tall & spot
        if _crosses_writing(scratch, ink):
            mask |= scratch
    return mask if mask.any() else None


def erase_scratches(grey: Picture) -> Picture:
    """Return the page with its scratches filled from both sides."""
    mask = find_scratches(grey)
    if mask is None:
        return grey
    sides = [numpy.roll(grey, shift, axis=1) for shift in (_REACH_PIXELS, -_REACH_PIXELS)]
    covered = cv2.dilate(mask, numpy.ones((1, 3), numpy.uint8)) > 0
    return numpy.where(covered, numpy.maximum(*sides), grey)


def _crosses_writing(scratch: Picture, ink: Picture) -> bool:
    """Return True if there is ink beside a line; a rule stands in white paper."""
    near, beside = (cv2.dilate(scratch, numpy.ones((1, width), numpy.uint8)) for width in (7, 21))
    return bool(ink[(beside > near)].mean() > _MIN_INK_SHARE)


def _long_spots(joined: Picture, high: int, wide: int) -> Iterator[Picture]:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    for label, (x0, _, width, height, _) in enumerate(stats[1:].tolist(), start=1):
        is_inside = _EDGE_SHARE * wide < x0 and x0 + width < (1 - _EDGE_SHARE) * wide
        if height > _MIN_LENGTH_SHARE * high and width < _MAX_WIDTH_SHARE * wide and is_inside:
            yield (labels == label).astype(numpy.uint8)
