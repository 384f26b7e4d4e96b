"""The raised sign at the end of a word, as in m², cut from the image of a page."""

import cv2
import numpy

from ingest.images.cells import Cell
from ingest.images.picture import Picture

_INK_LEVEL = 150
_MAX_BOTTOM_RATIO, _MAX_HEIGHT_RATIO, _MIN_HEIGHT_RATIO = 0.78, 0.72, 0.2
"""Lowest end and least and greatest height of a raised sign, relative to the letters' line."""

_STRIP_HEIGHT, _STRIP_MARGIN = 48, 24
_WHITE = 255


def raised_sign(picture: Picture, box: Cell) -> Picture | None:
    """Return the last sign of a word, enlarged, if it is small and stands above the line."""
    word = picture[max(box.top - 2, 0) : box.bottom + 2, max(box.left - 1, 0) : box.right + 3]
    if word.size == 0:
        return None
    ink = (word < _INK_LEVEL).astype(numpy.uint8)
    _, _, shapes, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    signs = [shape for shape in shapes[1:] if shape[cv2.CC_STAT_AREA] > 0.004 * word.shape[0] ** 2]
    signs = [shape for shape in signs if not _is_low(shape, word)]
    if len(signs) < 2:
        return None
    top = min(shape[cv2.CC_STAT_TOP] for shape in signs)
    high = max(max(map(_bottom, signs)) - top, 1)
    last = max(signs, key=lambda shape: shape[cv2.CC_STAT_LEFT])
    height = last[cv2.CC_STAT_HEIGHT] / high
    is_raised = (_bottom(last) - top) / high < _MAX_BOTTOM_RATIO
    if not is_raised or not _MIN_HEIGHT_RATIO < height < _MAX_HEIGHT_RATIO:
        return None
    return _strip(word, last)


def _bottom(shape: numpy.ndarray) -> int:
    return shape[cv2.CC_STAT_TOP] + shape[cv2.CC_STAT_HEIGHT]


def _is_low(shape: numpy.ndarray, word: Picture) -> bool:
    """Return True for a comma or a full stop."""
    return shape[cv2.CC_STAT_TOP] > 0.6 * word.shape[0]


def _strip(word: Picture, shape: numpy.ndarray) -> Picture:
    x, y, wide, high = shape[:4]
    sign = word[y : y + high, x : x + wide]
    factor = _STRIP_HEIGHT / high
    sign = cv2.resize(sign, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
    edges = (_STRIP_MARGIN,) * 4
    return cv2.copyMakeBorder(sign, *edges, cv2.BORDER_CONSTANT, value=_WHITE)
