"""Printed pages: few colours for the print, and the photographs among it as they are."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy

from ingest.images.cells import Cell
from ingest.images.few_colours import palette
from ingest.images.few_colours.palette import FlatPage
from ingest.images.photographs import find_photographs
from ingest.images.picture import Picture, percentiles, to_grey

_MARGIN_RATIO = 0.004
"""Paper around a photograph that stays with it, of the page's height: its soft edge."""


Place = tuple[float, float, float, float]
"""Left, top, right and bottom of a photograph, as fractions of the page's width and height."""


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """A page of print and the places of its photographs."""

    photographs: tuple[Place, ...]
    narrow: FlatPage
    """The print of the narrow copy in a few colours, with paper in place of the photographs."""

    def boxes(self, picture: Picture) -> tuple[Cell, ...]:
        """Return the photographs in a copy of the page, of whatever size."""
        return tuple(_boxes(self.photographs, picture))

    def flatten(self, clean: Picture, page: Picture) -> FlatPage:
        """Return a copy of the page like the narrow one."""
        places = self.photographs
        return palette.flatten(_print_alone(clean, places), _print_alone(page, places))

    def picture(self, flat_page: FlatPage, page: Picture) -> Picture:
        """Return a copy with its print in a few colours and its photographs in all of theirs."""
        flat = flat_page.picture()
        if self.photographs and flat.ndim < page.ndim:
            flat = numpy.repeat(flat[..., None], 3, axis=2)
        for box in self.boxes(page):
            area = slice(box.top, box.bottom), slice(box.left, box.right)
            flat[area] = page[area]
        return flat


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
    flat = palette.flatten_print(
        _print_alone(clean, photographs), _print_alone(narrow, photographs)
    )
    return None if flat is None else PrintedPage(photographs, flat)


def _boxes(photographs: tuple[Place, ...], picture: Picture) -> Iterator[Cell]:
    high, wide = picture.shape[:2]
    for begin, top, end, bottom in photographs:
        x0, y0 = round(begin * wide), round(top * high)
        yield Cell(x0, y0, round(end * wide) - x0, round(bottom * high) - y0)


def _print_alone(picture: Picture, photographs: tuple[Place, ...]) -> Picture:
    """Return a copy of a page with paper in place of its photographs."""
    if not photographs:
        return picture
    covered = picture.copy()
    sample = picture[::4, ::4]
    channels = (sample,) if picture.ndim == 2 else numpy.moveaxis(sample, 2, 0)
    paper = [round(percentiles(numpy.ascontiguousarray(tones), 75)[0]) for tones in channels]
    for box in _boxes(photographs, picture):
        covered[box.top : box.bottom, box.left : box.right] = paper
    return covered
