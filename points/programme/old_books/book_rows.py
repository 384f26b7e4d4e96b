"""Rows of an old book: as they are read and judged, and as lines of a bulk change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, select

from library.bulk.apply_change import ACTIONABLE
from library.bulk.change_reports import ROW
from library.bulk.models import BulkChange, BulkLine, ChangeKind, ChangeState, Verdict
from library.bulk.planned_changes import PlannedLine
from points.programme.old_books.books import POINT_LABEL
from points.programme.old_books.column_headings import DAY, POINT
from points.programme.registers.schema import Register, Value

_FACTS = ("sheet", "point", "problems", "target", "revision")
_DAYS = ("day", "sums_from")


@dataclass(slots=True)
class BookRow:
    """One row of a book; problems and remarks are by field name or column name."""

    sheet: str
    place: int
    cells: Mapping[str, str]
    """Texts of the sheet by its own headings."""
    point: str | None
    day: date | None
    values: dict[str, Value]
    problems: dict[str, str]
    remarks: tuple[str, ...] = ()
    sums_from: date | None = None
    """First day of the time that the row sums up, if longer than a day."""
    verdict: Verdict = Verdict.NEW
    """CLASH for a row that is stored with other figures."""
    target: str | None = None
    """Stored record: entry number, asset number, or id of the manual counts."""
    previous_values: Mapping[str, object] | None = None
    """Values of the stored record that the row changed or would change."""
    revision: int | None = None
    """Revision of the register entry that the import wrote."""


def row_of(line: BulkLine) -> BookRow:
    """Return the row that a line stores."""
    values = dict(line.after)
    facts = values.pop(ROW)
    days = {name: date.fromisoformat(facts[name]) if facts[name] else None for name in _DAYS}
    is_stored = line.verdict is not Verdict.NEW
    return BookRow(
        **{name: facts[name] for name in _FACTS},
        **days,
        place=line.row,
        cells=facts["cells"],
        values=values,
        remarks=tuple(facts["remarks"]),
        verdict=line.verdict,
        previous_values=dict(line.before) if is_stored else None,
    )


def line_of(row: BookRow, book: Register, title: str, *, is_closed: bool = False) -> PlannedLine:
    """Return a row as a line of a plan."""
    problems = " ".join(f"{column_label(book, at)}: {say}" for at, say in row.problems.items())
    remarks = "; ".join((*(["tháng đã chốt"] if is_closed else []), *row.remarks))
    return PlannedLine(
        row.place,
        None,
        title,
        row.verdict,
        before=dict(row.previous_values or {}),
        after=stored_row(row),
        problem=" ".join(filter(None, (problems, remarks))) or None,
    )


def stored_row(row: BookRow) -> dict[str, object]:
    """Return the values of a row, with where it stands and what it became, as JSON."""
    days = {name: day.isoformat() if (day := getattr(row, name)) else None for name in _DAYS}
    facts = {name: getattr(row, name) for name in _FACTS}
    facts |= {**days, "cells": dict(row.cells), "remarks": list(row.remarks)}
    return {**row.values, ROW: facts}


def fact(name: str) -> ColumnElement[str]:
    """Return the expression of a fact about the rows that lines store."""
    return BulkLine.after[(ROW, name)].as_string()


def written_lines(*columns: ColumnElement[object]) -> Select[tuple[object, ...]]:
    """Return a query of the lines of old books that were written and stand."""
    query = select(*columns).select_from(BulkLine)
    return query.join(BulkChange, BulkChange.id == BulkLine.change_id).where(
        BulkChange.kind == ChangeKind.BOOK,
        BulkChange.state != ChangeState.PLANNED,
        BulkLine.verdict.in_(ACTIONABLE),
        ~BulkLine.undone,
    )


def column_label(book: Register, name: str) -> str:
    """Return the label of a field or of the columns of day and point."""
    labels = {DAY: book.day, POINT: POINT_LABEL}
    return labels.get(name) or next((f.label for f in book.fields if f.name == name), "Cả dòng")
