"""Manual counts as records of an import; the last count of a point and day is valid."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from library import clock
from library.points.models import AccessPoint
from library.programme.old_books.models import BookImportRow
from library.programme.old_books.parse_rows import ParsedRow
from library.programme.old_books.stored_records import (
    Key,
    StoredRecord,
    Writer,
    batches,
    days_of,
    merged,
)
from library.programme.registers.schema import Register
from library.usage.manual_counts import MAX_COUNT, Tally

_COUNTS = ("visits", "uses", "prints")
_DAYS_IN_MONTH = 31
_NO_COUNT = "Dòng này không có số đếm nào."
_TOO_MANY = "Nhiều hơn {0} trong một ngày: có lẽ ghi nhầm."
_MONTH_COUNTED = (
    "Điểm đã có số đếm từng ngày của tháng này; nhập thêm số cộng của tháng thì bị tính hai lần."
)


class TallyRecords:
    """Manual counts of a point and day."""

    not_compared: frozenset[str] = frozenset()

    def key(self, book: Register, row: ParsedRow | BookImportRow) -> Key:
        """Return point and day."""
        return (row.point, row.day)

    def problems(
        self, session: Session, rows: Sequence[ParsedRow | BookImportRow]
    ) -> Iterator[dict[str, str]]:
        """Yield the problems of rows that are empty, too large, or sum up a counted month."""
        counted = self._counted_days(session, rows)
        for row in rows:
            if row.point and row.day and row.sums_from and not row.problems:
                days = (row.day - row.sums_from).days
                earlier = {row.sums_from + timedelta(days=step) for step in range(days)}
                if earlier & counted.get(row.point, set()):
                    yield {"@day": _MONTH_COUNTED}
                    continue
            limit = MAX_COUNT * (_DAYS_IN_MONTH if row.sums_from else 1)
            large = {
                name: _TOO_MANY.format(MAX_COUNT)
                for name, count in row.values.items()
                if int(count) > limit
            }
            empty = {"visits": _NO_COUNT} if not row.values and not row.problems else {}
            yield large or empty

    def stored(
        self, session: Session, book: Register, rows: Sequence[ParsedRow | BookImportRow]
    ) -> dict[Key, StoredRecord]:
        """Return the valid counts within the days of the rows."""
        span = days_of(rows)
        if span is None:
            return {}
        last = select(func.max(Tally.id)).where(Tally.day.between(*span))
        query = (
            select(AccessPoint.code, Tally)
            .join(AccessPoint, AccessPoint.id == Tally.point_id)
            .where(Tally.id.in_(last.group_by(Tally.point_id, Tally.day)))
        )
        return {
            (code, tally.day): StoredRecord(
                str(tally.id),
                {name: n for name in _COUNTS if (n := getattr(tally, name)) is not None},
                point=code,
            )
            for code, tally in session.execute(query)
        }

    def write(self, session: Session, writer: Writer, rows: Sequence[BookImportRow]) -> None:
        """Add counts; those of a counted day keep what the row leaves empty."""
        records_by_key = self.stored(session, writer.book, rows)
        ids = dict(session.execute(select(AccessPoint.code, AccessPoint.id)).all())
        now = clock.now()
        for part in batches(rows):
            tallies = []
            for row in part:
                record = records_by_key.get(self.key(writer.book, row))
                row.before = None if record is None else dict(record.values)
                counts = row.values if record is None else merged(record, row)
                tallies.append(
                    {name: counts.get(name) for name in _COUNTS}
                    | {"point_id": ids[row.point], "day": row.day}
                    | {"recorded": now, "recorded_by": writer.by}
                )
            statement = insert(Tally).returning(Tally.id, sort_by_parameter_order=True)
            for row, tally_id in zip(part, session.scalars(statement, tallies), strict=True):
                row.target = str(tally_id)

    def take_back(
        self, session: Session, writer: Writer, rows: Sequence[BookImportRow]
    ) -> tuple[BookImportRow, ...]:
        """Delete counts that are still the valid ones, so that earlier ones are valid again."""
        records_by_key = self.stored(session, writer.book, rows)
        undone = [
            row
            for row in rows
            if (record := records_by_key.get(self.key(writer.book, row)))
            and record.target == row.target
        ]
        for part in batches(undone):
            numbers = [int(row.target) for row in part]
            session.execute(delete(Tally).where(Tally.id.in_(numbers)))
        return tuple(undone)

    def _counted_days(
        self, session: Session, rows: Sequence[ParsedRow | BookImportRow]
    ) -> dict[str, set[object]]:
        """Return the counted days of each point before the last day of a summed-up month."""
        sums = [row for row in rows if row.sums_from and row.day]
        if not sums:
            return {}
        span = min(row.sums_from for row in sums), max(row.day for row in sums)
        query = (
            select(AccessPoint.code, Tally.day)
            .join(AccessPoint, AccessPoint.id == Tally.point_id)
            .where(Tally.day.between(*span))
        )
        days: dict[str, set[object]] = {}
        for code, day in session.execute(query):
            days.setdefault(code, set()).add(day)
        return days
