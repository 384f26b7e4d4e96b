"""Hides small counts before they are published, and what would let them be worked out.

One to four people in a small place can be known by name; nought is a finding and stays.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping
from fractions import Fraction
from typing import TypeVar

SMALLEST = 5
"""Counts below it, nought apart, are hidden."""

HIDDEN, MISSING = "x", "…"
"""How a hidden count is printed, and one that nobody knows."""

Cell = TypeVar("Cell", bound=Hashable)


def hide(
    values: Mapping[Cell, int | None], sums: Iterable[tuple[Cell, ...]] = ()
) -> frozenset[Cell]:
    """Return the cells to hide; each of `sums` is a total that is printed, then its parts.

    Small counts are hidden, then the smallest others beside them, until no hidden count follows
    from what is printed, and what a total leaves open is no small count either.
    """
    known = {cell: value for cell, value in values.items() if value is not None}
    lines = [tuple(cell for cell in line if cell in known) for line in sums]
    hidden = {cell for cell, value in known.items() if 0 < value < SMALLEST}
    while (line := _telling(known, lines, hidden)) is not None:
        hidden.add(min((cell for cell in line if cell not in hidden), key=_rank(known)))
    return frozenset(hidden)


def printed(value: int | None, *, hidden: bool) -> str:
    """Return a count as it is published: a number, hidden, or missing."""
    if value is None:
        return MISSING
    return HIDDEN if hidden else str(value)


def _telling(
    known: Mapping[Cell, int], lines: list[tuple[Cell, ...]], hidden: Collection[Cell]
) -> tuple[Cell, ...] | None:
    """Return a line that gives a hidden count away and in which something is still printed."""
    open_lines = [line for line in lines if any(cell not in hidden for cell in line)]
    for line in open_lines:
        total, *parts = line
        left = [cell for cell in parts if cell in hidden]
        if left and total not in hidden and sum(known[cell] for cell in left) < SMALLEST:
            return line
    alone = [line for line in open_lines if sum(cell in hidden for cell in line) == 1]
    if alone:
        return alone[0]
    given_away = _determined(lines, hidden)
    return next((line for line in open_lines if given_away.intersection(line)), None)


def _determined(lines: list[tuple[Cell, ...]], hidden: Collection[Cell]) -> frozenset[Cell]:
    """Return the hidden cells that follow from the printed ones, by solving for them."""
    rows = [{cell: Fraction(1) for cell in line[1:] if cell in hidden} for line in lines]
    for row, line in zip(rows, lines, strict=True):
        if line and line[0] in hidden:
            row[line[0]] = Fraction(-1)
    solved: list[dict[Cell, Fraction]] = []
    while rows:
        row = rows.pop()
        if row:
            pivot = next(iter(row))
            row = {cell: share / row[pivot] for cell, share in row.items()}
            rows = [_without(other, row, pivot) for other in rows]
            solved = [*(_without(other, row, pivot) for other in solved), row]
    return frozenset(next(iter(row)) for row in solved if len(row) == 1)


def _without(
    row: dict[Cell, Fraction], other: dict[Cell, Fraction], pivot: Cell
) -> dict[Cell, Fraction]:
    """Return a row from which so much of another is taken that the pivot is gone."""
    times = row.get(pivot, Fraction(0))
    left = {
        cell: row.get(cell, Fraction(0)) - times * other.get(cell, Fraction(0))
        for cell in (*row, *other)
    }
    return {cell: share for cell, share in left.items() if share}


def _rank(known: Mapping[Cell, int]) -> object:
    """Order cells by what is lost when they are hidden: a nought says most."""
    order = {cell: place for place, cell in enumerate(known)}
    return lambda cell: (known[cell] == 0, known[cell], order[cell])
