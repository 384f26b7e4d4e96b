"""Colour differences as people see them: distances in CIE Lab (OpenCV).

The values were chosen with `bench.pictures` on 24 generated pictures that are easily taken for
print; of these and of 24 others, three each are drawn in few colours, at most 3 apart on average.
"""

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


def to_lab(picture: Picture) -> Picture:
    """Return a picture in CIE Lab, as floating point numbers."""
    colours = picture if picture.ndim == 3 else cv2.cvtColor(picture, cv2.COLOR_GRAY2RGB)
    return cv2.cvtColor(colours.astype(numpy.float32) / 255, cv2.COLOR_RGB2Lab)


def mean_difference(first: Picture, second: Picture) -> float:
    """Return the mean colour difference of the pixels of two pictures."""
    return float(_lengths(to_lab(first) - to_lab(second)).mean())


def worst_tiles(first: Picture, second: Picture) -> tuple[float, float]:
    """Return the mean difference in tone, and the upper one in lines, of the worst tiles.

    Grain and the steps along the edges of letters are smaller than the eye can part, so that the
    difference is softened before it is measured.
    """
    edge = round(_EDGE_RATIO * first.shape[1])
    differences = (to_lab(first) - to_lab(second))[edge : -edge or None, edge : -edge or None]
    lines = _tiles(_lengths(cv2.GaussianBlur(differences, (0, 0), _LINE)))
    tones = _tiles(_lengths(cv2.GaussianBlur(differences, (0, 0), _TONE)))
    nth = min(_NTH, len(lines))
    upper = numpy.percentile(lines, _MANY, axis=1)
    return float(numpy.sort(tones.mean(1))[-nth]), float(numpy.sort(upper)[-nth])


def _lengths(differences: Picture) -> Picture:
    return numpy.sqrt((differences**2).sum(axis=2))


def _tiles(lengths: Picture) -> Picture:
    """Return the pixels of each whole tile as a row; of a narrow strip as one tile."""
    rows, columns = (side // _SIDE for side in lengths.shape)
    if not rows or not columns:
        return lengths.reshape(1, -1)
    inner = lengths[: rows * _SIDE, : columns * _SIDE]
    tiles = inner.reshape(rows, _SIDE, columns, _SIDE).transpose(0, 2, 1, 3)
    return tiles.reshape(rows * columns, -1)
