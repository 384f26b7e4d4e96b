"""Rows and columns of partly ruled tables (OpenCV).

Of the letters of generated tables without horizontal rules 60 % were out of place before, 0.0 to
1.5 % with it. No threshold was measured by itself.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import cv2
import numpy
from numpy.typing import NDArray

from ingest.images.cells import (
    MIN_RULE_INCHES,
    Cell,
    Mask,
    Row,
    binarise,
    bounding_box,
    crop,
    ink_box,
)
from ingest.images.preprocess import Picture

_MIN_LINE_HEIGHT_INCHES = 0.04
"""Anything lower is a speck or a dot."""

_MIN_CUTS_RATIO = 0.9
"""Share of the lines of the first column that must have a gap below through the whole row."""

_MAX_TAIL_INK_RATIO = 0.1
"""Share of the usual ink per pixel row that descenders and marks may put into a gap."""

_MIN_GAP_RATIO = 0.6
"""A gap this large relative to the widest counts as equally good."""

_MAX_SLOPE, _SLOPE_STEPS = 0.02, 17
"""Pages with more skew are deskewed before; number of slopes tried."""

Span = tuple[int, int]
InkProfile = NDArray[numpy.int64]
"""Number of ink pixels at each height, for one column or for each."""


def split_row(page: Picture, row: Row, dpi: int) -> tuple[Row, ...]:
    """Return the rows that begin with each line of the first cell, without empty cells; () if there
    are none.

    Rows are cut in the widest gap through all cells between two such lines; among equally wide gaps
    in the last, because text usually starts at the top of a row. The rows may slope a little.
    """
    row_box = bounding_box(row)
    ink = _ink_mask(crop(page, row_box), dpi)
    columns = [cell.moved(-row_box.left, -row_box.top) for cell in row]
    profiles = numpy.zeros((len(row), row_box.height), numpy.int64)
    for profile, cell in zip(profiles, columns, strict=True):
        profile[cell.top : cell.bottom] = crop(ink, cell).sum(axis=1)
    offsets = max(
        _column_offsets(columns),
        key=lambda offsets: int((_level_and_sum(profiles, offsets) == 0).sum()),
    )
    lines = _line_spans(profiles[0], dpi)
    cuts = list(_cut_positions(_level_and_sum(profiles, offsets), lines))
    if len(cuts) < _MIN_CUTS_RATIO * (
        len(lines) - 1
    ):  # the other columns are not aligned with the first
        return ()
    rows = []
    for top, bottom in pairwise((-row_box.height, *cuts, 2 * row_box.height)):
        bands = (
            _band(cell, top + offset, bottom + offset)
            for cell, offset in zip(columns, offsets, strict=True)
        )
        cells = filter(None, (ink_box(band, ink, dpi) for band in bands))
        rows.append(tuple(cell.moved(row_box.left, row_box.top) for cell in cells))
    return tuple(filter(None, rows))


def _band(column: Cell, top: int, bottom: int) -> Cell:
    top, bottom = max(top, column.top), min(bottom, column.bottom)
    return Cell(column.left, top, column.width, max(0, bottom - top))


def _column_offsets(columns: Sequence[Cell]) -> Iterator[list[int]]:
    """Yield possible vertical offsets of the columns from the first, the smallest slope first."""
    middles = [cell.left + cell.width / 2 for cell in columns]
    for slope in sorted(numpy.linspace(-_MAX_SLOPE, _MAX_SLOPE, _SLOPE_STEPS), key=abs):
        yield [round(slope * (middle - middles[0])) for middle in middles]


def _level_and_sum(profiles: InkProfile, offsets: Sequence[int]) -> InkProfile:
    """Return the total ink at each height, with each column shifted up by its offset."""
    shifted_profiles = (
        numpy.roll(profile, -offset) for profile, offset in zip(profiles, offsets, strict=True)
    )
    return numpy.sum(tuple(shifted_profiles), axis=0)


def _ink_mask(page: Picture, dpi: int) -> Mask:
    """Return a mask of the writing, without rules that slope into a column."""
    ink = binarise(page)
    length = numpy.ones((round(MIN_RULE_INCHES * dpi), 1), numpy.uint8)
    rules = cv2.dilate(cv2.morphologyEx(ink, cv2.MORPH_OPEN, length), numpy.ones((3, 5)))
    ink[rules > 0] = 0
    return ink


def _line_spans(profile: InkProfile, dpi: int) -> list[Span]:
    min_height = _MIN_LINE_HEIGHT_INCHES * dpi
    return [(top, end) for top, end in _runs(profile > 0) if end - top > min_height]


def _cut_positions(profile: InkProfile, lines: list[Span]) -> Iterator[int]:
    """Yield the heights at which to cut between lines, from the ink profile."""
    blank = list(_runs(profile == 0))
    max_tail_ink = _MAX_TAIL_INK_RATIO * numpy.median(profile[profile > 0])
    for (_, above), (below, _) in pairwise(lines):
        gaps = [(top, end) for top, end in blank if top < below and end > above]
        if gaps:
            widest = max(end - top for top, end in gaps)
            top, end = [(top, end) for top, end in gaps if end - top >= _MIN_GAP_RATIO * widest][-1]
            yield (top + end) // 2
        elif profile[above:below].min() < max_tail_ink:
            yield above + int(profile[above:below].argmin())


def _runs(flags: NDArray[numpy.bool_]) -> Iterator[Span]:
    """Yield (start, end) of each run of true values."""
    changes = numpy.flatnonzero(numpy.diff(flags.astype(numpy.int8), prepend=0, append=0))
    yield from zip(changes[::2].tolist(), changes[1::2].tolist(), strict=True)
