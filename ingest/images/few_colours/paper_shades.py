"""Shades of the paper itself: yellowed edges, shadows of the binding, uneven light (OpenCV).

The values were chosen by eye; no measurement is recorded.
"""

import cv2
import numpy

from ingest.images.picture import Picture, percentiles, shrink, to_grey

_FACTOR = 8
"""Linear reduction at which only the paper is looked at."""

_STROKES = numpy.ones((7, 7), numpy.uint8)
_SOFTNESS = 4.0
_STEP = 7
"""Grey levels of one shade: neighbouring shades cannot be told apart at arm's length."""

_MOST = 4

_DARKEST = 3
"""Percent of a page that count as no paper: a seal, a stain, the edge of the lid."""


def paper_shades(picture: Picture) -> Picture:
    """Return the shade of the paper at each pixel, from 0 for the darkest.

    The shades have smooth borders, because marks and grain are taken out first.
    """
    high, wide = picture.shape[:2]
    tiny = shrink(to_grey(picture), max(1, wide // _FACTOR), max(1, high // _FACTOR))
    paper = cv2.GaussianBlur(cv2.morphologyEx(tiny, cv2.MORPH_CLOSE, _STROKES), (0, 0), _SOFTNESS)
    darkest, lightest = percentiles(paper, _DARKEST, 100 - _DARKEST)
    count = int(min(_MOST, 1 + (lightest - darkest) // _STEP))
    bounds = numpy.linspace(darkest, lightest, count + 1)[1:-1]
    smooth = cv2.resize(paper, (wide, high), interpolation=cv2.INTER_LINEAR)
    return cv2.LUT(smooth, numpy.searchsorted(bounds, numpy.arange(256)).astype(numpy.uint8))
