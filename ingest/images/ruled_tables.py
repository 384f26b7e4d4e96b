"""Ruled tables and column dividers of a page (OpenCV).

Without them 0.26 points more letters of held-out generated sheets are wrong, none of 19 real pages.
The thresholds were chosen by eye; then it was measured what changes with others on 82 pages, 18
real ones and 64 generated in 16 conditions (November 2026). "Same from A to B": nothing. "As many
cells from A to B": only their edges.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

import cv2
import numpy
from numpy.typing import NDArray

from ingest.images.cells import (
    MIN_CELL_INCHES,
    MIN_RULE_INCHES,
    Cell,
    Mask,
    Row,
    binarise,
    crop,
    ink_box,
)
from ingest.images.preprocess import Picture
from ingest.images.scratches import crosses_lines, fill_from_sides

_MIN_CELLS = 4  # two rows of two columns; same from 2 to 6
_MAX_CELL_PAGE_RATIO = 0.3  # a larger cell is a frame around text; same from 0.15 to 0.6
_MIN_TABLE_WIDTH_INCHES = 1.0  # a divider with touching letters is narrower; same from 0.5 to 2

_STEM_HEIGHT_INCHES, _MAX_STEM_RATIO = 0.07, 0.2
"""Height of stems above a row of serifs, and the share of the row they cover: on a held-out front
page in three conditions at least 0.27, above ruling lines at most 0.04."""

_MIN_DIVIDER_LENGTH_INCHES = 1.0  # same from 0.5 to 2
_MAX_DIVIDER_WIDTH_INCHES = 0.15  # same from 0.07; with 0.3 one more is found beside a dark border
_MIN_DRAWN_RATIO = 0.85  # of a divider's length; stems of capitals have less; same from 0.7 to 0.95

_BLUR_SIDE_INCHES, _BLUR_END_INCHES = 0.02, 0.05
"""Extent of a blurred divider beyond its mask: a remainder would be read as a letter. With dividers
erased, 130 of 4,685 letters of a blurred held-out front page are wrong instead of 949."""

_MIN_RULE_DARKNESS_RATIO = 0.35
"""Darkness of a ruling line relative to letters: hairlines reach 0.7, bleed-through lines 0.15. As
many cells from 0.2 to 0.5."""

_MIN_CELL_FILL_RATIO = 0.8  # of its bounding box, by a rectangular cell; same from 0.6 to 0.9
_MAX_END_GAP_INCHES = 0.1  # from a rule's end to its table's side; as many cells from 0.02 to 0.2
_MAX_MISSING_SIDE_GAP_INCHES = 0.35
"""The same where the side is missing because a dark slanting frame over it was removed. Same from
0.2 to 0.7."""

_MIN_SIDE_RATIO = 0.5  # of its height, ruled where a side is present; same from 0.3 to 0.8
DOWNSCALE = 2
"""Factor by which the analysed copy is smaller than the page."""

_THRESHOLD_BLOCK_PIXELS = 31  # as many cells from 21 to 61
_THRESHOLD_OFFSET = 12  # faint and thick rules are missed with 20; as many cells from 6
_INSET_INCHES = 0.02  # margin of a cell beside its rules; as many cells from 0 to 0.04
_SAME_ROW_RATIO = 0.5  # upper part of a row in which its cells begin; same from 0.25 to 0.75
_WHITE = 255


@dataclass(frozen=True, slots=True)
class Table:
    """Connected cells by row, without empty ones."""

    box: Cell
    rows: tuple[Row, ...]
    outside: Mask | None = field(default=None, repr=False, compare=False)
    """Mask of the table area outside all cells, on the coarse copy: text in frames, irregular
    shapes."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """Ruling lines of a page."""

    tables: tuple[Table, ...] = ()
    """Tables from top to bottom."""
    dividers: tuple[Cell, ...] = ()
    """Long vertical rules with a margin of paper, as boxes."""
    lines: Mask | None = field(default=None, repr=False, compare=False)
    """Mask of the same rules on the coarse copy, as they slope: their boxes may contain letters."""
    streaks: Mask | None = field(default=None, repr=False, compare=False)
    """Mask of long vertical lines through writing: folds, dirt of the scanner, strokes of a pen."""


def find_ruling(page: Picture, dpi: int) -> Ruling:
    """Return the tables and dividers of a grey page."""
    coarse, dpi = coarse_copy(page), dpi // DOWNSCALE
    dark = cv2.adaptiveThreshold(
        coarse,
        1,
        cv2.ADAPTIVE_THRESH_MEAN_C,
        cv2.THRESH_BINARY_INV,
        _THRESHOLD_BLOCK_PIXELS,
        _THRESHOLD_OFFSET,
    )
    length = _rule_length(dpi)
    if not _strokes(dark, (length, 1)).any():  # horizontal rules alone are no table
        return Ruling()
    ink = binarise(coarse)
    dark[coarse > _ink_threshold(coarse, ink)] = 0
    strokes = _strokes(dark, (length, 1))
    upright = _bridge_gaps(strokes, (length, 1))
    across = _bridge_gaps(_horizontal_rules(dark, dpi), (1, length))
    tables = (_table(box, grid, ink, dpi) for box, grid in _find_grids(upright | across, dpi))
    return Ruling(tuple(filter(None, tables)), *_find_dividers(upright, strokes, ink, dpi))


def erase_ruling(page: Picture, ruling: Ruling) -> Picture:
    """Return the page with tables and dividers replaced by its paper tone, and streaks filled.

    White would turn the remaining paper into ink. Dividers are erased because Tesseract reads
    across blurred ones, streaks because it takes them for dividers and tears the lines.
    """
    if ruling.streaks is not None:
        page = fill_from_sides(page, _to_full_size(ruling.streaks, page))
    if not ruling.tables and ruling.lines is None:
        return page
    paper = int(numpy.median(page[::8, ::8]))
    blank = _flatten_paper(page, paper) if ruling.tables else page.copy()
    for table in ruling.tables:  # a nested table comes after its outer one
        inside = crop(blank, table.box)
        if table.outside is None:
            inside[:] = paper
        else:
            inside[_to_full_size(table.outside, inside) == 0] = paper
    if ruling.lines is not None:
        blank[_to_full_size(ruling.lines, page) > 0] = paper
    return blank


def _to_full_size(mask: Mask, page: Picture) -> Mask:
    return cv2.resize(mask, page.shape[::-1], interpolation=cv2.INTER_NEAREST)


def _flatten_paper(page: Picture, paper: int) -> Picture:
    """Return the page with paper of one tone: next to so little print, stains would be taken for
    ink."""
    limit, _ = cv2.threshold(page, 0, _WHITE, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    tones = numpy.arange(_WHITE + 1, dtype=numpy.uint8)
    tones[round((limit + paper) / 2) :] = paper
    return cv2.LUT(page, tones)


def coarse_copy(page: Picture) -> Picture:
    """Return a smaller copy on which thin rules are as dark as on the page."""
    darkest = cv2.erode(page, numpy.ones((DOWNSCALE, DOWNSCALE), numpy.uint8))
    return numpy.ascontiguousarray(darkest[::DOWNSCALE, ::DOWNSCALE])


def _rule_length(dpi: int) -> int:
    return round(MIN_RULE_INCHES * dpi)


def _horizontal_rules(dark: Mask, dpi: int) -> Mask:
    """Return a mask of long horizontal rules, without the serifs of closely set letters."""
    stem = round(_STEM_HEIGHT_INCHES * dpi)
    strokes, stems = _strokes(dark, (1, _rule_length(dpi))), _strokes(dark, (stem, 1))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(strokes)
    below_stems = numpy.bincount(labels[stems > 0], minlength=len(stats))
    is_rule = below_stems < _MAX_STEM_RATIO * stats[:, cv2.CC_STAT_AREA]
    is_rule |= stats[:, cv2.CC_STAT_HEIGHT] >= stem
    is_rule[0] = False
    return is_rule[labels].astype(numpy.uint8)


def _strokes(dark: Mask, size: tuple[int, int]) -> Mask:
    return cv2.morphologyEx(dark, cv2.MORPH_OPEN, numpy.ones(size, numpy.uint8))


def _bridge_gaps(strokes: Mask, size: tuple[int, int]) -> Mask:
    """Return the strokes with small gaps closed."""
    wider = cv2.dilate(strokes, numpy.ones((3, 3), numpy.uint8))
    return cv2.morphologyEx(wider, cv2.MORPH_CLOSE, numpy.ones(size, numpy.uint8))


def _find_dividers(
    upright: Mask, strokes: Mask, ink: Mask, dpi: int
) -> tuple[tuple[Cell, ...], Mask | None, Mask | None]:
    """Return the boxes of long vertical rules in page pixels, their mask, and that of streaks."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(upright)
    side, end = round(_BLUR_SIDE_INCHES * dpi), round(_BLUR_END_INCHES * dpi)
    rules, streaks = {}, []
    for label, place in enumerate(stats[1:, : cv2.CC_STAT_AREA].tolist(), start=1):
        box = Cell(*place)
        if _is_divider(box, strokes, dpi) and crosses_lines(box, labels == label, ink, dpi):
            streaks.append(label)
        elif _is_divider(box, strokes, dpi):
            x0, y0 = max(0, box.left - side), max(0, box.top - end)
            rules[label] = Cell(x0, y0, box.right + side - x0, box.bottom + end - y0)
    boxes = tuple(box.enlarged(DOWNSCALE) for box in rules.values())
    blur = 2 * end + 1, 2 * side + 1
    return boxes, _mask(labels, rules, blur), _mask(labels, streaks, (3, 3))


