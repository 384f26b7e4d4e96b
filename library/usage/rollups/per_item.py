"""Figures of use: by day and point without the items, by month with them.

In a room with one reader a day, items by day or computer would reveal who reads what.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, time, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from library.points.enrolment import point_of
from library.points.opening_hours import HANOI
from library.usage.item_counts import Use, by_item, uses_between
from library.usage.models import ItemUse, UseKind
from library.usage.rollups.models import CountedDay, ItemMonth, UseDay

MIN_READERS = 3
"""Readers of items at a point on a day; with fewer, the point of an item is not stored."""

_WRITE_DELAY = timedelta(hours=1)
_ONE_DAY = timedelta(days=1)


def uncounted(session: Session, now: datetime) -> tuple[date, ...]:
    """Return the days whose usage is not finally counted, oldest first, including today.

    A counted day is among them if uses of it were written afterwards.
    """
    counted_days = set(session.scalars(select(CountedDay.day)))
    first = session.scalar(select(func.min(ItemUse.at)))
    if first is None and not counted_days:
        return ()
    today = now.astimezone(HANOI).date()
    begins = min(
        *(() if first is None else (first.astimezone(HANOI).date(),)),
        *((max(counted_days),) if counted_days else ()),
        today,
    )
    days = (begins + _ONE_DAY * step for step in range((today - begins).days + 1))
    return tuple(
        day
        for day in days
        if day not in counted_days or (_is_over(day, now) and _has_uses(session, day))
    )


def count(session: Session, day: date, now: datetime) -> None:
    """Recount the usage of a day; once the day is over the count is final.

    The single uses are deleted then: from now on nobody can tell which visit read what. Uses that
    were written after the final count are added to it.
    """
    begins, ends = _bounds(day)
    uses = uses_between(session, begins, ends)
    points = {use: _point(session, use) for use in uses}
    is_counted = session.get(CountedDay, day) is not None
    if not is_counted:
        session.execute(delete(UseDay).where(UseDay.day == day))
    _add_to_day(session, day, uses, points)
    if _is_over(day, now):
        _add_to_month(session, day.replace(day=1), uses, points)
        session.execute(delete(ItemUse).where(ItemUse.at >= begins, ItemUse.at < ends))
        if not is_counted:
            session.add(CountedDay(day=day))
    session.flush()


def _bounds(day: date) -> tuple[datetime, datetime]:
    begins = datetime.combine(day, time(), HANOI)
    return begins, begins + _ONE_DAY


def _is_over(day: date, now: datetime) -> bool:
    return now >= _bounds(day)[1] + _WRITE_DELAY


def _has_uses(session: Session, day: date) -> bool:
    begins, ends = _bounds(day)
    uses = select(ItemUse.id).where(ItemUse.at >= begins, ItemUse.at < ends)
    return session.scalar(uses.limit(1)) is not None


def _add_to_day(
    session: Session, day: date, uses: tuple[Use, ...], points: dict[Use, int | None]
) -> None:
    totals: dict[int | None, Counter[str]] = defaultdict(Counter)
    for (_, point_id), counts in by_item(uses, points.__getitem__).items():
        totals[point_id].update(asdict(counts))
    for use in uses:
        totals[points[use]]["searches"] += use.kind is UseKind.SEARCH
    rows = {row.point_id: row for row in session.scalars(select(UseDay).where(UseDay.day == day))}
    for point_id in sorted(totals, key=lambda point_id: point_id or 0):
        row = rows.get(point_id)
        if row is None:
            row = UseDay(day=day, point_id=point_id)
            session.add(row)
        _add(row, totals[point_id])


def _add_to_month(
    session: Session, month: date, uses: tuple[Use, ...], points: dict[Use, int | None]
) -> None:
    readers: dict[int | None, set[str]] = defaultdict(set)
    for use in uses:
        if use.item is not None:
            readers[points[use]].add(use.visit)

    def place(use: Use) -> tuple[bool, int | None]:
        has_enough = len(readers[points[use]]) >= MIN_READERS
        return use.device is not None, points[use] if has_enough else None

    rows = {
        (row.item_id, row.inside, row.point_id): row
        for row in session.scalars(select(ItemMonth).where(ItemMonth.month == month))
    }
    for (item, (inside, point_id)), counts in by_item(uses, place).items():
        row = rows.get((item, inside, point_id))
        if row is None:
            row = ItemMonth(month=month, item_id=item, inside=inside, point_id=point_id)
            session.add(row)
        _add(row, asdict(counts))


def _add(row: UseDay | ItemMonth, counts: Mapping[str, int]) -> None:
    for name, count in counts.items():
        setattr(row, name, (getattr(row, name) or 0) + count)


def _point(session: Session, use: Use) -> int | None:
    return None if use.device is None else point_of(session, use.device, use.at)
