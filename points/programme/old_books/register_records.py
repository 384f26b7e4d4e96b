"""Register entries as records of an import; each change is a revision, and none is lost."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from library import clock
from library.bulk.models import Verdict
from library.exchange.records.item_batches import id_batches
from points.access_points.models import AccessPoint
from points.programme.models import RegisterEntry
from points.programme.old_books.book_rows import BookRow
from points.programme.old_books.stored_records import (
    Key,
    StoredRecord,
    Writer,
    days_of,
    merged,
    plain,
)
from points.programme.registers import entries
from points.programme.registers.entries import Entry
from points.programme.registers.schema import Register


class RegisterRecords:
    """Entries of a register."""

    not_compared: frozenset[str] = frozenset()

    def key(self, book: Register, row: BookRow) -> Key:
        """Return point, day and key fields."""
        return self._key(book, row.point, row.day, row.values)

    def problems(self, session: Session, rows: Sequence[BookRow]) -> Iterator[dict[str, str]]:
        """Yield no problems: the schema of the register has found them all."""
        yield from ({} for _ in rows)

    def stored(
        self, session: Session, book: Register, rows: Sequence[BookRow]
    ) -> dict[Key, StoredRecord]:
        """Return the entries within the days of the rows."""
        span = days_of(rows)
        if span is None:
            return {}
        stored_entries = entries.entries(session, book.code, since=span[0], until=span[1])
        return {
            self._key(book, entry.point, entry.day, entry.fields): StoredRecord(
                str(entry.number), entry.fields, entry.revision, entry.point
            )
            for entry in stored_entries
        }

    def write(self, session: Session, writer: Writer, rows: Sequence[BookRow]) -> None:
        """Add an entry for each new row, and a revision for each changed one."""
        records_by_key = self.stored(session, writer.book, rows)
        last = session.scalar(
            select(func.max(RegisterEntry.number)).where(RegisterEntry.register == writer.book.code)
        )
        number = last or 0
        revisions = []
        for row in rows:
            record = records_by_key.get(self.key(writer.book, row))
            if row.verdict is Verdict.NEW or record is None:
                number += 1
                row.target, row.revision, values = str(number), 1, dict(row.values)
            else:
                row.target, row.revision = record.target, record.revision + 1
                row.previous_values, values = dict(record.values), merged(record, row)
            revisions.append(_revision(row, values, row.point, row.day))
        self._insert(session, writer, revisions)

    def take_back(
        self, session: Session, writer: Writer, rows: Sequence[BookRow]
    ) -> tuple[BookRow, ...]:
        """Withdraw new entries, and give changed ones their earlier values."""
        span = days_of(rows)
        if span is None:
            return ()
        newest = {
            str(entry.number): entry
            for entry in entries.entries(session, writer.book.code, with_taken_back=True)
        }
        undone, revisions = [], []
        for row in rows:
            entry = newest.get(row.target or "")
            if entry is None or entry.revision != row.revision:
                continue
            undone.append(row)
            revisions.append(_undoing(row, entry))
        self._insert(session, writer, revisions)
        return tuple(undone)

    def _key(
        self, book: Register, point: str | None, day: date | None, values: dict[str, object]
    ) -> Key:
        return (point, day, *(plain(values.get(name)) for name in book.key))

    def _insert(
        self, session: Session, writer: Writer, revisions: Sequence[dict[str, object]]
    ) -> None:
        ids = dict(session.execute(select(AccessPoint.code, AccessPoint.id)).all())
        common = {
            "register": writer.book.code,
            "reason": writer.reason,
            "recorded": clock.now(),
            "recorded_by": writer.by,
        }
        for part in id_batches(revisions):
            rows = [
                {**common, **revision, "point_id": ids.get(revision["point_id"])}
                for revision in part
            ]
            session.execute(insert(RegisterEntry), rows)


def _revision(
    row: BookRow, values: dict[str, object], point: str | None, day: date | None
) -> dict[str, object]:
    return {
        "number": int(row.target or 0),
        "revision": row.revision,
        "point_id": point,
        "day": day,
        "told": values,
        "taken_back": False,
    }


def _undoing(row: BookRow, entry: Entry) -> dict[str, object]:
    """Return the revision that undoes a row; what was new is withdrawn."""
    is_new = row.previous_values is None
    values = dict(entry.fields if is_new else row.previous_values)
    revision = _revision(row, values, entry.point, entry.day)
    return {**revision, "revision": entry.revision + 1, "taken_back": is_new}