def _mask(labels: Mask, members: Collection[int], margin: tuple[int, int]) -> Mask | None:
    """Return a mask of some components with a margin; None without any."""
    mask = numpy.isin(labels, list(members)).astype(numpy.uint8)
    return cv2.dilate(mask, numpy.ones(margin, numpy.uint8)) if members else None


def _is_divider(box: Cell, strokes: Mask, dpi: int) -> bool:
    """Return True if a stroke is a long vertical rule; at the edge of the page it is a shadow."""
    is_long = (
        box.height > _MIN_DIVIDER_LENGTH_INCHES * dpi
        and box.width < _MAX_DIVIDER_WIDTH_INCHES * dpi
    )
    is_inside = box.left > 0 and box.right < strokes.shape[1]
    return is_long and is_inside and bool(crop(strokes, box).any(axis=1).mean() > _MIN_DRAWN_RATIO)


def _find_grids(rules: Mask, dpi: int) -> Iterator[tuple[Cell, Mask]]:
    """Yield boxes large enough for several cells, each with a mask of its crossing rules.

    Other strokes there are letters: the bars of the T in STT are as long as a rule.
    """
    _, labels, stats, _ = cv2.connectedComponentsWithStats(rules)
    least = round(_MIN_TABLE_WIDTH_INCHES * dpi)
    for label in 1 + numpy.argsort(stats[1:, cv2.CC_STAT_TOP], kind="stable"):
        box = Cell(*map(int, stats[label, :4]))
        if box.width > least and box.height > least // 2:
            yield box, (crop(labels, box) == label).astype(numpy.uint8)


