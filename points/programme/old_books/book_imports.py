"""Imports of old books: applied whole, undone whole, never over later changes."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library import clock
from library.staff.audit import note
from points.programme.old_books.books import book_of
from points.programme.old_books.import_plans import (
    Judgement,
    closed_days,
    is_closed,
    judge,
    store_of,
)
from points.programme.old_books.models import BookImport, BookImportRow, ImportState, RowVerdict
from points.programme.old_books.stored_records import Writer
from points.programme.problems import (
    ImportNotFoundError,
    ImportStateError,
    NothingToImportError,
    NotYourPointError,
)
from points.programme.registers.schema import Register


@dataclass(frozen=True, slots=True)
class Choices:
    """Answers of the person who confirms an import."""

    update: bool = False
    """Give stored records the figures of the file."""
    closed: bool = False
    """Import rows of closed months too."""


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """Number of rows written or undone, and the rows that were skipped."""

    row_count: int
    skipped_rows: tuple[BookImportRow, ...] = ()


def find(session: Session, import_id: int) -> BookImport:
    """Return an import; raise ImportNotFoundError."""
    book_import = session.get(BookImport, import_id)
    if book_import is None:
        raise ImportNotFoundError(import_id)
    return book_import


def rows_of(session: Session, import_id: int) -> list[BookImportRow]:
    """Return all rows of an import in the order of the file."""
    query = select(BookImportRow).where(BookImportRow.import_id == import_id)
    return list(session.scalars(query.order_by(BookImportRow.id)))


def same_file(session: Session, of: BookImport) -> BookImport | None:
    """Return the applied import of the same file into the same book, if there is one."""
    query = select(BookImport).where(
        BookImport.checksum == of.checksum,
        BookImport.book == of.book,
        BookImport.state == ImportState.APPLIED,
        BookImport.id != of.id,
    )
    return session.scalar(query.order_by(BookImport.id.desc()).limit(1))


def counts(session: Session, import_id: int) -> Counter[RowVerdict]:
    """Return the number of rows by verdict."""
    query = select(BookImportRow.verdict, func.count()).where(BookImportRow.import_id == import_id)
    return Counter(dict(session.execute(query.group_by(BookImportRow.verdict)).all()))


def apply(
    session: Session, import_id: int, choices: Choices, *, by: str, own: Collection[str] | None
) -> ImportOutcome:
    """Write the rows that are still new, and those to be updated if so chosen.

    All rows are compared again with the books as they are now. Raises ImportStateError,
    NothingToImportError or NotYourPointError; then nothing is written.
    """
    record = find(session, import_id)
    if record.state is not ImportState.PLANNED:
        raise ImportStateError
    book, rows = book_of(record.book), rows_of(session, import_id)
    sound = [row for row in rows if not row.problems]
    _refuse_other_points(book, sound, own)
    judgements = judge(session, book, sound, province_too=own is None)
    closed_months = closed_days(session)
    for row, judgement in zip(sound, judgements, strict=True):
        _note_judgement(row, judgement)
        row.closed = is_closed(book, row.day, closed_months)
    verdicts = {RowVerdict.NEW, RowVerdict.UPDATE} if choices.update else {RowVerdict.NEW}
    batch = [row for row in sound if row.verdict in verdicts and (choices.closed or not row.closed)]
    if not batch:
        raise NothingToImportError
    reason = f"{record.source}; nhập từ tệp {record.file}, lần nhập {record.id}"
    store_of(book).write(session, Writer(book, by, reason), batch)
    for row in batch:
        row.written = True
    record.state, record.applied, record.applied_by = ImportState.APPLIED, clock.now(), by
    facts = {"tệp": record.file, "SHA-256": record.checksum, "dòng đã nhập": len(batch)}
    note(session, by, "book.import", f"{book.code} {record.id}", record.source, new=facts)
    session.flush()
    return ImportOutcome(len(batch), tuple(row for row in rows if not row.written))


def undo(
    session: Session, import_id: int, *, by: str, own: Collection[str] | None
) -> ImportOutcome:
    """Undo the rows whose records nobody changed since; the others are skipped.

    Raises ImportStateError or NotYourPointError; then nothing is undone.
    """
    record = find(session, import_id)
    if record.state is not ImportState.APPLIED:
        raise ImportStateError
    book = book_of(record.book)
    written_rows = [row for row in rows_of(session, import_id) if row.written]
    _refuse_other_points(book, written_rows, own)
    writer = Writer(book, by, f"hoàn tác lần nhập {record.id}")
    undone = store_of(book).take_back(session, writer, written_rows)
    for row in undone:
        row.undone = True
    record.state, record.undone, record.undone_by = ImportState.UNDONE, clock.now(), by
    facts = {"dòng đã hoàn tác": len(undone), "dòng để lại": len(written_rows) - len(undone)}
    note(session, by, "book.undo", f"{book.code} {record.id}", record.source, new=facts)
    session.flush()
    return ImportOutcome(len(undone), tuple(row for row in written_rows if not row.undone))


def drop(session: Session, import_id: int) -> None:
    """Delete a plan that was not applied."""
    record = find(session, import_id)
    if record.state is not ImportState.PLANNED:
        raise ImportStateError
    session.delete(record)


def recent(
    session: Session, by: str | None, *, book: str | None = None, limit: int = 30
) -> tuple[BookImport, ...]:
    """Return the latest imports, of one person or of all, newest first."""
    query = select(BookImport).order_by(BookImport.id.desc()).limit(limit)
    if by is not None:
        query = query.where(BookImport.planned_by == by)
    if book is not None:
        query = query.where(BookImport.book == book)
    return tuple(session.scalars(query))


def paper_sources(
    session: Session, first: date, last: date, points: Collection[str] | None = None
) -> tuple[str, ...]:
    """Return a Vietnamese sentence on each paper book behind figures between two days."""
    query = (
        select(BookImport.book, BookImport.source, func.count(BookImportRow.id))
        .join(BookImportRow, BookImportRow.import_id == BookImport.id)
        .where(BookImportRow.written, ~BookImportRow.undone)
        .where(BookImportRow.day.between(first, last))
        .group_by(BookImport.book, BookImport.source)
        .order_by(BookImport.book, BookImport.source)
    )
    if points is not None:
        query = query.where(BookImportRow.point.in_(points))
    return tuple(
        f"{book_of(book).title}: {count} dòng chép từ {source}"
        for book, source, count in session.execute(query)
    )


def _refuse_other_points(
    book: Register, rows: Collection[BookImportRow], own: Collection[str] | None
) -> None:
    if own is not None and any(book.of_point and row.point not in own for row in rows):
        raise NotYourPointError


def _note_judgement(row: BookImportRow, judgement: Judgement) -> None:
    row.verdict, row.problems = judgement.verdict, judgement.problems
    record = judgement.record
    row.target = record.target if record else None
    row.previous_values = dict(record.values) if record else None
