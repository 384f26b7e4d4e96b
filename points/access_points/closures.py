"""Days on which points are closed all day, for all points at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from points.access_points.models import OpeningException, OpeningWeek, PointRecord

_Value = TypeVar("_Value")
_ONE_DAY = timedelta(days=1)
_EVERY_WEEKDAY = tuple(range(7))
_Rule = tuple[bool, date, date, tuple[int, ...]]
"""Closed or open, from a day, to a day (exclusive), on these weekdays."""


def closed_days(session: Session, since: date, until: date) -> frozenset[tuple[int, date]]:
    """Return pairs of point id and day on which the point is closed or out of service."""
    return frozenset(
        (point_id, day)
        for point_id, days in closures(session, since, until).items()
        for day in days
    )


def closures(session: Session, since: date, until: date) -> dict[int, frozenset[date]]:
    """Return the days on which points are closed or out of service, by point id.

    A point whose hours are not recorded does not count as closed. Points with the same hours share
    one set, so that thousands of points cost little more than one.
    """
    rules: dict[int, list[_Rule]] = defaultdict(list)
    rows = select(OpeningWeek.point_id, OpeningWeek.since, OpeningWeek.days)
    weeks = session.execute(rows.order_by(OpeningWeek.since, OpeningWeek.id))
    for point_id, begins, ends, week in _validity_periods(weeks, since, until):
        weekdays = tuple(number for number, hours in enumerate(week) if not hours)
        rules[point_id].append((True, begins, ends, weekdays))
    rows = select(OpeningException.point_id, OpeningException.day, OpeningException.hours)
    in_period = rows.where(OpeningException.day >= since, OpeningException.day < until)
    for point_id, day, hours in session.execute(in_period.order_by(OpeningException.id)):
        rules[point_id].append((not hours, day, day + _ONE_DAY, _EVERY_WEEKDAY))
    rows = select(PointRecord.point_id, PointRecord.since, PointRecord.serving)
    records = session.execute(rows.order_by(PointRecord.since, PointRecord.id))
    for point_id, begins, ends, serves in _validity_periods(records, since, until):
        if not serves:
            rules[point_id].append((True, begins, ends, _EVERY_WEEKDAY))
    shared_days = cache(_days_of)
    return {point_id: shared_days(tuple(of_point)) for point_id, of_point in rules.items()}


def _days_of(rules: tuple[_Rule, ...]) -> frozenset[date]:
    """Return the closed days; of two rules about a day the later one counts."""
    days: set[date] = set()
    for is_closed, begins, ends, weekdays in rules:
        for weekday in weekdays:
            first = begins + _ONE_DAY * ((weekday - begins.weekday()) % 7)
            of_rule = {first + _ONE_DAY * step for step in range(0, (ends - first).days, 7)}
            days = days | of_rule if is_closed else days - of_rule
    return frozenset(days)


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
