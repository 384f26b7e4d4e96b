"""Suppression of small counts before publication, and of cells that would reveal them.

One to four people in a small place could be identified; zero is kept.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping
from fractions import Fraction
from typing import TypeVar

MIN_PUBLISHED = 5
"""Smaller counts except zero are hidden."""

HIDDEN, MISSING = "x", "…"
"""Printed in place of a hidden count, and of an unknown one."""

Cell = TypeVar("Cell", bound=Hashable)


def hide(
    values: Mapping[Cell, int | None], sums: Iterable[tuple[Cell, ...]] = ()
) -> frozenset[Cell]:
    """Return the cells to hide; each of `sums` is a printed total followed by its parts.

    Small counts are hidden, then the smallest other cells of their lines, until no hidden count
    can be derived from the printed ones and no remainder of a total is a small count.
    """
    counts = {cell: value for cell, value in values.items() if value is not None}
    lines = [tuple(cell for cell in line if cell in counts) for line in sums]
    mask = {cell for cell, value in counts.items() if 0 < value < MIN_PUBLISHED}
    while (line := _revealing_line(counts, lines, mask)) is not None:
        mask.add(min((cell for cell in line if cell not in mask), key=_rank(counts)))
    return frozenset(mask)


def printed(value: int | None, *, hidden: bool) -> str:
    """Return the published form of a count: a number, `HIDDEN` or `MISSING`."""
    if value is None:
        return MISSING
    return HIDDEN if hidden else str(value)


def _revealing_line(
    counts: Mapping[Cell, int], lines: list[tuple[Cell, ...]], mask: Collection[Cell]
) -> tuple[Cell, ...] | None:
    """Return a line that reveals a hidden count and still has a printed cell; None if none does."""
    open_lines = [line for line in lines if any(cell not in mask for cell in line)]
    for line in open_lines:
        total, *parts = line
        hidden_parts = [cell for cell in parts if cell in mask]
        if (
            hidden_parts
            and total not in mask
            and sum(counts[cell] for cell in hidden_parts) < MIN_PUBLISHED
        ):
            return line
    alone = [line for line in open_lines if sum(cell in mask for cell in line) == 1]
    if alone:
        return alone[0]
    given_away = _determined(lines, mask)
    return next((line for line in open_lines if given_away.intersection(line)), None)


def _determined(lines: list[tuple[Cell, ...]], mask: Collection[Cell]) -> frozenset[Cell]:
    """Return the hidden cells that can be derived from the printed ones (Gaussian elimination)."""
    rows = [{cell: Fraction(1) for cell in line[1:] if cell in mask} for line in lines]
    for row, line in zip(rows, lines, strict=True):
        if line and line[0] in mask:
            row[line[0]] = Fraction(-1)
    solved_rows: list[dict[Cell, Fraction]] = []
    while rows:
        row = rows.pop()
        if row:
            pivot = next(iter(row))
            row = {cell: share / row[pivot] for cell, share in row.items()}
            rows = [_without(other, row, pivot) for other in rows]
            solved_rows = [*(_without(other, row, pivot) for other in solved_rows), row]
    return frozenset(next(iter(row)) for row in solved_rows if len(row) == 1)


def _without(
    row: dict[Cell, Fraction], other: dict[Cell, Fraction], pivot: Cell
) -> dict[Cell, Fraction]:
    """Subtract a multiple of another row, to eliminate the pivot."""
    times = row.get(pivot, Fraction(0))
    difference = {
        cell: row.get(cell, Fraction(0)) - times * other.get(cell, Fraction(0))
        for cell in (*row, *other)
    }
    return {cell: share for cell, share in difference.items() if share}


def _rank(counts: Mapping[Cell, int]) -> object:
    """Return a sort key: smallest counts first, zeros last."""
    order = {cell: place for place, cell in enumerate(counts)}
    return lambda cell: (counts[cell] == 0, counts[cell], order[cell])
