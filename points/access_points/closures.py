"""Days on which points are closed all day, for all points at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from points.access_points.models import OpeningException, OpeningWeek, PointRecord

_Value = TypeVar("_Told")
_ONE_DAY = timedelta(days=1)


def closed_days(session: Session, since: date, until: date) -> frozenset[tuple[int, date]]:
    """Return pairs of point id and day on which the point is closed or out of service.

    A point whose hours are not recorded does not count as closed.
    """
    days = set(_weekly_closures(session, since, until))
    rows = select(OpeningException.point_id, OpeningException.day, OpeningException.hours)
    in_period = rows.where(OpeningException.day >= since, OpeningException.day < until)
    for point_id, day, hours in session.execute(in_period.order_by(OpeningException.id)):
        if hours:
            days.discard((point_id, day))
        else:
            days.add((point_id, day))
    return frozenset(days.union(_days_out_of_service(session, since, until)))


def _weekly_closures(session: Session, since: date, until: date) -> Iterator[tuple[int, date]]:
    rows = select(OpeningWeek.point_id, OpeningWeek.since, OpeningWeek.days)
    weeks = session.execute(rows.order_by(OpeningWeek.since, OpeningWeek.id))
    for point_id, begins, ends, week in _validity_periods(weeks, since, until):
        for weekday in (number for number, hours in enumerate(week) if not hours):
            first = begins + _ONE_DAY * ((weekday - begins.weekday()) % 7)
            for step in range(0, (ends - first).days, 7):
                yield point_id, first + _ONE_DAY * step


def _days_out_of_service(session: Session, since: date, until: date) -> Iterator[tuple[int, date]]:
    rows = select(PointRecord.point_id, PointRecord.since, PointRecord.serving)
    records = session.execute(rows.order_by(PointRecord.since, PointRecord.id))
    for point_id, begins, ends, serves in _validity_periods(records, since, until):
        if not serves:
            for step in range((ends - begins).days):
                yield point_id, begins + _ONE_DAY * step


def _validity_periods(
    rows: Iterable[tuple[int, date, _Value]], since: date, until: date
) -> Iterator[tuple[int, date, date, _Value]]:
    """Yield point id, start, end (exclusive) and value of each validity period.

    Of two rows of the same point and day the later one counts.
    """
    values_by_point: dict[int, list[tuple[date, _Value | None]]] = defaultdict(list)
    for point_id, day, value in rows:
        values_by_point[point_id].append((day, value))
    for point_id, records in values_by_point.items():
        for (begins, value), (ends, _) in pairwise([*records, (until, None)]):
            first, last = max(begins, since), min(ends, until)
            if first < last:
                yield point_id, first, last, value
