"""Draws a page of print in a few tones: the lightest image on which every mark stays clear."""

from collections.abc import Iterator

import cv2
import numpy
from numpy.typing import NDArray

from ingest.images.picture import Picture, counts, in_grey, percentiles, smaller

Colour = tuple[int, int, int]
"""Red, green and blue, 0 to 255."""

_WHITE = 255

_PALETTE = numpy.zeros((256, 1, 3), numpy.uint8)
_PALETTE[:8, 0] = (
    (0, 0, 0),
    (85, 85, 85),
    (170, 170, 170),
    (255, 255, 255),
    (176, 24, 32),
    (232, 150, 150),
    (28, 52, 150),
    (150, 168, 226),
)
"""Ink on paper; the red of seals and the blue of signatures, dense and faint."""

_LAYERS = (
    ((0, 1, 2), (150, 150, 150)),
    ((0, 1), (0, 0, 0)),
    ((4, 5), (232, 150, 150)),
    ((4,), (176, 24, 32)),
    ((6, 7), (150, 168, 226)),
    ((6,), (28, 52, 150)),
)
"""The same page as inks printed over each other: tones, and the colour they are printed in."""

_GREYS = numpy.ascontiguousarray(_PALETTE[:, 0, 0])
_RED, _BLUE = 4, 6
_COLOURED = 60
"""How far the strongest of red, green and blue must exceed the weakest."""

_EVERY = 3
"""Of so many pixels across and down one is looked at for colour first."""

_INK, _PAPER = 1, 50
"""Percentiles of lightness: at least so much of a page is ink, and so much paper."""

_LEAST_CONTRAST = 40
_DARKEST_PAPER = 100
_WHITE_PAPER = 240
"""What office scanners make of white paper."""

_NEARLY_PAPER = 10
_HALFTONES = slice(64, 192)
_MOST = 0.16
"""More than the soft edges of letters: a photograph, a painting, a map in colours."""


def is_print(picture: Picture) -> bool:
    """Say whether a small picture of a page shows ink on paper and nothing else."""
    lightness = in_grey(picture)[::2, ::2]
    tones = cv2.LUT(lightness, _spread(lightness))
    few_halftones = counts(tones)[_HALFTONES].sum() < _MOST * tones.size
    return bool(few_halftones and percentiles(lightness[::2, ::2], 50)[0] > _DARKEST_PAPER)


def is_black_on_white(picture: Picture) -> bool:
    """Say whether a page in grey has white paper, so that nothing of it is lost in few tones."""
    return picture.ndim == 2 and percentiles(picture[::4, ::4], _PAPER)[0] > _WHITE_PAPER


def in_few_tones(clean: Picture, coloured: Picture) -> Picture:
    """Return a page of print in eight colours, as large as `coloured`; `clean` is it in grey.

    A page without colours is returned in grey.
    """
    tones = _tones(clean, coloured)
    if tones.max() < _RED:
        return cv2.LUT(tones, _GREYS)
    return cv2.LUT(cv2.merge((tones, tones, tones)), _PALETTE)


def inks(clean: Picture, coloured: Picture) -> Iterator[tuple[Colour, Picture]]:
    """Give the inks of a page of print, in the order in which they are printed over each other.

    Each is a colour and a picture that is black where there is that ink.
    """
    tones = _tones(clean, coloured)
    there = tones.max()
    for these, colour in _LAYERS:
        if min(these) > there:
            continue
        place = numpy.full((256, 1), _WHITE, numpy.uint8)
        place[list(these)] = 0
        printed = cv2.LUT(tones, place)
        if not printed.all():
            yield colour, printed


def _tones(clean: Picture, coloured: Picture) -> Picture:
    high, wide = coloured.shape[:2]
    clean = smaller(clean, wide, high)
    greys = (_spread(clean).astype(numpy.uint16) * 3 + 127) // 255
    tones = cv2.LUT(clean, greys.astype(numpy.uint8))
    if coloured.ndim == 3:
        _mark(tones, coloured)
    return tones


def _mark(tones: Picture, coloured: Picture) -> None:
    """Put the coloured inks where they are: seals and signatures are read by their colour."""
    whitened = _whitening(coloured)
    here = _near_colour(coloured, whitened)
    red, green, blue = (whitened[:, 0, one][coloured[..., one][here]] for one in range(3))
    strongest, weakest = _extremes(red, green, blue)
    ink = strongest - weakest > _COLOURED
    if ink.any():
        faint = weakest > numpy.median(weakest[ink])
        is_red, is_blue = ink & (red == strongest), ink & (blue == strongest)
        tones[here] = numpy.select((is_red, is_blue), (_RED + faint, _BLUE + faint), tones[here])


def _near_colour(coloured: Picture, whitened: Picture) -> NDArray[numpy.bool_]:
    """Mark what lies around the dots of colour that show when some of the pixels are looked at."""
    some = cv2.LUT(numpy.ascontiguousarray(coloured[::_EVERY, ::_EVERY]), whitened)
    strongest, weakest = _extremes(*cv2.split(some))
    dots = (strongest - weakest > _COLOURED).astype(numpy.uint8)
    near = cv2.dilate(dots, numpy.ones((3, 3), numpy.uint8))
    high, wide = coloured.shape[:2]
    return cv2.resize(near, (wide, high), interpolation=cv2.INTER_NEAREST) > 0


def _extremes(red: Picture, green: Picture, blue: Picture) -> tuple[Picture, Picture]:
    """Return how strong the strongest colour of each dot is, and the weakest."""
    strongest = numpy.maximum(numpy.maximum(red, green), blue)
    return strongest, numpy.minimum(numpy.minimum(red, green), blue)


def _whitening(coloured: Picture) -> Picture:
    """Return for each lightness of each colour the one that makes the paper white."""
    papers = [percentiles(channel, _PAPER)[0] for channel in cv2.split(coloured[::8, ::8])]
    scaled = numpy.arange(256)[:, None] * 255 / numpy.maximum(papers, 1)
    return numpy.rint(scaled).clip(0, 255).astype(numpy.uint8)[:, None]


def _spread(tones: Picture) -> Picture:
    """Return for each lightness the one that makes ink black and paper white."""
    ink, paper = percentiles(tones[::4, ::4], _INK, _PAPER)
    paper -= _NEARLY_PAPER
    ink = min(ink, paper - _LEAST_CONTRAST)
    scaled = (numpy.arange(256) - ink) * 255 / (paper - ink)
    return numpy.clip(scaled, 0, 255).astype(numpy.uint8)
