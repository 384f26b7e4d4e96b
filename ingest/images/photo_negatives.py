"""Photographs delivered as negatives: how they are noticed, and their positives (OpenCV).

The weights were fitted to negatives made of 22 free photographs; figures of 28 others are in
docs/performance.md. Film with an orange mask stands out among photographs; other negatives differ
from them in their shadows alone, so that only clear ones are noticed.
"""

import cv2
import numpy
from numpy.typing import NDArray

from ingest.images.picture import Picture, percentiles, shrink, to_grey

_LONGEST_PIXELS, _SHORTEST_PIXELS = 160, 24
_EDGE_DIVISOR = 12
"""The outer twelfth of each side may be the edge of the film or of a print."""

_MASK_WEIGHTS, _MASK_LIMIT = (2.18, -3.44, 2.38, -4.22, 1.03), 3.49
_TONE_WEIGHTS, _TONE_LIMIT = (-0.68, 1.47, -0.53, -0.67, -0.57), 1.1
_FILM_SLOPE = 1.5
"""Exponent from the light through a film to the light of the scene, in encoded levels."""

_CLIPPED_PERCENT = 0.5


def is_photo_negative(picture: Picture) -> bool:
    """Return True if a photograph is probably a negative; for people to confirm."""
    factor = min(1.0, _LONGEST_PIXELS / max(picture.shape[:2]))
    high, wide = (max(1, round(side * factor)) for side in picture.shape[:2])
    if min(high, wide) < _SHORTEST_PIXELS:
        return False
    small = shrink(picture, wide, high)
    top, margin = high // _EDGE_DIVISOR, wide // _EDGE_DIVISOR
    inside = small[top : high - top, margin : wide - margin]
    has_mask = inside.ndim == 3 and _weigh(_mask(inside), _MASK_WEIGHTS) > _MASK_LIMIT
    return has_mask or _weigh(_tones(to_grey(inside)), _TONE_WEIGHTS) > _TONE_LIMIT


def make_positive(picture: Picture) -> Picture:
    """Return a picture with its tones inverted; in colour without the mask of the film."""
    if picture.ndim == 2:
        return cv2.bitwise_not(picture)
    channels = (_invert(picture[..., channel]) for channel in range(picture.shape[2]))
    return cv2.merge(tuple(channels))


def _invert(channel: Picture) -> Picture:
    """Return one colour of the scene: black where the film is clear, whatever its own colour."""
    dense, clear = percentiles(channel, _CLIPPED_PERCENT, 100 - _CLIPPED_PERCENT)
    darkest = min(max(dense, 1), 254)
    levels = numpy.clip(numpy.arange(256), darkest, max(clear, darkest + 1))
    light = (levels[-1] / levels) ** _FILM_SLOPE - 1
    return cv2.LUT(channel, (255 * light / light[0]).round().astype(numpy.uint8))


def _mask(picture: Picture) -> tuple[float, ...]:
    """Return the warmth of the middle tones, and the levels of dark and light ones."""
    red, green, blue = (numpy.log1p(picture[..., channel].astype(float)) for channel in range(3))
    warmth = red - blue
    return (
        float(numpy.median(warmth)),
        float(numpy.median(green - blue)),
        float(numpy.percentile(red, 2)) - 4,
        float(numpy.percentile(blue, 98)) - 5,
        float(warmth.std()),
    )


def _tones(grey: Picture) -> tuple[float, ...]:
    """Return the skewness of tones and details, and the place of light and busy parts."""
    tones = grey.astype(numpy.float32)
    fine = tones - cv2.GaussianBlur(tones, (0, 0), 1.2)
    coarse = cv2.GaussianBlur(tones, (0, 0), 1.5) - cv2.GaussianBlur(tones, (0, 0), 6)
    light = cv2.GaussianBlur(tones, (0, 0), 3)
    variance = cv2.GaussianBlur(tones * tones, (0, 0), 3) - light * light
    busy = numpy.sqrt(numpy.maximum(variance, 0))
    third = max(1, grey.shape[0] // 3)
    fall = (tones[:third].mean() - tones[-third:].mean()) / (tones.std() + 1e-3)
    spread = light.std() * busy.std() + 1e-6
    together = ((light - light.mean()) * (busy - busy.mean())).mean() / spread
    return (
        *(_skewness(values) / 2 for values in (tones, fine, coarse)),
        float(fall),
        float(together),
    )


def _skewness(values: NDArray[numpy.float32]) -> float:
    deviations = values - values.mean()
    return float((deviations**3).mean() / (values.std() + 1e-6) ** 3)


def _weigh(values: tuple[float, ...], weights: tuple[float, ...]) -> float:
    values_within = numpy.clip(values, -3, 3)
    return float(numpy.dot(values_within, weights))
