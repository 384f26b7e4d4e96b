"""Pictures as arrays: type, grey conversion, histogram and scaling (OpenCV)."""

from typing import Any

import cv2
import numpy
from numpy.typing import NDArray

Picture = NDArray[Any]
"""Pixels by row and column, 0 to 255: grey, or red-green-blue."""

_MIN_LINEAR_SCALE = 0.6
_FIRST_SAMPLING_STEP = 16
_BLACK_BELOW = 128
_PATCH = (9, 9)
_MAX_LOSS, _LOSS_PERCENTILE = 40, 99.5
"""Greatest difference in grey levels of the patches of a page from those in black and white: of
letters below 30, of grey paper and photographs above 50 (20 scanned pages, December 2026)."""

_FOUR_TONES = numpy.rint(numpy.arange(256) / 85).astype(numpy.uint8) * 85


def to_grey(picture: Picture) -> Picture:
    """Return the picture in grey; a grey picture itself."""
    return picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)


def drop_unused_colour(picture: Picture) -> Picture:
    """Return a colour picture in grey if all its channels are equal."""
    if picture.ndim == 2:
        return picture
    red = picture[..., 0]
    for step in (slice(None, None, _FIRST_SAMPLING_STEP), slice(None)):
        if any((picture[step, step, other] != red[step, step]).any() for other in (1, 2)):
            return picture
    return numpy.ascontiguousarray(red)


def shrink(picture: Picture, wide: int, high: int) -> Picture:
    """Return the picture in exactly this size, which must not be larger."""
    while picture.shape[1] >= 2 * wide and picture.shape[0] >= 2 * high:
        picture = _halve(
            picture
        )  # halving is several times faster than area averaging, and as good
    if picture.shape[:2] == (high, wide):
        return picture
    slightly = wide > _MIN_LINEAR_SCALE * picture.shape[1]
    interpolation = (
        cv2.INTER_LINEAR if slightly else cv2.INTER_AREA
    )  # as good there, and six times faster
    return cv2.resize(picture, (wide, high), interpolation=interpolation)


def limit_width(picture: Picture, width: int) -> Picture:
    """Return the picture scaled down to `width`; unchanged if it is not wider."""
    high, wide = picture.shape[:2]
    if wide <= width:
        return picture
    return shrink(picture, width, max(1, round(high * width / wide)))


def _halve(picture: Picture) -> Picture:
    high, wide = (side // 2 for side in picture.shape[:2])
    even = picture[: 2 * high, : 2 * wide]
    return cv2.resize(even, (wide, high), interpolation=cv2.INTER_AREA)


def histogram(picture: Picture) -> NDArray[numpy.int64]:
    """Return the number of pixels of each of the 256 tones."""
    tones = cv2.calcHist([numpy.ascontiguousarray(picture)], [0], None, [256], [0, 256])
    return tones.ravel().astype(numpy.int64)


def percentiles(picture: Picture, *percents: float) -> list[float]:
    """Return the tones at the given percentiles (0 to 100) of a grey picture, interpolated
    linearly."""
    below = numpy.cumsum(histogram(picture))
    ranks = (below[-1] - 1) * numpy.asarray(percents) / 100
    lower, upper = numpy.floor(ranks), numpy.ceil(ranks)
    darker = numpy.searchsorted(below, lower, side="right")
    lighter = numpy.searchsorted(below, upper, side="right")
    return (darker + (lighter - darker) * (ranks - lower)).tolist()


def black_and_white(grey: Picture) -> Picture:
    """Return a grey picture in two tones."""
    return numpy.where(grey < _BLACK_BELOW, 0, 255).astype(numpy.uint8)


def in_four_tones(grey: Picture) -> Picture:
    """Return a grey picture in four tones, black and white among them."""
    return cv2.LUT(grey, _FOUR_TONES)


def resize(picture: Picture, factor: float) -> Picture:
    """Return the picture enlarged, or made smaller, by a factor."""
    interpolation = cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA
    return cv2.resize(picture, None, fx=factor, fy=factor, interpolation=interpolation)


def is_black_on_white(shown: Picture, clean: Picture) -> bool:
    """Return True if a grey page loses nothing but grain as its clean copy in two tones."""
    if shown.ndim == 3:
        return False
    grey = cv2.blur(cv2.resize(shown, clean.shape[::-1]), _PATCH)
    loss = cv2.absdiff(grey, cv2.blur(black_and_white(clean), _PATCH))
    return percentiles(loss, _LOSS_PERCENTILE)[0] < _MAX_LOSS
