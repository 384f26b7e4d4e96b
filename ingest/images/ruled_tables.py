"""Finds what is ruled on a page: cells of tables, and rules between columns (OpenCV)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

import cv2
import numpy
from numpy.typing import NDArray

from ingest.images.cells import LEAST_INCHES, RULE_INCHES, Cell, Mask, Row, inked, within, written
from ingest.images.preprocess import Picture

_LEAST_CELLS = 4
_LARGEST = 0.3
"""Part of the page: what is larger is a frame around text, not a cell."""

_NARROWEST_INCHES = 1.0
"""Of a table: a rule between columns with the letters that touch it is narrower."""

_STEM_INCHES, _STEMS = 0.07, 0.2
"""As high is what stands on a row of serifs, and over so much of it; over a rule stands 0.04."""

_DIVIDER_INCHES, _HAIR_INCHES = 1.0, 0.15
"""Longer than the one, and not as broad as the other, is a rule between columns."""

_WHOLE = 0.85
"""Part of its length that a rule is drawn at least; stems of capitals one below another are not."""

_SOFT_SIDE_INCHES, _SOFT_END_INCHES = 0.02, 0.05
"""How far a blurred rule goes on around what is marked of it: a rest would be read as a letter."""

_PRINTED = 0.35
"""How dark a rule is at least, letters being 1: hairlines reach 0.7, a back's rules 0.15."""

_FULL = 0.8
"""Part of its box that a cell fills at least, when it is a rectangle and no accident."""

_REACH_INCHES = 0.1
"""How far a rule may end before the side of its table."""

_FAR_INCHES = 0.35
"""The same where the side is missing: a dark frame that lay over it was wiped away, aslant."""

_SIDE = 0.5
"""Part of the height along which a side is ruled at least, when it is not missing."""

_COARSER = 2
"""How many times smaller is the copy on which rules are sought."""

_AROUND, _DARKER = 31, 12
_INSET_INCHES = 0.02

_SAME_ROW = 0.5
_WHITE = 255


@dataclass(frozen=True, slots=True)
class Table:
    """Cells that hang together, row by row; those that are empty are left out."""

    box: Cell
    rows: tuple[Row, ...]
    outside: Mask | None = field(default=None, repr=False, compare=False)
    """What lies in the box but in no cell, on the coarser copy: text in frames, odd shapes."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is ruled on a page."""

    tables: tuple[Table, ...] = ()
    """From the top down."""
    dividers: tuple[Cell, ...] = ()
    """Long rules that go down the page, with the paper beside them."""
    lines: Mask | None = field(default=None, repr=False, compare=False)
    """The same on the coarser copy, as they slope: in their boxes letters may stand."""


def ruled(page: Picture, dpi: int) -> Ruling:
    """Return what is ruled on a grey page."""
    coarse, dpi = _coarse(page), dpi // _COARSER
    dark = cv2.adaptiveThreshold(
        coarse, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, _AROUND, _DARKER
    )
    if not _upright(dark, dpi).any():  # rules across alone are no table
        return Ruling()
    ink = inked(coarse)
    dark[coarse > _lightest_print(coarse, ink)] = 0
    strokes = _upright(dark, dpi)
    upright = _joined(strokes, (_length(dpi), 1))
    across = _joined(_across(dark, dpi), (1, _length(dpi)))
    tables = (_table(box, grid, ink, dpi) for box, grid in _grids(upright | across, dpi))
    return Ruling(tuple(filter(None, tables)), *_dividers(upright, strokes, dpi))


def without(page: Picture, tables: Collection[Table], lines: Mask | None) -> Picture:
    """Return the page with blank paper where it is ruled: whiter would make the rest ink.

    Dividers are blanked because Tesseract reads across them where they are blurred.
    """
    if not tables and lines is None:
        return page
    paper = int(numpy.median(page[::8, ::8]))
    blank = _on_even_paper(page, paper) if tables else page.copy()
    for table in tables:  # one that stands inside another comes after it
        inside = within(blank, table.box)
        if table.outside is None:
            inside[:] = paper
        else:
            inside[_as_fine(table.outside, inside) == 0] = paper
    if lines is not None:
        blank[_as_fine(lines, page) > 0] = paper
    return blank


