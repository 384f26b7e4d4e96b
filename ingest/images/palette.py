"""Quantise a printed page to eight colours: the smallest image that keeps every mark legible."""

from collections.abc import Iterator

import cv2
import numpy
from numpy.typing import NDArray

from ingest.images.picture import Picture, histogram, percentiles, shrink, to_grey

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
"""The same page as overprinted ink layers: palette indices, and the colour they are printed in."""

_GREYS = numpy.ascontiguousarray(_PALETTE[:, 0, 0])
_RED, _BLUE = 4, 6
_MIN_CHANNEL_SPREAD = 60
"""Least difference between the strongest and the weakest of red, green and blue."""

_SAMPLING_STEP = 3
"""Every n-th pixel in both directions is first sampled for colour."""

_INK_PERCENTILE, _PAPER_PERCENTILE = 1, 50
"""Percentiles of lightness: at least these shares of a page are ink and paper."""

_MIN_CONTRAST = 40
_MIN_PAPER_LIGHTNESS = 100
_MIN_WHITE_PAPER_LIGHTNESS = 240
"""Lightness that office scanners give to white paper."""

_PAPER_TOLERANCE = 10
_HALFTONES = slice(64, 192)
_MAX_HALFTONE_RATIO = 0.16
"""More halftones than the soft edges of letters: a photograph, a painting or a coloured map."""


def is_print(picture: Picture) -> bool:
    """Return True if a thumbnail shows only ink on paper."""
    lightness = to_grey(picture)[::2, ::2]
    tones = cv2.LUT(lightness, _contrast_table(lightness))
    few_halftones = histogram(tones)[_HALFTONES].sum() < _MAX_HALFTONE_RATIO * tones.size
    return bool(few_halftones and percentiles(lightness[::2, ::2], 50)[0] > _MIN_PAPER_LIGHTNESS)


def is_black_on_white(picture: Picture) -> bool:
    """Return True if a grey page has white paper, so quantising loses nothing."""
    return (
        picture.ndim == 2
        and percentiles(picture[::4, ::4], _PAPER_PERCENTILE)[0] > _MIN_WHITE_PAPER_LIGHTNESS
    )


def quantise(clean: Picture, coloured: Picture) -> Picture:
    """Return a printed page in eight colours, in the size of `coloured`; `clean` is its grey
    version.

    A page without colours is returned in grey.
    """
    tones = _palette_indices(clean, coloured)
    if tones.max() < _RED:
        return cv2.LUT(tones, _GREYS)
    return cv2.LUT(cv2.merge((tones, tones, tones)), _PALETTE)


def ink_layers(clean: Picture, coloured: Picture) -> Iterator[tuple[Colour, Picture]]:
    """Yield the ink layers of a printed page in the order in which they are overprinted.

    Each is a colour and a picture that is black where that ink is.
    """
    tones = _palette_indices(clean, coloured)
    highest = tones.max()
    for indices, colour in _LAYERS:
        if min(indices) > highest:
            continue
        table = numpy.full((256, 1), _WHITE, numpy.uint8)
        table[list(indices)] = 0
        printed = cv2.LUT(tones, table)
        if not printed.all():
            yield colour, printed


def _palette_indices(clean: Picture, coloured: Picture) -> Picture:
    """Return the palette index of each pixel."""
    high, wide = coloured.shape[:2]
    clean = shrink(clean, wide, high)
    greys = (_contrast_table(clean).astype(numpy.uint16) * 3 + 127) // 255
    tones = cv2.LUT(clean, greys.astype(numpy.uint8))
    if coloured.ndim == 3:
        _mark_coloured_ink(tones, coloured)
    return tones


def _mark_coloured_ink(tones: Picture, coloured: Picture) -> None:
    """Set the palette indices of coloured ink: seals and signatures are recognised by colour."""
    whitened = _white_balance_tables(coloured)
    near_colour = _mask_near_colour(coloured, whitened)
    red, green, blue = (
        whitened[:, 0, channel][coloured[..., channel][near_colour]] for channel in range(3)
    )
    strongest, weakest = _channel_extremes(red, green, blue)
    ink = strongest - weakest > _MIN_CHANNEL_SPREAD
    if ink.any():
        faint = weakest > numpy.median(weakest[ink])
        is_red, is_blue = ink & (red == strongest), ink & (blue == strongest)
        tones[near_colour] = numpy.select(
            (is_red, is_blue), (_RED + faint, _BLUE + faint), tones[near_colour]
        )


def _mask_near_colour(coloured: Picture, whitened: Picture) -> NDArray[numpy.bool_]:
    """Return a mask of the surroundings of coloured pixels in a coarse sample."""
    samples = cv2.LUT(
        numpy.ascontiguousarray(coloured[::_SAMPLING_STEP, ::_SAMPLING_STEP]), whitened
    )
    strongest, weakest = _channel_extremes(*cv2.split(samples))
    dots = (strongest - weakest > _MIN_CHANNEL_SPREAD).astype(numpy.uint8)
    near = cv2.dilate(dots, numpy.ones((3, 3), numpy.uint8))
    high, wide = coloured.shape[:2]
    return cv2.resize(near, (wide, high), interpolation=cv2.INTER_NEAREST) > 0


def _channel_extremes(red: Picture, green: Picture, blue: Picture) -> tuple[Picture, Picture]:
    """Return the strongest and the weakest colour channel of each pixel."""
    strongest = numpy.maximum(numpy.maximum(red, green), blue)
    return strongest, numpy.minimum(numpy.minimum(red, green), blue)


def _white_balance_tables(coloured: Picture) -> Picture:
    """Return a lookup table for each channel that makes the paper white."""
    papers = [
        percentiles(channel, _PAPER_PERCENTILE)[0] for channel in cv2.split(coloured[::8, ::8])
    ]
    scaled = numpy.arange(256)[:, None] * 255 / numpy.maximum(papers, 1)
    return numpy.rint(scaled).clip(0, 255).astype(numpy.uint8)[:, None]


def _contrast_table(tones: Picture) -> Picture:
    """Return a lookup table that makes ink black and paper white."""
    ink, paper = percentiles(tones[::4, ::4], _INK_PERCENTILE, _PAPER_PERCENTILE)
    paper -= _PAPER_TOLERANCE
    ink = min(ink, paper - _MIN_CONTRAST)
    scaled = (numpy.arange(256) - ink) * 255 / (paper - ink)
    return numpy.clip(scaled, 0, 255).astype(numpy.uint8)
