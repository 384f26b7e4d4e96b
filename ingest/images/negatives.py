"""Pages white on black: negatives of microfilm, blueprints (OpenCV).

Readers see them as positives; OCR gains nothing on generated negatives, most of which Tesseract
inverts by itself. The thresholds were chosen by eye; no measurement is
recorded.
"""

import cv2
import numpy

from ingest.images.picture import Picture, percentiles, shrink

_LONGEST_PIXELS, _MAX_DARK_PAPER, _MIN_CONTRAST = 800, 110, 50
_MIN_STROKE_SHARE, _MAX_SOLID_SHARE = 0.003, 0.35
"""A small sheet on a dark lid is dark at the median too, but has no thin light strokes outside."""


def is_negative(grey: Picture) -> bool:
    """Return True if a page is mostly dark, with light strokes."""
    factor = min(1.0, _LONGEST_PIXELS / max(grey.shape))
    high, wide = (max(1, round(side * factor)) for side in grey.shape)
    tiny = shrink(grey, wide, high)
    paper, ink = percentiles(tiny, 50, 99.5)
    if paper > _MAX_DARK_PAPER or ink - paper < _MIN_CONTRAST:
        return False
    light = (tiny > (paper + ink) / 2).astype(numpy.uint8)
    solid = cv2.morphologyEx(light, cv2.MORPH_OPEN, numpy.ones((5, 5), numpy.uint8))
    strokes = light & (cv2.dilate(solid, numpy.ones((15, 15), numpy.uint8)) == 0)
    return bool(strokes.mean() > _MIN_STROKE_SHARE and solid.mean() < _MAX_SOLID_SHARE)
