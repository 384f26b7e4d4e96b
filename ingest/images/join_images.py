"""Join two pictures side by side, or one below the other (OpenCV)."""

import cv2
import numpy

from ingest.images.picture import Picture
from ingest.tools import image_files

_PAPER = 255


def join(first: Picture, second: Picture, *, below: bool) -> Picture:
    """Return two pictures joined into one; the area not covered by the smaller one is white.

    Raises ImageTooLargeError when the result is too large to process.
    """
    base, other = _same_channels(first, second)
    (high, wide), (tall, broad) = base.shape[:2], other.shape[:2]
    size = (high + tall, max(wide, broad)) if below else (max(high, tall), wide + broad)
    image_files.raise_if_too_large(size[1], size[0])
    canvas = numpy.full((*size, *base.shape[2:]), _PAPER, numpy.uint8)
    y0, x0 = (high, 0) if below else (0, wide)
    canvas[:high, :wide] = base
    canvas[y0 : y0 + tall, x0 : x0 + broad] = other
    return canvas


def scaled(picture: Picture, factor: float) -> Picture:
    """Return the picture scaled by a factor."""
    if factor == 1.0:
        return picture
    interpolation = cv2.INTER_AREA if factor < 1.0 else cv2.INTER_CUBIC
    return cv2.resize(picture, None, fx=factor, fy=factor, interpolation=interpolation)


def _same_channels(first: Picture, second: Picture) -> tuple[Picture, Picture]:
    if first.ndim == second.ndim:
        return first, second
    return _to_rgb(first), _to_rgb(second)


def _to_rgb(picture: Picture) -> Picture:
    return cv2.cvtColor(picture, cv2.COLOR_GRAY2RGB) if picture.ndim == 2 else picture
