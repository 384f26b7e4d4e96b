"""Pixels that a viewer painted over the words of a page, as they stand on a screenshot."""

import io
from collections.abc import Sequence

import cv2
import numpy
from PIL import Image as Picture

from library.catalogue.text.layout import Box
from library.catalogue.text.words import Word
from tests.app.scans import PAPER

_SAME_COLOUR, _MAX_INK = 8, 24
"""Greatest difference of a channel from that of the paper; brightest channel of ink."""

_MIN_COLOUR = 55
"""Least distance of a painted pixel from all mixtures of paper and ink, in levels."""

_MARGIN_PIXELS, _MAX_DISTORTION = 3, 1.1


def painted_shares(
    screen: bytes, words: Sequence[Word], hits: Sequence[str]
) -> tuple[float, float]:
    """Return the share of the hit words' pixels that are painted, and of the paint elsewhere.

    `words` are those of a page of `tests.app.scans.make_scan`, whatever part of it, and in
    whatever size, is on the screen: the bars of the words that are no hits show where the others
    stand. Each page has such words.
    """
    with Picture.open(io.BytesIO(screen)) as opened:
        pixels = _largest_paper(numpy.asarray(opened.convert("RGB")).astype(int))
    ink = _bounds((pixels <= _MAX_INK).all(axis=2))
    if ink is None:
        return 0.0, 1.0
    shown = Box.around(word for word in words if word.text not in hits)
    hit = Box.around(word for word in words if word.text in hits)
    x_scale, y_scale = ink.width / shown.width, ink.height / shown.height
    if not 1 / _MAX_DISTORTION < x_scale / y_scale < _MAX_DISTORTION:  # a bar is cut
        return 0.0, 1.0
    x0, x1 = (round(ink.left + (x - shown.left) * x_scale) for x in (hit.left, hit.right))
    y0, y1 = (round(ink.top + (y - shown.top) * y_scale) for y in (hit.top, hit.bottom))
    painted = _is_painted(pixels)
    around = painted[
        max(0, y0 - _MARGIN_PIXELS) : y1 + _MARGIN_PIXELS,
        max(0, x0 - _MARGIN_PIXELS) : x1 + _MARGIN_PIXELS,
    ]
    covered = float(painted[y0:y1, x0:x1].mean())
    return covered, 1 - float(around.sum() / painted.sum()) if painted.any() else 1.0


def _largest_paper(pixels: numpy.ndarray) -> numpy.ndarray:
    """Return the part of a screen that shows the page; thumbnails are smaller."""
    is_paper = (abs(pixels - PAPER) <= _SAME_COLOUR).all(axis=2).astype(numpy.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(is_paper)
    if len(stats) < 2:
        return pixels
    x, y, width, height, _ = max(stats[1:], key=lambda row: row[cv2.CC_STAT_AREA])
    return pixels[y : y + height, x : x + width]


def _bounds(mask: numpy.ndarray) -> Box | None:
    rows, columns = numpy.nonzero(mask)
    if not len(rows):
        return None
    edges = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    return Box(*map(int, edges))


def _is_painted(pixels: numpy.ndarray) -> numpy.ndarray:
    paper = numpy.array(PAPER) / numpy.linalg.norm(PAPER)
    mixtures = (pixels @ paper)[:, :, None] * paper
    return numpy.linalg.norm(pixels - mixtures, axis=2) >= _MIN_COLOUR
