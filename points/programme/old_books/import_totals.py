"""Totals of an import per year and point, to compare with the totals of the paper book."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from points.programme.old_books.book_rows import BookRow
from points.programme.registers.schema import Register

_SUMMED = ("count", "money", "number")
_NOT_SUMMED = frozenset({"course", "life_years", "used_from", "speed", "uptime", "value"})
"""Numbers that mean nothing when added up."""


@dataclass(frozen=True, slots=True)
class TotalLine:
    """Number of rows and sums of one year and point; year None is the total of all."""

    year: int | None
    point: str | None
    rows: int
    sums: tuple[int | float | None, ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """Totals with the labels of the summed fields."""

    labels: tuple[str, ...]
    lines: tuple[TotalLine, ...]
    total: TotalLine


def totals(book: Register, rows: Iterable[BookRow]) -> Totals:
    """Return the totals of the rows without problems."""
    fields = [f for f in book.fields if f.kind in _SUMMED and f.name not in _NOT_SUMMED]
    names = [field.name for field in fields]
    groups: dict[tuple[int, str | None], list[BookRow]] = defaultdict(list)
    for row in rows:
        if row.day is not None and not row.problems:
            groups[row.day.year, row.point].append(row)
    sorted_groups = sorted(groups.items(), key=lambda group: (group[0][0], group[0][1] or ""))
    lines = tuple(
        TotalLine(year, point, len(of_group), _sums(names, of_group))
        for (year, point), of_group in sorted_groups
    )
    everything = [row for _, of_group in sorted_groups for row in of_group]
    total = TotalLine(None, None, len(everything), _sums(names, everything))
    return Totals(tuple(field.label for field in fields), lines, total)


def _sums(names: list[str], rows: list[BookRow]) -> tuple[int | float | None, ...]:
    sums = []
    for name in names:
        values = [row.values[name] for row in rows if row.values.get(name) is not None]
        sums.append(round(sum(values), 3) if values else None)
    return tuple(sums)
