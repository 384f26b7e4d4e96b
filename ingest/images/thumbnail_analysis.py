"""Blank-page check and perceptual fingerprint on page thumbnails (OpenCV).

The thresholds were chosen by eye; no measurement is recorded.
"""

import cv2
import numpy

from ingest.images.picture import Picture, shrink, to_grey
from library.triage.survey import SIDE

WIDTH = 400
"""Width in pixels of a thumbnail."""

_MAX_ASPECT_RATIO = 4
"""Greatest height to width ratio of a thumbnail."""

_PAPER_KERNEL = numpy.ones((41, 41), numpy.uint8)
"""Neighbourhood that contains some paper, even between large letters."""

_INK_CONTRAST = 24
"""Grey levels by which ink is darker than the paper around it; bleed-through is lighter."""

_EDGE_RATIO = 0.03
"""Fraction of the width where shadows occur; a stain that reaches into it is no writing either."""

_MIN_SPOT_PIXELS = 4
"""Least area of a connected component: smaller is dust, a page number is larger."""

_FREQUENCIES = 4 * SIDE

_MIN_INK_RATIO, _MIN_CONTRAST = 0.01, 12
"""A page below both values, such as one with only a signature or a line, has no distinctive
features."""


def make_thumbnail(picture: Picture) -> Picture:
    """Return a grey thumbnail `WIDTH` wide, or narrower for a long strip."""
    grey = to_grey(picture)
    height, width = grey.shape
    factor = min(WIDTH / width, _MAX_ASPECT_RATIO * WIDTH / height)
    size = max(1, round(width * factor)), max(1, round(height * factor))
    return shrink(grey, *size) if factor < 1 else cv2.resize(grey, size)


def is_blank(picture: Picture) -> bool:
    """Return True if a thumbnail shows nothing but shadows and dust."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(_ink_mask(picture), connectivity=8)
    edge = max(1, round(picture.shape[1] * _EDGE_RATIO))
    sides = (labels[:edge], labels[-edge:], labels[:, :edge].T, labels[:, -edge:].T)
    shadows = set(numpy.unique(numpy.concatenate([side.ravel() for side in sides]))) | {0}
    areas = stats[:, cv2.CC_STAT_AREA]
    return all(label in shadows or areas[label] < _MIN_SPOT_PIXELS for label in range(len(areas)))


def fingerprint(picture: Picture) -> bytes:
    """Return the perceptual fingerprint of a thumbnail, 1,024 bits (see
    `library.triage.survey`).

    An almost empty page has an empty fingerprint, because it looks like any other such page.
    """
    if _ink_mask(picture).mean() < _MIN_INK_RATIO and picture.std() < _MIN_CONTRAST:
        return b""
    square = cv2.resize(picture, (_FREQUENCIES, _FREQUENCIES), interpolation=cv2.INTER_AREA)
    waves = cv2.dct(square.astype(numpy.float32))[:SIDE, :SIDE]
    return numpy.packbits(waves > 0).tobytes()


def _ink_mask(picture: Picture) -> Picture:
    paper = cv2.morphologyEx(picture, cv2.MORPH_CLOSE, _PAPER_KERNEL)
    return (cv2.subtract(paper, picture) > _INK_CONTRAST).astype(numpy.uint8)
