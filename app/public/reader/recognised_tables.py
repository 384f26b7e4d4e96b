"""Tables of recognised text: blocks whose rows have words in the same columns."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby, pairwise
from statistics import median

from library.catalogue.text.words import Word

_MIN_ROWS, _MIN_COLUMNS, _MAX_COLUMNS = 3, 2, 12
_MIN_COLUMN_GAP, _MIN_ROW_GAP = 1.2, 2.0
"""In letter heights: the room between two columns in all rows, and between two cells of one row."""

_MIN_FULL_ROWS = 0.6
"""Share of the rows that have words in several columns, and a gap between two of them."""

PrintedLine = tuple[Word, ...]


def with_cells(lines: Sequence[PrintedLine]) -> tuple[PrintedLine, ...]:
    """Return printed lines in which the words of tables have the roles of cells.

    Only blocks are a table whose rows all leave the same columns of the page empty. A cell may have
    several lines: the recognition reads ruled tables cell by cell, and gives a row as one line.
    """
    blocks = [list(block) for _, block in groupby(lines, lambda line: line[0].block)]
    return tuple(line for part in _joined_blocks(blocks) for line in _rows(part))


def _joined_blocks(blocks: Iterable[list[PrintedLine]]) -> Iterator[list[PrintedLine]]:
    """Yield blocks; those that are one table are joined, for white lines divide a table too."""
    part: list[PrintedLine] = []
    for block in blocks:
        if part and _are_one_table(part, block):
            part = [*part, *block]
            continue
        if part:
            yield part
        part = block
    if part:
        yield part


def _are_one_table(part: list[PrintedLine], block: list[PrintedLine]) -> bool:
    """Return True if lines are a table together that has the columns of both."""
    if not all(any(map(_has_gap, lines)) for lines in (part, block)):
        return False
    both, *edges = (_column_edges(lines) for lines in ([*part, *block], part, block))
    return len(both) >= max(map(len, edges)) and _is_table([*part, *block], both)


def _rows(lines: list[PrintedLine]) -> Iterable[PrintedLine]:
    """Return the lines of a block, in a table with roles; a row begins in the first column."""
    edges = _column_edges(lines)
    if not _is_table(lines, edges):
        return lines
    starts = accumulate(int(any(_column(word, edges) == 1 for word in line)) for line in lines)
    table = lines[0][0].block + 1
    return (
        tuple(
            word._replace(role=f"td#{table}.{max(row, 1)}.{_column(word, edges)}") for word in line
        )
        for row, line in zip(starts, lines, strict=True)
    )


def _column_edges(lines: Iterable[PrintedLine]) -> tuple[int, ...]:
    """Return the left edges of the columns: parts of the width that empty strips separate."""
    words = [word for line in lines for word in line]
    gap = _MIN_COLUMN_GAP * median(word.height for word in words)
    edges, right = [], float("-inf")
    for word in sorted(words, key=lambda word: word.left):
        if word.left - right > gap:
            edges.append(word.left)
        right = max(right, word.left + word.width)
    return tuple(edges)


def _column(word: Word, edges: Sequence[int]) -> int:
    return sum(edge <= word.left for edge in edges)


def _is_table(lines: Sequence[PrintedLine], edges: Sequence[int]) -> bool:
    if len(lines) < _MIN_ROWS or not _MIN_COLUMNS <= len(edges) <= _MAX_COLUMNS:
        return False
    full = sum(_is_row_of_cells(line, edges) for line in lines)
    return full >= _MIN_FULL_ROWS * len(lines)


def _is_row_of_cells(line: PrintedLine, edges: Sequence[int]) -> bool:
    """Return True for a row with words in several columns, and room between two of them."""
    placed = sorted((_column(word, edges), word) for word in line)
    cells = [[word for _, word in group] for _, group in groupby(placed, key=lambda pair: pair[0])]
    gap = _MIN_ROW_GAP * median(word.height for word in line)
    return any(
        min(word.left for word in cell) - max(word.left + word.width for word in last) > gap
        for last, cell in pairwise(cells)
    )


def _has_gap(line: PrintedLine) -> bool:
    gap = _MIN_ROW_GAP * median(word.height for word in line)
    return any(word.left - last.left - last.width > gap for last, word in pairwise(line))


def runs_of_tables(lines: Iterable[PrintedLine]) -> Iterator[tuple[bool, tuple[PrintedLine, ...]]]:
    """Yield runs of lines inside and outside tables."""
    for is_table, run in groupby(lines, lambda line: bool(line[0].role)):
        yield is_table, tuple(run)
