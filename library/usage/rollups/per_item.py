"""Daily figures of items, by access point or outside.

No computer is named: in a room with one reader a day it would reveal who reads what.
"""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime, time, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from library.points.enrolment import point_of
from library.points.opening_hours import HANOI
from library.usage.item_counts import Use, by_item, searches, uses_between
from library.usage.models import ItemUse
from library.usage.rollups.models import CountedDay, ItemDay

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
    """Recount the usage of a day; once the day is over the count is final."""
    begins = datetime.combine(day, time(), HANOI)
    uses = uses_between(session, begins, begins + _ONE_DAY)
    session.execute(delete(ItemDay).where(ItemDay.day == day))
    session.add_all(_rows(session, day, uses))
    if now >= begins + _ONE_DAY + _WRITE_DELAY:
        session.add(CountedDay(day=day))
    session.flush()


def _rows(session: Session, day: date, uses: tuple[Use, ...]) -> Iterable[ItemDay]:
    points = {use: _point(session, use) for use in uses}
    for point_id in sorted(set(points.values()), key=lambda point_id: point_id or 0):
        search_count = searches(use for use in uses if points[use] == point_id)
        if search_count:
            yield ItemDay(day=day, point_id=point_id, searches=search_count)
    for (item, point_id), counts in by_item(uses, points.__getitem__).items():
        yield ItemDay(day=day, item_id=item, point_id=point_id, searches=0, **asdict(counts))


def _point(session: Session, use: Use) -> int | None:
    return None if use.device is None else point_of(session, use.device, use.at)
