"""Imports of old books: applied whole, undone whole, never over later changes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library.bulk import apply_change
from library.bulk.apply_change import ACTIONABLE
from library.bulk.models import BulkChange, BulkLine, ChangeKind, ChangeState, Verdict
from library.bulk.operations import Actor, RowsOperation
from library.bulk.problems import ChangeNotPlannedError
from library.exchange.records.field_rules import Rules
from points.programme.old_books.book_rows import (
    BookRow,
    fact,
    line_of,
    row_of,
    stored_row,
    written_lines,
)
from points.programme.old_books.books import book_of
from points.programme.old_books.import_plans import closed_days, is_closed, judge, store_of
from points.programme.old_books.stored_records import Writer
from points.programme.problems import ImportNotFoundError, NotYourPointError
from points.programme.registers.schema import Register


@dataclass(frozen=True, slots=True)
class Choices:
    """Answers of the person who confirms an import."""

    update: bool = False
    """Give stored records the figures of the file."""
    closed: bool = False
    """Import rows of closed months too."""


def find(session: Session, change_id: int) -> BulkChange:
    """Return an import; raise ImportNotFoundError."""
    change = session.get(BulkChange, change_id)
    if change is None or change.kind is not ChangeKind.BOOK:
        raise ImportNotFoundError(change_id)
    return change


def lines_of(session: Session, change_id: int) -> list[BulkLine]:
    """Return all lines of an import in the order of the file."""
    query = select(BulkLine).where(BulkLine.change_id == change_id)
    return list(session.scalars(query.order_by(BulkLine.id)))


def same_file(session: Session, of: BulkChange) -> BulkChange | None:
    """Return the applied import of the same file into the same book, if there is one."""
    query = select(BulkChange).where(
        BulkChange.checksum == of.checksum,
        BulkChange.book == of.book,
        BulkChange.state == ChangeState.APPLIED,
        BulkChange.id != of.id,
    )
    return session.scalar(query.order_by(BulkChange.id.desc()).limit(1))


def apply(
    session: Session, change_id: int, choices: Choices, *, by: str, own: Collection[str] | None
) -> BulkChange:
    """Write the rows that are still new, and those to be updated if so chosen.

    All rows are compared again with the books as they are now.
    """
    change = apply_change.find(session, find(session, change_id).id)
    book, lines = book_of(change.book), lines_of(session, change_id)
    rows = {line: row_of(line) for line in lines if line.verdict is not Verdict.REFUSED}
    if change.state is ChangeState.PLANNED:
        _refuse_other_points(book, rows.values(), own)
        judge(session, book, list(rows.values()), province_too=own is None)
        closed_months = closed_days(session)
        for line, row in rows.items():
            is_left = not choices.closed and is_closed(book, row.day, closed_months)
            if row.verdict is Verdict.CLASH and choices.update:
                row.verdict = Verdict.CHANGE
            if is_left and row.verdict in ACTIONABLE:
                row.verdict = Verdict.CLASH
            planned = line_of(row, book, line.title, is_closed=is_left)
            line.verdict, line.problem = planned.verdict, planned.problem
            line.before, line.after = dict(planned.before), dict(planned.after)
        session.flush()
    return apply_change.apply(session, change_id, by, Rules(), without_refused=True)


def undo(
    session: Session, change_id: int, *, by: str, own: Collection[str] | None
) -> tuple[int, int]:
    """Undo the rows whose records nobody changed since; return their number and that of others."""
    change = find(session, change_id)
    rows = (row_of(line) for line in lines_of(session, change_id) if line.verdict in ACTIONABLE)
    _refuse_other_points(book_of(change.book), rows, own)
    return apply_change.undo(session, change_id, by, Rules(), only_untouched=True)


def drop(session: Session, change_id: int) -> None:
    """Delete a plan that was not applied."""
    change = apply_change.find(session, find(session, change_id).id)
    if change.state is not ChangeState.PLANNED:
        raise ChangeNotPlannedError
    session.delete(change)


def recent(
    session: Session, by: str | None, *, book: str | None = None, limit: int = 30
) -> tuple[BulkChange, ...]:
    """Return the latest imports, of one person or of all, newest first."""
    query = select(BulkChange).where(BulkChange.kind == ChangeKind.BOOK)
    if by is not None:
        query = query.where(BulkChange.planned_by == by)
    if book is not None:
        query = query.where(BulkChange.book == book)
    return tuple(session.scalars(query.order_by(BulkChange.id.desc()).limit(limit)))


def paper_sources(
    session: Session, first: date, last: date, points: Collection[str] | None = None
) -> tuple[str, ...]:
    """Return a Vietnamese sentence on each paper book behind figures between two days."""
    source = BulkChange.book, BulkChange.reason
    query = written_lines(*source, func.count(BulkLine.id)).group_by(*source).order_by(*source)
    query = query.where(fact("day").between(first.isoformat(), last.isoformat()))
    if points is not None:
        query = query.where(fact("point").in_(points))
    return tuple(
        f"{book_of(book).title}: {count} dòng chép từ {reason}"
        for book, reason, count in session.execute(query)
    )


def _write(session: Session, lines: Sequence[BulkLine], actor: Actor) -> None:
    change, rows = actor.change, [row_of(line) for line in lines]
    reason = f"{change.reason}; nhập từ {change.told}, lần nhập {change.id}"
    book = book_of(change.book)
    store_of(book).write(session, Writer(book, actor.by, reason), rows)
    for line, row in zip(lines, rows, strict=True):
        line.before, line.after = dict(row.previous_values or {}), stored_row(row)
    session.flush()


def _take_back(session: Session, lines: Sequence[BulkLine], actor: Actor) -> Collection[BulkLine]:
    change, rows = actor.change, [row_of(line) for line in lines]
    book = book_of(change.book)
    writer = Writer(book, actor.by, f"hoàn tác lần nhập {change.id}")
    undone = {id(row) for row in store_of(book).take_back(session, writer, rows)}
    return [line for line, row in zip(lines, rows, strict=True) if id(row) in undone]


def _refuse_other_points(
    book: Register, rows: Collection[BookRow], own: Collection[str] | None
) -> None:
    if own is not None and any(book.of_point and row.point not in own for row in rows):
        raise NotYourPointError


OPERATION = RowsOperation(_write, _take_back)
