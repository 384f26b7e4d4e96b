"""Says what a picture is, what it is in grey, and how its tones are spread (OpenCV)."""

from typing import Any

import cv2
import numpy
from numpy.typing import NDArray

Picture = NDArray[Any]
"""Pixels by row and column, 0 to 255: grey, or red-green-blue."""

_SLIGHTLY = 0.6
_FIRST_LOOK = 16


def in_grey(picture: Picture) -> Picture:
    """Return the picture itself when it is grey."""
    return picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)


def without_idle_colour(picture: Picture) -> Picture:
    """Return a picture in colour in grey when it has none."""
    if picture.ndim == 2:
        return picture
    red = picture[..., 0]
    for some in (slice(None, None, _FIRST_LOOK), slice(None)):
        if any((picture[some, some, other] != red[some, some]).any() for other in (1, 2)):
            return picture
    return numpy.ascontiguousarray(red)


def smaller(picture: Picture, wide: int, high: int) -> Picture:
    """Return the picture in exactly this size, which is not larger."""
    while picture.shape[1] >= 2 * wide and picture.shape[0] >= 2 * high:
        picture = _half(picture)  # averaging by halves is several times as fast, and as good
    if picture.shape[:2] == (high, wide):
        return picture
    slightly = wide > _SLIGHTLY * picture.shape[1]
    how = cv2.INTER_LINEAR if slightly else cv2.INTER_AREA  # as good there, and six times as fast
    return cv2.resize(picture, (wide, high), interpolation=how)


def _half(picture: Picture) -> Picture:
    high, wide = (side // 2 for side in picture.shape[:2])
    even = picture[: 2 * high, : 2 * wide]
    return cv2.resize(even, (wide, high), interpolation=cv2.INTER_AREA)


def counts(picture: Picture) -> NDArray[numpy.int64]:
    """Count the pixels of each of 256 tones."""
    found = cv2.calcHist([numpy.ascontiguousarray(picture)], [0], None, [256], [0, 256])
    return found.ravel().astype(numpy.int64)


def percentiles(picture: Picture, *parts: float) -> list[float]:
    """Return the tones that so many in a hundred pixels of a grey picture are darker than."""
    below = numpy.cumsum(counts(picture))
    places = (below[-1] - 1) * numpy.asarray(parts) / 100
    lower, upper = numpy.floor(places), numpy.ceil(places)
    darker = numpy.searchsorted(below, lower, side="right")
    lighter = numpy.searchsorted(below, upper, side="right")
    return (darker + (lighter - darker) * (places - lower)).tolist()


def enlarged(picture: Picture, times: float) -> Picture:
    """Return the picture so many times as large."""
    return cv2.resize(picture, None, fx=times, fy=times, interpolation=cv2.INTER_CUBIC)
