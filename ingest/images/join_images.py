"""Lays two pictures side by side, or one below the other (OpenCV)."""

import cv2
import numpy

from ingest.images.picture import Picture
from ingest.tools import image_files

_PAPER = 255


def joined(first: Picture, second: Picture, *, below: bool) -> Picture:
    """Return one picture of two; what the smaller one leaves free is paper.

    Raises ImageTooLargeError for what could not be worked on.
    """
    one, other = _of_one_kind(first, second)
    (high, wide), (tall, broad) = one.shape[:2], other.shape[:2]
    size = (high + tall, max(wide, broad)) if below else (max(high, tall), wide + broad)
    image_files.refuse_if_huge(size[1], size[0])
    sheet = numpy.full((*size, *one.shape[2:]), _PAPER, numpy.uint8)
    top, left = (high, 0) if below else (0, wide)
    sheet[:high, :wide] = one
    sheet[top : top + tall, left : left + broad] = other
    return sheet


def scaled(picture: Picture, factor: float) -> Picture:
    """Return a picture so many times as large."""
    if factor == 1.0:
        return picture
    how = cv2.INTER_AREA if factor < 1.0 else cv2.INTER_CUBIC
    return cv2.resize(picture, None, fx=factor, fy=factor, interpolation=how)


def _of_one_kind(first: Picture, second: Picture) -> tuple[Picture, Picture]:
    if first.ndim == second.ndim:
        return first, second
    return _in_colour(first), _in_colour(second)


def _in_colour(picture: Picture) -> Picture:
    return cv2.cvtColor(picture, cv2.COLOR_GRAY2RGB) if picture.ndim == 2 else picture
