"""Draw a printed page in a few colours of its own: the smallest image that keeps every mark."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy
from numpy.typing import NDArray

from ingest.images.few_colours.colour_difference import difference, mean_difference
from ingest.images.few_colours.paper_shades import paper_shades
from ingest.images.few_colours.tone_sums import ToneSums
from ingest.images.picture import (
    Picture,
    histogram,
    percentiles,
    shrink,
    to_grey,
    tone_percentiles,
)

Colour = tuple[int, int, int]
"""Red, green and blue, 0 to 255."""

WHITE: Colour = (255, 255, 255)
_WHITE = 255

_SHADES = 3
"""Shades of each ink, dark to light: two would leave gaps in seals."""

_INK, _RED, _BLUE, _PAPER = 0, _SHADES, 2 * _SHADES, 3 * _SHADES
"""First palette index of the ink, of the red of seals, of the blue of signatures, of the paper."""

_MIN_CHANNEL_SPREAD = 40
"""Least difference between the strongest and the weakest of red, green and blue."""

_ROUNDS = 3
"""Rounds in which the colours near coloured ink are fitted to its pixels."""

_SAMPLING_STEP = 3
"""Every n-th pixel in both directions is first sampled for colour."""

_INK_PERCENTILE, _PAPER_PERCENTILE = 1, 50
"""Percentiles of lightness: at least these shares of a page are ink and paper."""

_MIN_CONTRAST = 40
_MIN_PAPER_LIGHTNESS = 100
_MIN_WHITE_PAPER_LIGHTNESS = 240
"""Lightness that office scanners give to white paper."""

_MAX_WHITE_DIFFERENCE = 3.0
"""Colour difference up to which paper is drawn white, so that it is printed without a tint."""

_MAX_TONE_DIFFERENCE, _MAX_LINE_DIFFERENCE = 4.4, 9.0
"""Greatest colour differences in the worst tiles: those of 22 scanned decrees with seals measure up
to 4.2 and 8.5, photographs in a page of print from 4.5 and 7.6, thin coloured lines from 4.0 and
10.3 (November 2026)."""

_MAX_MEAN_DIFFERENCE = 3.0
"""Greatest mean colour difference of a whole page."""

_INK_LAYERS = tuple(
    (first, first + shade, first + shade)
    for first in (_INK, _RED, _BLUE)
    for shade in range(_SHADES - 1, -1, -1)
)
"""First and last palette index of each layer of ink, and the index whose colour it has."""

_LAYERS_ON_WHITE = (_INK_LAYERS[0], (_INK, _INK + 1, _INK), *_INK_LAYERS[_SHADES:])
"""The same with the dark edges of letters in black: a quarter less to download."""

_PAPER_TOLERANCE = 10
_HALFTONES = slice(64, 192)
_MAX_HALFTONE_RATIO = 0.16
"""More halftones than the soft edges of letters: a photograph, a painting or a coloured map. By
eye; the differences above decide where it errs."""


@dataclass(frozen=True, slots=True)
class FlatPage:
    """A page in a few colours."""

    indices: Picture
    """Palette index of each pixel; `_PAPER` for every shade of the paper."""
    shades: Picture
    """Shade of the paper at each pixel, under the ink too."""
    colours: NDArray[numpy.uint8]
    """Red, green and blue of each palette index."""

    def picture(self) -> Picture:
        """Return the page as a picture; grey if all its colours are."""
        indices = _with_shades(self.indices, self.shades)
        grey = bool((self.colours == self.colours[:, :1]).all())
        table = numpy.zeros((256, 1) if grey else (256, 1, 3), numpy.uint8)
        table[: len(self.colours), 0] = self.colours[:, 0] if grey else self.colours
        return cv2.LUT(indices if grey else cv2.merge([indices] * 3), table)

    def paper(self) -> Colour:
        """Return the lightest colour of the paper."""
        return _as_colour(self.colours[-1])

    def layers(self) -> Iterator[tuple[Colour, Picture]]:
        """Yield the layers that are printed over the paper, one after the other.

        Each is a colour and a mask of where it is printed. A layer lies under the darker ones too,
        which leaves fewer edges.
        """
        for shade in range(len(self.colours) - _PAPER - 2, -1, -1):
            if (mask := self.shades <= shade).any():
                yield _as_colour(self.colours[_PAPER + shade]), mask
        pixels = histogram(self.indices)
        for first, last, colour in _LAYERS_ON_WHITE if self.paper() == WHITE else _INK_LAYERS:
            if pixels[first : last + 1].any():
                mask = (self.indices >= first) & (self.indices <= last)
                yield _as_colour(self.colours[colour]), mask


def may_be_print(picture: Picture) -> bool:
    """Return True if a thumbnail has no more tones than ink on paper."""
    lightness = to_grey(picture)[::2, ::2]
    tones = cv2.LUT(lightness, _contrast_table(lightness))
    few_halftones = histogram(tones)[_HALFTONES].sum() < _MAX_HALFTONE_RATIO * tones.size
    return bool(few_halftones and percentiles(lightness[::2, ::2], 50)[0] > _MIN_PAPER_LIGHTNESS)


def is_black_on_white(picture: Picture) -> bool:
    """Return True if a grey page has white paper, so that even the large image may be flat."""
    return (
        picture.ndim == 2
        and percentiles(picture[::4, ::4], _PAPER_PERCENTILE)[0] > _MIN_WHITE_PAPER_LIGHTNESS
    )


def flatten(clean: Picture, page: Picture) -> FlatPage:
    """Return a page in a few colours, in the size of `page`; `clean` tells its ink from paper.

    Each colour is the mean of the pixels that it replaces, so that paper and inks look as before.
    """
    shades = paper_shades(page)
    indices, near_colour = _palette_indices(clean, page)
    tones = ToneSums.of(_with_shades(indices, shades), page, _PAPER + 1 + int(shades.max()))
    colours = tones.means()
    if near_colour is not None:
        colours = _fit_coloured_ink(indices, shades, page, near_colour, tones)
    colours[_INK] = _deep_ink(page, cv2.compare(indices, _INK, cv2.CMP_EQ), colours[_INK])
    if mean_difference(colours[None, -1:], numpy.full((1, 1, 3), _WHITE)) < _MAX_WHITE_DIFFERENCE:
        colours[-1] = _WHITE
    return FlatPage(indices, shades, colours)


def flatten_print(clean: Picture, page: Picture) -> FlatPage | None:
    """Return a page in a few colours; None if anybody would see that."""
    if not may_be_print(page):
        return None
    flat = flatten(clean, page)
    mean, tone, line = difference(flat.picture(), page)
    is_same_everywhere = tone < _MAX_TONE_DIFFERENCE and line < _MAX_LINE_DIFFERENCE
    return flat if is_same_everywhere and mean < _MAX_MEAN_DIFFERENCE else None


def _fit_coloured_ink(
    indices: Picture,
    shades: Picture,
    page: Picture,
    near_colour: NDArray[numpy.bool_],
    tones: ToneSums,
) -> NDArray[numpy.uint8]:
    """Fit the colours to the pixels near coloured ink, and return them; only those are counted."""
    count, pixels = len(tones.pixels), page[near_colour][:, None]
    near, near_shades = indices[near_colour][:, None], shades[near_colour][:, None]

    def near_tones() -> ToneSums:
        return ToneSums.of(_with_shades(near, near_shades), pixels, count)

    far = tones - near_tones()
    colours = tones.means()
    for _ in range(_ROUNDS):
        near = _nearest(pixels[:, 0], colours)[:, None]
        colours = (far + near_tones()).means()
    indices[near_colour] = near[:, 0]
    return colours


def _with_shades(indices: Picture, shades: Picture) -> Picture:
    """Return the palette index of each pixel, of each shade of the paper too."""
    paper = cv2.compare(indices, _PAPER, cv2.CMP_EQ)
    return cv2.add(indices, shades, indices.copy(), paper)


def _nearest(pixels: Picture, colours: Picture) -> Picture:
    """Return the palette index whose colour is nearest to each pixel."""
    values = numpy.ascontiguousarray(pixels.T).astype(numpy.float32)
    nearest = numpy.full(len(pixels), _PAPER, numpy.uint8)
    least = _distances(values, colours[-1])
    for index in range(_PAPER):
        distances = _distances(values, colours[index])
        nearest[distances < least] = index
        numpy.minimum(least, distances, out=least)
    return nearest


def _distances(values: NDArray[numpy.float32], colour: Picture) -> NDArray[numpy.float32]:
    """Return the squared distance of each pixel, less the square of the pixel itself.

    All numbers are whole and small enough to be exact.
    """
    tones = colour.astype(numpy.float32)
    return (tones @ tones) - (2 * tones) @ values


def _deep_ink(page: Picture, ink: Picture, mean: Picture) -> Picture:
    """Return the colour inside thick strokes: the mean of the darker half of the ink."""
    if not ink.any():
        return mean
    if page.ndim == 2:
        tones = cv2.calcHist([page], [0], ink, [256], [0, 256]).ravel().astype(numpy.float64)
        darker = tones[: int(tone_percentiles(tones, 50)[0]) + 1]
        return numpy.rint(darker @ numpy.arange(len(darker)) / darker.sum())
    pixels = page[ink > 0]
    lightness = pixels.sum(axis=1, dtype=numpy.uint16)
    return numpy.rint(pixels[lightness <= numpy.median(lightness)].mean(axis=0))


def _as_colour(values: Picture) -> Colour:
    red, green, blue = map(int, values)
    return red, green, blue


def _palette_indices(clean: Picture, page: Picture) -> tuple[Picture, NDArray[numpy.bool_] | None]:
    """Return the palette index of each pixel, and a mask of the surroundings of coloured ink."""
    high, wide = page.shape[:2]
    clean = shrink(clean, wide, high)
    greys = (_contrast_table(clean).astype(numpy.uint16) * _SHADES + 127) // _WHITE
    greys[greys == _SHADES] = _PAPER
    indices = cv2.LUT(clean, greys.astype(numpy.uint8))
    return indices, None if page.ndim == 2 else _mark_coloured_ink(indices, page)


def _mark_coloured_ink(indices: Picture, page: Picture) -> NDArray[numpy.bool_] | None:
    """Set the palette indices of coloured ink: seals and signatures are recognised by colour."""
    white_tables = _white_balance_tables(page)
    near_colour = _mask_near_colour(page, white_tables)
    red, green, blue = (
        white_tables[:, 0, channel][page[..., channel][near_colour]] for channel in range(3)
    )
    strongest, weakest = _channel_extremes(red, green, blue)
    ink = strongest - weakest > _MIN_CHANNEL_SPREAD
    if not ink.any():
        return None
    marked_indices = indices[near_colour]
    for first, channel in ((_BLUE, blue), (_RED, red)):
        is_this = ink & (channel == strongest)
        marked_indices[is_this] = first + _shades_of(weakest[is_this])
    indices[near_colour] = marked_indices
    return near_colour


def _shades_of(tones: Picture) -> Picture:
    """Return the shade of each pixel of an ink, 0 for the darkest third."""
    bounds = percentiles(tones[:, None], 33, 67) if len(tones) else ()
    return numpy.searchsorted(bounds, tones).astype(numpy.uint8)


def _mask_near_colour(page: Picture, white_tables: Picture) -> NDArray[numpy.bool_]:
    """Return a mask of the surroundings of coloured pixels in a coarse sample."""
    samples = cv2.LUT(
        numpy.ascontiguousarray(page[::_SAMPLING_STEP, ::_SAMPLING_STEP]), white_tables
    )
    strongest, weakest = _channel_extremes(*cv2.split(samples))
    dots = (strongest - weakest > _MIN_CHANNEL_SPREAD).astype(numpy.uint8)
    near = cv2.dilate(dots, numpy.ones((3, 3), numpy.uint8))
    high, wide = page.shape[:2]
    return cv2.resize(near, (wide, high), interpolation=cv2.INTER_NEAREST) > 0


def _channel_extremes(red: Picture, green: Picture, blue: Picture) -> tuple[Picture, Picture]:
    """Return the strongest and the weakest colour channel of each pixel."""
    strongest = numpy.maximum(numpy.maximum(red, green), blue)
    return strongest, numpy.minimum(numpy.minimum(red, green), blue)


def _white_balance_tables(page: Picture) -> Picture:
    """Return a lookup table for each channel that makes the paper white."""
    papers = [percentiles(channel, _PAPER_PERCENTILE)[0] for channel in cv2.split(page[::8, ::8])]
    scaled_levels = numpy.arange(256)[:, None] * 255 / numpy.maximum(papers, 1)
    return numpy.rint(scaled_levels).clip(0, 255).astype(numpy.uint8)[:, None]


def _contrast_table(tones: Picture) -> Picture:
    """Return a lookup table that makes ink black and paper white."""
    ink, paper = percentiles(tones[::4, ::4], _INK_PERCENTILE, _PAPER_PERCENTILE)
    paper -= _PAPER_TOLERANCE
    ink = min(ink, paper - _MIN_CONTRAST)
    scaled_levels = (numpy.arange(256) - ink) * 255 / (paper - ink)
    return numpy.clip(scaled_levels, 0, 255).astype(numpy.uint8)