def _ink_threshold(coarse: Picture, ink: Mask) -> float:
    """Return the grey level below which a stroke is a rule and not bleed-through."""
    paper, letters = numpy.median(coarse), numpy.median(coarse[ink > 0])
    return float(paper - _MIN_RULE_DARKNESS_RATIO * (paper - letters))


def _table(box: Cell, grid: Mask, ink: Mask, dpi: int) -> Table | None:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(
        1 - _close_frame(grid, dpi), connectivity=4
    )
    cells = dict(_find_cells(stats, box, dpi))
    small = {cell for cell in cells if cell.width * cell.height < _MAX_CELL_PAGE_RATIO * ink.size}
    rows = _group_rows(list(small))
    if len(small) < _MIN_CELLS or max(map(len, rows)) < 2:
        return None
    filled_rows = (
        tuple(part.enlarged(DOWNSCALE) for cell in row if (part := ink_box(cell, ink, dpi)))
        for row in rows
    )
    inside_cells = [0, *(cells[cell] for cell in small)]
    edge = numpy.ones((2 * round(_INSET_INCHES * dpi) + 1,) * 2, numpy.uint8)
    outside = cv2.erode(numpy.isin(labels, inside_cells, invert=True).astype(numpy.uint8), edge)
    return Table(box.enlarged(DOWNSCALE), tuple(filter(None, filled_rows)), outside)


def _close_frame(grid: Mask, dpi: int) -> Mask:
    """Return the rules of a table closed by a frame; rules are extended to an open side."""
    high, wide = grid.shape
    edge, length = round(MIN_CELL_INCHES * dpi), _rule_length(dpi)
    is_open = (
        min(grid[:, :edge].any(axis=1).mean(), grid[:, -edge:].any(axis=1).mean()) < _MIN_SIDE_RATIO
    )
    upright = _strokes(grid, (length, 1))
    cv2.rectangle(grid, (0, 0), (wide - 1, high - 1), 1, 2)
    reach = round(_MAX_END_GAP_INCHES * dpi)
    grid = cv2.morphologyEx(grid, cv2.MORPH_CLOSE, numpy.ones((1, reach), numpy.uint8))
    upright[[0, -1], :] = 1
    grid |= cv2.morphologyEx(upright, cv2.MORPH_CLOSE, numpy.ones((reach, 1), numpy.uint8))
    if is_open:
        across = _strokes(grid, (1, length))
        across[:, [0, -1]] = 1
        gap_kernel = numpy.ones((1, round(_MAX_MISSING_SIDE_GAP_INCHES * dpi)), numpy.uint8)
        grid |= cv2.morphologyEx(across, cv2.MORPH_CLOSE, gap_kernel)
    return grid


def _find_cells(stats: NDArray[numpy.int32], box: Cell, dpi: int) -> Iterator[tuple[Cell, int]]:
    """Yield large, rectangular regions between the rules as cells, with their component labels."""
    min_side, inset = round(MIN_CELL_INCHES * dpi), round(_INSET_INCHES * dpi)
    for label, (x0, y0, width, height, area) in enumerate(stats[1:].tolist(), start=1):
        if (
            min(width, height) > min_side + 2 * inset
            and area > _MIN_CELL_FILL_RATIO * width * height
        ):
            inner = Cell(x0 + inset, y0 + inset, width - 2 * inset, height - 2 * inset)
            yield inner.moved(box.left, box.top), label


def _group_rows(cells: list[Cell]) -> list[Row]:
    """Return cells by row; a cell must start in the upper half of the first cell of its row."""
    rows: list[list[Cell]] = []
    for cell in sorted(cells, key=lambda cell: cell.top):
        first = rows[-1][0] if rows else None
        if first and cell.top < first.top + _SAME_ROW_RATIO * min(first.height, cell.height):
            rows[-1].append(cell)
        else:
            rows.append([cell])
    return [tuple(sorted(row, key=lambda cell: cell.left)) for row in rows]
