"""Draws a page of print in a few tones: the lightest image on which every mark stays clear."""

from collections.abc import Iterator

import cv2
import numpy

from ingest.tools.picture import Picture, counts, in_grey, percentiles

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

_INK, _PAPER = 1, 50
"""Percentiles of lightness: at least so much of a page is ink, and so much paper."""

_LEAST_CONTRAST = 40
_DARKEST_PAPER = 100
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
    if clean.shape != coloured.shape[:2]:
        clean = cv2.resize(clean, coloured.shape[1::-1], interpolation=cv2.INTER_AREA)
    greys = (_spread(clean).astype(numpy.uint16) * 3 + 127) // 255
    tones = cv2.LUT(clean, greys.astype(numpy.uint8))
    if coloured.ndim == 3:
        _mark(tones, coloured)
    return tones


def _mark(tones: Picture, coloured: Picture) -> None:
    """Put the coloured inks where they are: seals and signatures are read by their colour."""
    red, green, blue = (_whitened(channel) for channel in cv2.split(coloured))
    strongest, weakest = cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue)
    ink = cv2.subtract(strongest, weakest) > _COLOURED
    if not ink.any():
        return
    faint = weakest[ink] > numpy.median(weakest[ink])
    is_red, is_blue = red[ink] == strongest[ink], blue[ink] == strongest[ink]
    tones[ink] = numpy.select((is_red, is_blue), (_RED + faint, _BLUE + faint), tones[ink])


def _whitened(channel: Picture) -> Picture:
    """Return one colour of a page as if its paper were white."""
    (paper,) = percentiles(channel[::8, ::8], _PAPER)
    return cv2.convertScaleAbs(channel, alpha=255 / max(paper, 1.0))


def _spread(tones: Picture) -> Picture:
    """Return for each lightness the one that makes ink black and paper white."""
    ink, paper = percentiles(tones[::4, ::4], _INK, _PAPER)
    paper -= _NEARLY_PAPER
    ink = min(ink, paper - _LEAST_CONTRAST)
    scaled = (numpy.arange(256) - ink) * 255 / (paper - ink)
    return numpy.clip(scaled, 0, 255).astype(numpy.uint8)
