"""Finds the rows and columns of tables that are ruled in part only (OpenCV)."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import cv2
import numpy
from numpy.typing import NDArray

from ingest.images.cells import RULE_INCHES, Cell, Mask, Row, around, inked, within, written
from ingest.images.preprocess import Picture

_TOGETHER_INCHES = 0.2
"""By so much may the rules of a table begin or end apart."""

_LOW_INCHES = 0.04
"""Lower is no line, but a speck or a dot."""

_MOSTLY = 0.9
"""Of all lines of a first column so many have a gap below that goes through the row."""

_TAILS = 0.1
"""Of what is mostly drawn at one height so much may be tails and marks that close a gap."""

_ALIKE = 0.6
"""A gap of so much of the widest is as good as it."""

_STEEPEST, _SLOPES = 0.02, 17
"""Pages that are as crooked as this have been laid straight."""

Span = tuple[int, int]
Amounts = NDArray[numpy.int64]
"""How many pixels are drawn at each height, of one column or of each."""


def between(page: Picture, dividers: Sequence[Cell], dpi: int) -> Iterator[Row]:
    """Give what stands between rules that go down side by side, and beside the outer ones."""
    near = _TOGETHER_INCHES * dpi
    remaining = sorted(dividers, key=lambda cell: cell.left)
    while remaining:
        first = remaining[0]
        together = [
            cell
            for cell in remaining
            if abs(cell.top - first.top) < near and abs(cell.bottom - first.bottom) < near
        ]
        remaining = [cell for cell in remaining if cell not in together]
        if len(together) > 1 and (columns := _columns(page, together, dpi)):
            yield columns


def _columns(page: Picture, dividers: Sequence[Cell], dpi: int) -> Row:
    high, wide = page.shape
    top, bottom = max(cell.top for cell in dividers), min(high, *(c.bottom for c in dividers))
    edges = [0, *(side for cell in dividers for side in (cell.left, cell.right)), wide]
    ink = _ink(page[top:bottom], dpi)
    columns = (
        written(Cell(left, 0, right - left, bottom - top), ink, dpi)
        for left, right in zip(edges[::2], edges[1::2], strict=True)
    )
    return tuple(cell.moved(0, top) for cell in columns if cell)


def parted(page: Picture, row: Row, dpi: int) -> tuple[Row, ...]:
    """Return the rows that begin with each line of the first cell, without their empty cells.

    They meet in the widest gap that goes through all cells between two such lines; of gaps as
    wide in the last, for mostly a row is written from its top. They may slope a little.
    """
    whole = around(row)
    ink = _ink(within(page, whole), dpi)
    columns = [cell.moved(-whole.left, -whole.top) for cell in row]
    drawn = numpy.zeros((len(row), whole.height), numpy.int64)
    for amounts, cell in zip(drawn, columns, strict=True):
        amounts[cell.top : cell.bottom] = within(ink, cell).sum(axis=1)
    falls = max(_slopes(columns), key=lambda falls: int((_levelled(drawn, falls) == 0).sum()))
    lines = _lines(drawn[0], dpi)
    cuts = list(_cuts(_levelled(drawn, falls), lines))
    if len(cuts) < _MOSTLY * (len(lines) - 1):  # what stands beside keeps no step with the first
        return ()
    rows = []
    for top, bottom in pairwise((-whole.height, *cuts, 2 * whole.height)):
        bands = (
            _band(cell, top + fall, bottom + fall)
            for cell, fall in zip(columns, falls, strict=True)
        )
        filled = filter(None, (written(band, ink, dpi) for band in bands))
        rows.append(tuple(cell.moved(whole.left, whole.top) for cell in filled))
    return tuple(filter(None, rows))


def _band(column: Cell, top: int, bottom: int) -> Cell:
    top, bottom = max(top, column.top), min(bottom, column.bottom)
    return Cell(column.left, top, column.width, max(0, bottom - top))


def _slopes(columns: Sequence[Cell]) -> Iterator[list[int]]:
    """Give how far each column may lie below the first, the most level first."""
    middles = [cell.left + cell.width / 2 for cell in columns]
    for slope in sorted(numpy.linspace(-_STEEPEST, _STEEPEST, _SLOPES), key=abs):
        yield [round(slope * (middle - middles[0])) for middle in middles]


def _levelled(drawn: Amounts, falls: Sequence[int]) -> Amounts:
    """Return how much is drawn in all columns, each lifted by what it lies lower."""
    lifted = (numpy.roll(column, -fall) for column, fall in zip(drawn, falls, strict=True))
    return numpy.sum(tuple(lifted), axis=0)


def _ink(page: Picture, dpi: int) -> Mask:
    """Mark what is written; rules that slope into a column are not."""
    ink = inked(page)
    length = numpy.ones((round(RULE_INCHES * dpi), 1), numpy.uint8)
    rules = cv2.dilate(cv2.morphologyEx(ink, cv2.MORPH_OPEN, length), numpy.ones((3, 5)))
    ink[rules > 0] = 0
    return ink


def _lines(drawn: Amounts, dpi: int) -> list[Span]:
    low = _LOW_INCHES * dpi
    return [(top, end) for top, end in _runs(drawn > 0) if end - top > low]


def _cuts(drawn: Amounts, lines: list[Span]) -> Iterator[int]:
    """Give where to cut between lines, by how much is drawn at each height."""
    blank = list(_runs(drawn == 0))
    tails = _TAILS * numpy.median(drawn[drawn > 0])
    for (_, above), (below, _) in pairwise(lines):
        gaps = [(top, end) for top, end in blank if top < below and end > above]
        if gaps:
            widest = max(end - top for top, end in gaps)
            top, end = [(top, end) for top, end in gaps if end - top >= _ALIKE * widest][-1]
            yield (top + end) // 2
        elif drawn[above:below].min() < tails:
            yield above + int(drawn[above:below].argmin())


def _runs(where: NDArray[numpy.bool_]) -> Iterator[Span]:
    """Give where a row of yes and no is yes: from where up to where."""
    changes = numpy.flatnonzero(numpy.diff(where.astype(numpy.int8), prepend=0, append=0))
    yield from zip(changes[::2].tolist(), changes[1::2].tolist(), strict=True)
