"""Columns of an old book, found by their headings below any titles."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from library.exchange.filled_sheets import FilledRow
from library.incoming.written_amounts import heading_factor
from library.vietnamese.letters import fold
from points.programme.old_books.books import POINT_LABEL
from points.programme.registers.schema import Register

POINT, DAY, MONTH, YEAR = "@point", "@day", "@month", "@year"
"""Columns that are not fields of a register."""

_SEARCHED_ROWS = 40
"""Rows at the top among which the headings are sought."""

_MIN_COLUMNS = 2
_UNIT_NAMES = {10**3: "nghìn", 10**6: "triệu", 10**9: "tỷ"}
_BRACKETS = re.compile(r"\([^)]*\)")
_NOT_A_LETTER = re.compile(r"[\W_]+")
_POINT_HEADINGS = (
    *(POINT_LABEL, "Điểm truy nhập", "Tên điểm", "Mã điểm", "Đơn vị", "Thư viện", "Địa điểm"),
    *("Nơi đặt", "Tên đơn vị", "Nơi sử dụng", "Địa bàn"),
)
_DAY_HEADINGS = ("Ngày", "Ngày tháng", "Ngày, tháng, năm", "Thời gian", "Ngày ghi", "Kỳ")
_MONTH_HEADINGS, _YEAR_HEADINGS = ("Tháng",), ("Năm",)
_SILENT = frozenset({"", "stt", "tt", "so tt", "so thu tu", "van de"})
"""Headings of columns that hold nothing to import."""

PROBLEM_HEADING = "Cần sửa"
"""Last column of a sheet of refused rows; it is not read."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the sheet that belongs to a field, with the unit of its figures."""

    at: int
    name: str
    factor: int = 1


@dataclass(frozen=True, slots=True)
class Headings:
    """The heading row of a sheet."""

    place: int
    """Row number of the headings, from 1."""
    columns: tuple[Column, ...]
    labels: tuple[str, ...]
    """Heading of every column of the sheet."""
    unknown: tuple[str, ...] = ()
    """Headings that belong to no field."""
    full_labels: tuple[str, ...] = ()
    """All headings, each different, with the unit that only a title states."""


def find_headings(rows: Sequence[FilledRow], book: Register) -> Headings | None:
    """Return the row that names most fields of a book, or None."""
    best: Headings | None = None
    for row in _candidates(rows[:_SEARCHED_ROWS]):
        headings = _headings(row, book)
        if len(headings.columns) >= _MIN_COLUMNS and (
            best is None or len(headings.columns) > len(best.columns)
        ):
            best = headings
    if best is None:
        return None
    above = [text for row in rows if row.place < best.place for text in dict.fromkeys(row.cells)]
    return _with_unit_of(best, book, " ".join(filter(None, above)))


def _candidates(rows: Sequence[FilledRow]) -> Iterator[FilledRow]:
    """Yield the rows, and each pair of rows as headings of two lines."""
    yield from rows
    for upper, lower in pairwise(rows):
        both = zip_longest(upper.cells, lower.cells, fillvalue="")
        yield FilledRow(lower.place, tuple(below or above for above, below in both))


def _headings(row: FilledRow, book: Register) -> Headings:
    """Match exact headings before those that only begin alike."""
    labels = {at: _plain(text) for at, text in enumerate(row.cells)}
    names: dict[int, str] = {}
    for matches in (_is_same, _begins_alike):
        for name, headings in _wanted(book):
            if name in names.values():
                continue
            for at, label in labels.items():
                if at not in names and label and any(matches(label, h) for h in headings):
                    names[at] = name
                    break
    unknown_headings = tuple(
        row.cells[at] for at, label in labels.items() if at not in names and label not in _SILENT
    )
    columns = tuple(
        Column(at, name, heading_factor(row.cells[at])) for at, name in sorted(names.items())
    )
    known_unknown = tuple(text for text in unknown_headings if text != PROBLEM_HEADING)
    return Headings(row.place, columns, row.cells, known_unknown)


def _wanted(book: Register) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the columns of a book with their headings, the most specific ones first."""
    for column in book.fields:
        yield column.name, tuple(map(_plain, (column.label, *column.headings)))
    if book.of_point:
        yield POINT, tuple(map(_plain, _POINT_HEADINGS))
    yield DAY, tuple(map(_plain, (book.day, *_DAY_HEADINGS)))
    yield MONTH, tuple(map(_plain, _MONTH_HEADINGS))
    yield YEAR, tuple(map(_plain, _YEAR_HEADINGS))


def _with_unit_of(headings: Headings, book: Register, above: str) -> Headings:
    """Return the headings with the unit that a title gives all amounts of money."""
    units = re.search(r"(?:don vi(?: tinh)?|dvt)\s*:?\s*([\w ]+)", fold(above))
    factor = heading_factor(units[1]) if units else 1
    money = {column.name for column in book.fields if column.kind == "money"}
    columns = tuple(
        Column(c.at, c.name, factor) if c.name in money and c.factor == 1 else c
        for c in headings.columns
    )
    return replace(headings, columns=columns, full_labels=_full_labels(headings.labels, columns))


def _full_labels(labels: Sequence[str], columns: Sequence[Column]) -> tuple[str, ...]:
    factors = {column.at: column.factor for column in columns}
    full, label_counts = [], Counter[str]()
    for at, label in enumerate(labels):
        factor = factors.get(at, 1)
        unit = "" if factor in (1, heading_factor(label)) else f" ({_UNIT_NAMES[factor]} đồng)"
        label_counts[label] += 1
        count = f" ({label_counts[label]})" if label and label_counts[label] > 1 else ""
        full.append(label + unit + count)
    return tuple(full)


def _plain(text: str) -> str:
    without_brackets = _BRACKETS.sub(" ", fold(text))
    return " ".join(_NOT_A_LETTER.sub(" ", without_brackets).split())


def _is_same(label: str, heading: str) -> bool:
    return label == heading


def _begins_alike(label: str, heading: str) -> bool:
    return len(heading) > 3 and (label.startswith(f"{heading} ") or heading.startswith(f"{label} "))
