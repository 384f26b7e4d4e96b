"""Figures of use: by day and point without the items, by month with them.

In a room with one reader a day, items by day or computer would reveal who reads what.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
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
    """Return the days whose usage is not finally counted, oldest first, including today."""
    counted = set(session.scalars(select(CountedDay.day)))
    first = session.scalar(select(func.min(ItemUse.at)))
    if first is None and not counted:
        return ()
    today = now.astimezone(HANOI).date()
    begins = min(
        *(() if first is None else (first.astimezone(HANOI).date(),)),
        *((max(counted),) if counted else ()),
        today,
    )
    days = (begins + _ONE_DAY * step for step in range((today - begins).days + 1))
    return tuple(day for day in days if day not in counted)


def count(session: Session, day: date, now: datetime) -> None:
    """Recount the usage of a day; once the day is over the count is final.

    The single uses are deleted then: from now on nobody can tell which visit read what.
    """
    begins = datetime.combine(day, time(), HANOI)
    ends = begins + _ONE_DAY
    uses = uses_between(session, begins, ends)
    points = {use: _point(session, use) for use in uses}
    session.execute(delete(UseDay).where(UseDay.day == day))
    session.add_all(_day_rows(day, uses, points))
    if now >= ends + _WRITE_DELAY:
        _add_to_month(session, day.replace(day=1), uses, points)
        session.execute(delete(ItemUse).where(ItemUse.at < ends))
        session.add(CountedDay(day=day))
    session.flush()


def _day_rows(day: date, uses: tuple[Use, ...], points: dict[Use, int | None]) -> Iterable[UseDay]:
    totals: dict[int | None, Counter[str]] = defaultdict(Counter)
    for (_, point_id), counts in by_item(uses, points.__getitem__).items():
        totals[point_id].update(asdict(counts))
    for use in uses:
        totals[points[use]]["searches"] += use.kind is UseKind.SEARCH
    for point_id in sorted(totals, key=lambda point_id: point_id or 0):
        yield UseDay(day=day, point_id=point_id, **totals[point_id])


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
        for name, more in asdict(counts).items():
            setattr(row, name, (getattr(row, name) or 0) + more)


def _point(session: Session, use: Use) -> int | None:
    return None if use.device is None else point_of(session, use.device, use.at)
