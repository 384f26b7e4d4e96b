"""Finds by how much the lines of a page slope (OpenCV)."""

import cv2
import numpy

from ingest.images.picture import Picture

_STEEPEST = 7.0
_NOT_WORTH_TURNING = 1.0
"""Degrees: Tesseract follows lines that slope less, and turning costs sharpness."""

_LEAST_SIDE = 10
"""Pixels: what is narrower has no rows."""

_STRAIGHTER = 1.5
"""Times by which rows of print must stand out better once laid straight: of print several times,
of a stamp by itself hardly."""


def degrees(small: Picture) -> float:
    """Return the angle at which the rows of the page are most unlike each other."""
    if min(small.shape) < _LEAST_SIDE:
        return 0.0
    ink = 255 - cv2.resize(small, None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA)
    ink = cv2.threshold(ink, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1]
    tiny = cv2.resize(ink, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    best = max(numpy.arange(-_STEEPEST, _STEEPEST + 0.1, 0.5), key=lambda a: _rowness(tiny, a))
    if abs(best) < 0.5:
        return 0.0  # a closer look finds nothing that is worth turning for
    for step in (0.25, 0.1):
        near = numpy.arange(best - 2 * step, best + 2.1 * step, step)
        best = max(near, key=lambda a: _rowness(ink, a))
    clearly = _rowness(ink, best) > _STRAIGHTER * _rowness(ink, 0.0) > 0
    return round(float(best), 2) if clearly and abs(best) >= _NOT_WORTH_TURNING else 0.0


def _rowness(ink: Picture, angle: float) -> float:
    height, width = ink.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), float(angle), 1.0)
    rows = cv2.warpAffine(ink, matrix, (width, height), flags=cv2.INTER_NEAREST)
    sums = cv2.reduce(rows, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32F)
    return float((numpy.diff(sums[:, 0]) ** 2).sum())
