"""Colour differences as people see them: distances in CIE Lab (OpenCV).

The values were chosen with `bench.pictures` on 24 generated pictures that are easily taken for
print; of these and of 24 others, three each are drawn in few colours, at most 3 apart on average.
"""

from typing import NamedTuple

import cv2
import numpy

from ingest.images.picture import Picture

_SIDE = 32
"""Pixels of a tile: two lines of text in a reading image, a fifth of a small photograph."""

_TONE, _LINE = 4.0, 2.0
"""Softness in pixels at which tones are compared, and at which lines still are."""

_MANY = 90
"""Percentile of a tile: what covers less than a tenth of it is not looked at."""

_NTH = 5
"""The difference of a page is that of its fifth-worst tile; a few have a blot or a name in ink."""


_EDGE_RATIO = 0.02
"""Fraction of the width where the lid of the scanner shows beside the page."""


class Difference(NamedTuple):
    """Colour difference of two pictures."""

    mean: float
    """Mean of the difference of all their pixels."""
    tone: float
    """Mean of the worst tile, softened: grain is smaller than the eye can part."""
    line: float
    """Upper one of the worst tile, softened less: so are the steps along the edges of letters."""


def mean_difference(first: Picture, second: Picture) -> float:
    """Return the mean colour difference of the pixels of two pictures."""
    return float(_lengths(_differences(first, second)).mean())


def difference(first: Picture, second: Picture) -> Difference:
    """Return the colour difference of two pictures, as a whole and in their worst tiles."""
    pixels = _differences(first, second)
    edge = round(_EDGE_RATIO * first.shape[1])
    inside = pixels[edge : -edge or None, edge : -edge or None]
    lines = _tiles(_lengths(cv2.GaussianBlur(inside, (0, 0), _LINE)))
    tones = _tiles(_lengths(cv2.GaussianBlur(inside, (0, 0), _TONE)))
    nth = min(_NTH, len(lines))
    upper = numpy.percentile(lines, _MANY, axis=1)
    worst = numpy.sort(tones.mean(1))[-nth], numpy.sort(upper)[-nth]
    return Difference(float(_lengths(pixels).mean()), *map(float, worst))


def _differences(first: Picture, second: Picture) -> Picture:
    """Return the pixels of a picture in CIE Lab less those of another; of grey ones lightness."""
    if first.ndim == second.ndim == 2:
        return cv2.subtract(cv2.LUT(first, _LIGHTNESS), cv2.LUT(second, _LIGHTNESS))
    return cv2.subtract(_to_lab(first), _to_lab(second))


def _to_lab(picture: Picture) -> Picture:
    colours = picture if picture.ndim == 3 else cv2.cvtColor(picture, cv2.COLOR_GRAY2RGB)
    return cv2.cvtColor(colours.astype(numpy.float32) / 255, cv2.COLOR_RGB2Lab)


_LIGHTNESS = _to_lab(numpy.arange(256, dtype=numpy.uint8)[:, None])[..., 0].ravel()
"""Lightness in CIE Lab of each grey."""


def _lengths(differences: Picture) -> Picture:
    if differences.ndim == 2:
        return numpy.abs(differences)
    return cv2.sqrt(cv2.transform(cv2.multiply(differences, differences), numpy.ones((1, 3))))


def _tiles(lengths: Picture) -> Picture:
    """Return the pixels of each whole tile as a row; of a narrow strip as one tile."""
    rows, columns = (side // _SIDE for side in lengths.shape)
    if not rows or not columns:
        return lengths.reshape(1, -1)
    inner = lengths[: rows * _SIDE, : columns * _SIDE]
    tiles = inner.reshape(rows, _SIDE, columns, _SIDE).transpose(0, 2, 1, 3)
    return tiles.reshape(rows * columns, -1)
