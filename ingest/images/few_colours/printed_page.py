"""Printed pages: few colours for the print, and the photographs among it as they are."""

from dataclasses import dataclass

import numpy

from ingest.images.cells import Cell
from ingest.images.few_colours import palette
from ingest.images.few_colours.palette import FlatPage
from ingest.images.photographs import find_photographs
from ingest.images.picture import Picture, percentiles, to_grey

_MARGIN_RATIO = 0.004
"""Paper around a photograph that stays with it, of the page's height: its soft edge."""


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """A page of print, and the places of its photographs as fractions of its width and height."""

    photographs: tuple[tuple[float, float, float, float], ...] = ()

    def boxes(self, picture: Picture) -> tuple[Cell, ...]:
        """Return the photographs in a copy of the page, of whatever size."""
        high, wide = picture.shape[:2]
        corners = (
            (round(x0 * wide), round(y0 * high), round(x1 * wide), round(y1 * high))
            for x0, y0, x1, y1 in self.photographs
        )
        return tuple(Cell(x0, y0, x1 - x0, y1 - y0) for x0, y0, x1, y1 in corners)

    def flatten(self, clean: Picture, page: Picture) -> FlatPage:
        """Return the print in a few colours, with paper in place of the photographs."""
        return palette.flatten(self._without_photographs(clean), self._without_photographs(page))

    def picture(self, clean: Picture, page: Picture) -> Picture:
        """Return the page with its print in a few colours and its photographs in all of theirs."""
        flat = self.flatten(clean, page).picture()
        if self.photographs and flat.ndim < page.ndim:
            flat = numpy.repeat(flat[..., None], 3, axis=2)
        for box in self.boxes(page):
            area = slice(box.top, box.bottom), slice(box.left, box.right)
            flat[area] = page[area]
        return flat

    def is_same(self, clean: Picture, page: Picture) -> bool:
        """Return True if nobody would see that the print is drawn in a few colours."""
        return palette.is_print(self._without_photographs(page), self._without_photographs(clean))

    def _without_photographs(self, picture: Picture) -> Picture:
        if not self.photographs:
            return picture
        covered = picture.copy()
        sample = picture[::4, ::4]
        channels = (sample,) if picture.ndim == 2 else numpy.moveaxis(sample, 2, 0)
        paper = [round(percentiles(numpy.ascontiguousarray(tones), 75)[0]) for tones in channels]
        for box in self.boxes(picture):
            covered[box.top : box.bottom, box.left : box.right] = paper
        return covered


def find_print(narrow: Picture, clean: Picture) -> PrintedPage | None:
    """Return a page as print around its photographs; None if it is no print at all."""
    high, wide = narrow.shape[:2]
    margin = _MARGIN_RATIO * high
    photographs = tuple(
        (
            max(0.0, (box.left - margin) / wide),
            max(0.0, (box.top - margin) / high),
            min(1.0, (box.right + margin) / wide),
            min(1.0, (box.bottom + margin) / high),
        )
        for box in find_photographs(to_grey(narrow))
    )
    page = PrintedPage(photographs)
    return page if page.is_same(clean, narrow) else None
