"""Columns of an old book, found by their headings below any titles."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise, zip_longest

from library.exchange.filled_sheets import FilledRow
from library.incoming.headings import ORDINAL, HeadingFinder, marked_heading
from library.incoming.written_amounts import UNITS
from library.vietnamese.letters import fold
from points.programme.old_books.books import POINT_LABEL, book_of
from points.programme.registers.schema import Register

POINT, DAY, MONTH, YEAR = "@point", "@day", "@month", "@year"
"""Columns that are not fields of a register."""

_SEARCHED_ROWS = 40
"""Rows at the top among which the headings are sought."""

_MIN_COLUMNS = 2
_UNIT_NAMES = {10**3: "nghìn", 10**6: "triệu", 10**9: "tỷ"}
_UNIT = re.compile(r"\b(ty|ti|trieu|nghin|ngan)( dong)?\b")
_BRACKETS = re.compile(r"\([^)]*\)")
_POINT_HEADINGS = (
    *(POINT_LABEL, "Điểm truy nhập", "Tên điểm", "Mã điểm", "Đơn vị", "Thư viện", "Địa điểm"),
    *("Nơi đặt", "Tên đơn vị", "Nơi sử dụng", "Địa bàn"),
)
_DAY_HEADINGS = ("Ngày", "Ngày tháng", "Ngày, tháng, năm", "Thời gian", "Ngày ghi", "Kỳ")
PROBLEM_HEADING = "Cần sửa"
"""Last column of a sheet of refused rows; it is not read."""

_SILENT = ("STT", "TT", "Số TT", "Số thứ tự", "Vấn đề", PROBLEM_HEADING)
"""Headings of columns that hold nothing to import."""


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
    candidates = (_headings(row, book) for row in _heading_rows(rows[:_SEARCHED_ROWS]))
    best = max(candidates, key=lambda headings: len(headings.columns), default=None)
    if best is None or len(best.columns) < _MIN_COLUMNS:
        return None
    above = [text for row in rows if row.place < best.place for text in dict.fromkeys(row.cells)]
    return _with_unit_of(best, book, " ".join(filter(None, above)))


def _headings(row: FilledRow, book: Register) -> Headings:
    """Match exact headings before those that only begin alike."""
    fields = _fields(book.code)
    find, names = HeadingFinder(fields), {}
    exact_names = [find.field(text) for text in row.cells]
    similar_names = (_begins_alike(text, fields) for text in row.cells)
    for at, name in (*enumerate(exact_names), *enumerate(similar_names)):
        if name and at not in names and name not in names.values():
            names[at] = name
    unknown = tuple(
        text
        for at, text in enumerate(row.cells)
        if at not in names and exact_names[at] != ORDINAL and marked_heading(text)
    )
    columns = tuple(
        Column(at, name, heading_factor(row.cells[at])) for at, name in sorted(names.items())
    )
    return Headings(row.place, columns, row.cells, unknown)


@cache
def _fields(code: str) -> Mapping[str, str]:
    """Return the fields of a book by heading, the most specific ones first."""
    book, fields = book_of(code), {}
    columns: list[tuple[str, Iterable[str]]] = [
        *((column.name, (column.label, *column.headings)) for column in book.fields),
        *([(POINT, _POINT_HEADINGS)] if book.of_point else []),
        *((DAY, (book.day, *_DAY_HEADINGS)), (MONTH, ("Tháng",)), (YEAR, ("Năm",))),
        (ORDINAL, _SILENT),
    ]
    for name, headings in columns:
        for heading in headings:
            fields.setdefault(marked_heading(heading), name)
            fields.setdefault(marked_heading(_BRACKETS.sub(" ", heading)), name)
    return fields


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


def _begins_alike(text: str, fields: Mapping[str, str]) -> str | None:
    label = marked_heading(_BRACKETS.sub(" ", text))
    if not label:
        return None
    has_marks = label != fold(label)  # a heading may be typed without
    for words, name in fields.items():
        heading = words if has_marks else _without_marks(words)
        alike = label.startswith(f"{heading} ") or heading.startswith(f"{label} ")
        if name and alike and len(heading) > 3:
            return name
    return None


_without_marks = cache(fold)
"""Folding the words of a book anew for each cell of a wide sheet takes minutes."""


def _heading_rows(rows: Sequence[FilledRow]) -> Iterator[FilledRow]:
    """Yield the rows, then each pair of rows as headings of two lines."""
    yield from rows
    for upper, lower in pairwise(rows):
        if lower.place == upper.place + 1:
            both = zip_longest(upper.cells, lower.cells, fillvalue="")
            yield FilledRow(lower.place, tuple(below or above for above, below in both))


def heading_factor(heading: str) -> int:
    """Return the unit in a heading like “Thực chi (triệu đồng)”, or 1."""
    match = _UNIT.search(fold(heading))
    return UNITS[match[1]] if match else 1
