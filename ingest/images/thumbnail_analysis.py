"""Sees what a first look can see on the small picture of a page (OpenCV): ink, and likeness."""

import cv2
import numpy

from ingest.images.picture import Picture, in_grey, smaller
from library.triage.fingerprints import SIDE

WIDTH = 400
"""Width in pixels of the small picture."""

_LONGEST = 4
"""So many times its width a small picture may be long."""

_AROUND = numpy.ones((41, 41), numpy.uint8)
"""The neighbourhood of a place in which some paper shows, even between large letters."""

_INK = 24
"""By how much ink is darker than the paper around it; a back that shines through is less."""

_EDGE = 0.03
"""Part of the width in which shadows lie; a stain that reaches into it is no writing either."""

_LEAST_SPOT = 4
"""Pixels that hang together: less is dust, a page number has more."""

_FREQUENCIES = 4 * SIDE

_TELLING_INK, _TELLING_CONTRAST = 0.01, 12
"""A page with less of both shows too little, a signature or a line, to be told from others."""


def small(picture: Picture) -> Picture:
    """Return a grey picture that is `WIDTH` wide, or narrower for a long strip."""
    grey = in_grey(picture)
    height, width = grey.shape
    factor = min(WIDTH / width, _LONGEST * WIDTH / height)
    size = max(1, round(width * factor)), max(1, round(height * factor))
    return smaller(grey, *size) if factor < 1 else cv2.resize(grey, size)


def is_blank(picture: Picture) -> bool:
    """Say whether nothing is written or drawn on a small picture, but for shadows and dust."""
    _, marks, stats, _ = cv2.connectedComponentsWithStats(_ink(picture), connectivity=8)
    edge = max(1, round(picture.shape[1] * _EDGE))
    shadows = set(numpy.unique(_outside(marks, edge))) | {0}
    spots = stats[:, cv2.CC_STAT_AREA]
    return all(mark in shadows or spots[mark] < _LEAST_SPOT for mark in range(len(spots)))


def signature(picture: Picture) -> bytes:
    """Return how a small picture looks, in 1,024 bits (see `library.triage.fingerprints`).

    Nothing is returned of a page with next to nothing on it, which looks like any other such page.
    """
    if _ink(picture).mean() < _TELLING_INK and picture.std() < _TELLING_CONTRAST:
        return b""
    square = cv2.resize(picture, (_FREQUENCIES, _FREQUENCIES), interpolation=cv2.INTER_AREA)
    waves = cv2.dct(square.astype(numpy.float32))[:SIDE, :SIDE]
    return numpy.packbits(waves > 0).tobytes()


def _ink(picture: Picture) -> Picture:
    paper = cv2.morphologyEx(picture, cv2.MORPH_CLOSE, _AROUND)
    return (cv2.subtract(paper, picture) > _INK).astype(numpy.uint8)


def _outside(marks: Picture, edge: int) -> Picture:
    sides = (marks[:edge], marks[-edge:], marks[:, :edge].T, marks[:, -edge:].T)
    return numpy.concatenate([side.ravel() for side in sides])
