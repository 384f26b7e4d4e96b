"""Manual counts as records of an import; the last count of a point and day is valid."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from library import clock
from library.bulk.models import BulkChange
from library.exchange.records.item_batches import id_batches
from points.access_points.models import AccessPoint
from points.programme.old_books.book_rows import BookRow, fact, written_lines
from points.programme.old_books.books import TALLIES
from points.programme.old_books.stored_records import (
    Key,
    StoredRecord,
    Writer,
    days_of,
    merged,
)
from points.programme.registers.schema import Register
from points.usage.manual_counts import MAX_COUNT, Tally, add_up_months, is_latest
from points.usage.measures.measure_table import COUNTS

_DAYS_IN_MONTH = 31
_NO_COUNT = "Dòng này không có số đếm nào."
_TOO_MANY = "Nhiều hơn {0} trong một ngày: có lẽ ghi nhầm."
_TOO_MANY_IN_A_MONTH = "Nhiều hơn {0} trong một tháng: có lẽ ghi nhầm."
_MONTH_COUNTED = (
    "Điểm đã có số đếm từng ngày của tháng này; nhập thêm số cộng của tháng thì bị tính hai lần."
)
_DAY_SUMMED = "Điểm đã nhập số cộng của cả tháng này; nhập thêm số từng ngày thì bị tính hai lần."


class TallyRecords:
    """Manual counts of a point and day."""

    not_compared: frozenset[str] = frozenset()

    def key(self, book: Register, row: BookRow) -> Key:
        """Return point and day."""
        return (row.point, row.day)

    def problems(self, session: Session, rows: Sequence[BookRow]) -> Iterator[dict[str, str]]:
        """Yield the problems of rows that are empty, too large, or counted in a sum as well."""
        tally_days, sum_days = self._counted_days(session, rows), self._summed_days(session, rows)
        for row in rows:
            if row.problems or not row.point or not row.day:
                yield {}
            elif row.sums_from and tally_days[row.point] & _earlier_days(row.sums_from, row.day):
                yield {"@day": _MONTH_COUNTED}
            elif not row.sums_from and row.day in sum_days[row.point]:
                yield {"@day": _DAY_SUMMED}
            else:
                yield _count_problems(row)

    def stored(
        self, session: Session, book: Register, rows: Sequence[BookRow]
    ) -> dict[Key, StoredRecord]:
        """Return the valid counts within the days of the rows."""
        span = days_of(rows)
        if span is None:
            return {}
        query = (
            select(AccessPoint.code, Tally)
            .join(AccessPoint, AccessPoint.id == Tally.point_id)
            .where(Tally.day.between(*span), is_latest())
        )
        return {
            (code, tally.day): StoredRecord(
                str(tally.id),
                {name: n for name in COUNTS if (n := getattr(tally, name)) is not None},
                point=code,
            )
            for code, tally in session.execute(query)
        }

    def write(self, session: Session, writer: Writer, rows: Sequence[BookRow]) -> None:
        """Add counts; those of a counted day keep what the row leaves empty."""
        records_by_key = self.stored(session, writer.book, rows)
        ids = dict(session.execute(select(AccessPoint.code, AccessPoint.id)).all())
        now = clock.now()
        for part in id_batches(rows):
            tallies = []
            for row in part:
                record = records_by_key.get(self.key(writer.book, row))
                row.previous_values = None if record is None else dict(record.values)
                counts = row.values if record is None else merged(record, row)
                tallies.append(
                    {name: counts.get(name) for name in COUNTS}
                    | {"point_id": ids[row.point], "day": row.day}
                    | {"recorded": now, "recorded_by": writer.by}
                )
            statement = insert(Tally).returning(Tally.id, sort_by_parameter_order=True)
            for row, tally_id in zip(part, session.scalars(statement, tallies), strict=True):
                row.target = str(tally_id)
        add_up_months(session, [(ids[row.point], row.day) for row in rows])

    def take_back(
        self, session: Session, writer: Writer, rows: Sequence[BookRow]
    ) -> tuple[BookRow, ...]:
        """Delete counts that are still the valid ones, so that earlier ones are valid again."""
        records_by_key = self.stored(session, writer.book, rows)
        undone = [
            row
            for row in rows
            if (record := records_by_key.get(self.key(writer.book, row)))
            and record.target == row.target
        ]
        for part in id_batches(undone):
            numbers = [int(row.target) for row in part]
            deletion = delete(Tally).where(Tally.id.in_(numbers))
            days = deletion.returning(Tally.point_id, Tally.day)
            add_up_months(session, session.execute(days).all())
        return tuple(undone)

    def _counted_days(self, session: Session, rows: Sequence[BookRow]) -> dict[str, set[date]]:
        """Return the days of each point with a count, stored or in these rows."""
        days: dict[str, set[date]] = defaultdict(set)
        sums = [row for row in rows if row.sums_from and row.day]
        if not sums:
            return days
        for row in rows:
            if row.point and row.day and not row.sums_from:
                days[row.point].add(row.day)
        span = min(row.sums_from for row in sums), max(row.day for row in sums)
        query = (
            select(AccessPoint.code, Tally.day)
            .join(AccessPoint, AccessPoint.id == Tally.point_id)
            .where(Tally.day.between(*span))
        )
        for code, day in session.execute(query):
            days[code].add(day)
        return days

    def _summed_days(self, session: Session, rows: Sequence[BookRow]) -> dict[str, set[date]]:
        """Return the days of each point that belong to an imported sum of a month."""
        days: dict[str, set[date]] = defaultdict(set)
        span = days_of([row for row in rows if not row.sums_from])
        if span is None:
            return days
        first, last = fact("sums_from"), fact("day")
        lines = written_lines(fact("point"), first, last).where(BulkChange.book == TALLIES)
        days_after = first <= span[1].isoformat(), last >= span[0].isoformat()
        for code, *ends in session.execute(lines.where(*days_after)):
            since, until = map(date.fromisoformat, ends)
            days[code] |= {*_earlier_days(since, until), until}
        return days


def _earlier_days(first: date, last: date) -> set[date]:
    """Return the days from the first until the day before the last."""
    return {first + timedelta(days=step) for step in range((last - first).days)}


def _count_problems(row: BookRow) -> dict[str, str]:
    if not row.values:
        return {"visits": _NO_COUNT}
    message, limit = _TOO_MANY, MAX_COUNT
    if row.sums_from:
        message, limit = _TOO_MANY_IN_A_MONTH, MAX_COUNT * _DAYS_IN_MONTH
    return {
        name: message.format(f"{limit:,}".replace(",", "."))
        for name, count in row.values.items()
        if int(count) > limit
    }