def _as_fine(mask: Mask, page: Picture) -> Mask:
    return cv2.resize(mask, page.shape[::-1], interpolation=cv2.INTER_NEAREST)


def _on_even_paper(page: Picture, paper: int) -> Picture:
    """Make all paper alike: beside so little print its clouds would be taken for ink."""
    limit, _ = cv2.threshold(page, 0, _WHITE, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    tones = numpy.arange(_WHITE + 1, dtype=numpy.uint8)
    tones[round((limit + paper) / 2) :] = paper
    return cv2.LUT(page, tones)


def _coarse(page: Picture) -> Picture:
    """Return a coarser copy on which thin rules are as dark as on the page."""
    darkest = cv2.erode(page, numpy.ones((_COARSER, _COARSER), numpy.uint8))
    return numpy.ascontiguousarray(darkest[::_COARSER, ::_COARSER])


def _length(dpi: int) -> int:
    return round(RULE_INCHES * dpi)


def _upright(dark: Mask, dpi: int) -> Mask:
    return _strokes(dark, (_length(dpi), 1))


def _across(dark: Mask, dpi: int) -> Mask:
    """Mark rules that go across: straight and long, and no feet of letters that stand close."""
    stem = round(_STEM_INCHES * dpi)
    strokes, stems = _strokes(dark, (1, _length(dpi))), _strokes(dark, (stem, 1))
    _, marks, stats, _ = cv2.connectedComponentsWithStats(strokes)
    below_stems = numpy.bincount(marks[stems > 0], minlength=len(stats))
    is_rule = below_stems < _STEMS * stats[:, cv2.CC_STAT_AREA]
    is_rule |= stats[:, cv2.CC_STAT_HEIGHT] >= stem
    is_rule[0] = False
    return is_rule[marks].astype(numpy.uint8)


def _strokes(dark: Mask, along: tuple[int, int]) -> Mask:
    return cv2.morphologyEx(dark, cv2.MORPH_OPEN, numpy.ones(along, numpy.uint8))


def _joined(strokes: Mask, along: tuple[int, int]) -> Mask:
    """Bridge what is broken out of strokes."""
    wider = cv2.dilate(strokes, numpy.ones((3, 3), numpy.uint8))
    return cv2.morphologyEx(wider, cv2.MORPH_CLOSE, numpy.ones(along, numpy.uint8))


def _dividers(upright: Mask, strokes: Mask, dpi: int) -> tuple[tuple[Cell, ...], Mask | None]:
    """Return the boxes of long rules in the pixels of the page, and mark the rules themselves."""
    _, marks, stats, _ = cv2.connectedComponentsWithStats(upright)
    side, end = round(_SOFT_SIDE_INCHES * dpi), round(_SOFT_END_INCHES * dpi)
    found = {}
    for mark, place in enumerate(stats[1:, : cv2.CC_STAT_AREA].tolist(), start=1):
        box = Cell(*place)
        if _is_divider(box, strokes, dpi):
            left, top = max(0, box.left - side), max(0, box.top - end)
            soft = Cell(left, top, box.right + side - left, box.bottom + end - top)
            found[mark] = soft.enlarged(_COARSER)
    if not found:
        return (), None
    lines = numpy.isin(marks, list(found)).astype(numpy.uint8)
    soft_edges = numpy.ones((2 * end + 1, 2 * side + 1), numpy.uint8)
    return tuple(found.values()), cv2.dilate(lines, soft_edges)


def _is_divider(box: Cell, strokes: Mask, dpi: int) -> bool:
    """Say whether a stroke is a long rule; what lies at the side of the page is its shadow."""
    is_long = box.height > _DIVIDER_INCHES * dpi and box.width < _HAIR_INCHES * dpi
    is_inside = box.left > 0 and box.right < strokes.shape[1]
    return is_long and is_inside and bool(within(strokes, box).any(axis=1).mean() > _WHOLE)


def _grids(rules: Mask, dpi: int) -> Iterator[tuple[Cell, Mask]]:
    """Give boxes wide and high enough to hold some cells, and in each the rules that cross.

    Other strokes there are letters: the bars of the T in STT are as long as a rule.
    """
    _, marks, stats, _ = cv2.connectedComponentsWithStats(rules)
    least = round(_NARROWEST_INCHES * dpi)
    for mark in 1 + numpy.argsort(stats[1:, cv2.CC_STAT_TOP], kind="stable"):
        box = Cell(*map(int, stats[mark, :4]))
        if box.width > least and box.height > least // 2:
            yield box, (within(marks, box) == mark).astype(numpy.uint8)


def _lightest_print(coarse: Picture, ink: Mask) -> float:
    """Return what rules are darker than, unless they are the back's and shine through."""
    paper, letters = numpy.median(coarse), numpy.median(coarse[ink > 0])
    return float(paper - _PRINTED * (paper - letters))


def _table(box: Cell, grid: Mask, ink: Mask, dpi: int) -> Table | None:
    _, marks, stats, _ = cv2.connectedComponentsWithStats(1 - _closed(grid, dpi), connectivity=4)
    cells = dict(_cells(stats, box, dpi))
    small = {cell for cell in cells if cell.width * cell.height < _LARGEST * ink.size}
    rows = _in_rows(list(small))
    if len(small) < _LEAST_CELLS or max(map(len, rows)) < 2:
        return None
    filled = (
        tuple(part.enlarged(_COARSER) for cell in row if (part := written(cell, ink, dpi)))
        for row in rows
    )
    read = [0, *(cells[cell] for cell in small)]
    edge = numpy.ones((2 * round(_INSET_INCHES * dpi) + 1,) * 2, numpy.uint8)
    outside = cv2.erode(numpy.isin(marks, read, invert=True).astype(numpy.uint8), edge)
    return Table(box.enlarged(_COARSER), tuple(filter(None, filled)), outside)


def _closed(grid: Mask, dpi: int) -> Mask:
    """Return the rules of a table with a frame around; to an open side they are drawn out."""
    high, wide = grid.shape
    edge, length = round(LEAST_INCHES * dpi), _length(dpi)
    is_open = min(grid[:, :edge].any(axis=1).mean(), grid[:, -edge:].any(axis=1).mean()) < _SIDE
    upright = _strokes(grid, (length, 1))
    cv2.rectangle(grid, (0, 0), (wide - 1, high - 1), 1, 2)
    reach = round(_REACH_INCHES * dpi)
    grid = cv2.morphologyEx(grid, cv2.MORPH_CLOSE, numpy.ones((1, reach), numpy.uint8))
    upright[[0, -1], :] = 1
    grid |= cv2.morphologyEx(upright, cv2.MORPH_CLOSE, numpy.ones((reach, 1), numpy.uint8))
    if is_open:
        across = _strokes(grid, (1, length))
        across[:, [0, -1]] = 1
        far = numpy.ones((1, round(_FAR_INCHES * dpi)), numpy.uint8)
        grid |= cv2.morphologyEx(across, cv2.MORPH_CLOSE, far)
    return grid


def _cells(stats: NDArray[numpy.int32], box: Cell, dpi: int) -> Iterator[tuple[Cell, int]]:
    """Give what is large and rectangular enough of what lies between the rules, and its mark."""
    least, inset = round(LEAST_INCHES * dpi), round(_INSET_INCHES * dpi)
    for mark, (left, top, width, height, area) in enumerate(stats[1:].tolist(), start=1):
        if min(width, height) > least + 2 * inset and area > _FULL * width * height:
            inner = Cell(left + inset, top + inset, width - 2 * inset, height - 2 * inset)
            yield inner.moved(box.left, box.top), mark


def _in_rows(cells: list[Cell]) -> list[Row]:
    """Lay cells in rows: one belongs to a row when it begins in the upper half of its first."""
    rows: list[list[Cell]] = []
    for cell in sorted(cells, key=lambda cell: cell.top):
        first = rows[-1][0] if rows else None
        if first and cell.top < first.top + _SAME_ROW * min(first.height, cell.height):
            rows[-1].append(cell)
        else:
            rows.append([cell])
    return [tuple(sorted(row, key=lambda cell: cell.left)) for row in rows]
