"""Keeps the figures of items: how each was used on a day, from a point or from outside.

No computer is named here: who reads what in a room with one reader a day is nobody's business.
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

_STILL_BEING_WRITTEN = timedelta(hours=1)
_A_DAY = timedelta(days=1)


def uncounted(session: Session, now: datetime) -> tuple[date, ...]:
    """Return the days of which the uses are not counted for good, oldest first, with today."""
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
    days = (begins + _A_DAY * step for step in range((today - begins).days + 1))
    return tuple(day for day in days if day not in counted)


def count(session: Session, day: date, now: datetime) -> None:
    """Count the uses of a day anew; once it is over, for good."""
    begins = datetime.combine(day, time(), HANOI)
    uses = uses_between(session, begins, begins + _A_DAY)
    session.execute(delete(ItemDay).where(ItemDay.day == day))
    session.add_all(_rows(session, day, uses))
    if now >= begins + _A_DAY + _STILL_BEING_WRITTEN:
        session.add(CountedDay(day=day))
    session.flush()


def _rows(session: Session, day: date, uses: tuple[Use, ...]) -> Iterable[ItemDay]:
    points = {use: _point(session, use) for use in uses}
    for point_id in sorted(set(points.values()), key=lambda point_id: point_id or 0):
        made = searches(use for use in uses if points[use] == point_id)
        if made:
            yield ItemDay(day=day, point_id=point_id, searches=made)
    for (item, point_id), counts in by_item(uses, points.__getitem__).items():
        yield ItemDay(day=day, item_id=item, point_id=point_id, searches=0, **asdict(counts))


def _point(session: Session, use: Use) -> int | None:
    return None if use.device is None else point_of(session, use.device, use.at)
