"""Planned and actual opening days of all points, over several years."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from points.access_points.models import OpeningException, OpeningWeek
from points.access_points.opening_hours import read_hours
from points.usage.rollups.per_point import next_month

_ONE_DAY = timedelta(days=1)
_Week = tuple[date, tuple[str, ...]]
"""The first day of weekly hours, and the hours from Monday on."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Weekly hours and exceptions of all points in a period."""

    since: date
    until: date
    weeks: dict[int, tuple[_Week, ...]]
    exceptions: dict[tuple[int, date], str]

    def month(self, point_id: int, month: date) -> dict[str, int | None]:
        """Return planned days, open days and open minutes of a month; None if not recorded."""
        days = self._days(month)
        weeks = self.weeks.get(point_id, ())
        exceptions = tuple(self.exceptions.get((point_id, day)) for day in days)
        numbers = _count_days(weeks, days, exceptions)
        return dict(zip(("planned_days", "open_days", "open_minutes"), numbers, strict=True))

    def _days(self, month: date) -> tuple[date, ...]:
        ends = min(next_month(month), self.until)
        first = max(month, self.since)
        return tuple(first + _ONE_DAY * step for step in range(max((ends - first).days, 0)))


def calendar(session: Session, since: date, until: date) -> Calendar:
    """Read the hours and exceptions of all points."""
    weeks: dict[int, tuple[_Week, ...]] = defaultdict(tuple)
    rows = select(OpeningWeek.point_id, OpeningWeek.since, OpeningWeek.days)
    for point_id, begins, days in session.execute(rows.order_by(OpeningWeek.since, OpeningWeek.id)):
        weeks[point_id] += ((begins, tuple(days)),)
    exceptions = {
        (point_id, day): hours
        for point_id, day, hours in session.execute(
            select(OpeningException.point_id, OpeningException.day, OpeningException.hours)
            .where(OpeningException.day >= since, OpeningException.day < until)
            .order_by(OpeningException.id)
        )
    }
    return Calendar(since, until, dict(weeks), exceptions)


@lru_cache(maxsize=4096)
def _count_days(
    weeks: tuple[_Week, ...], days: tuple[date, ...], exceptions: tuple[str | None, ...]
) -> tuple[int | None, int | None, int | None]:
    """Return planned days, open days and open minutes; points with the same hours share them."""
    usual = [_usual(weeks, day) for day in days]
    if all(hours is None for hours in usual):
        return None, None, None
    hours_by_day = [
        (planned, planned or "" if exception is None else exception)
        for planned, exception in zip(usual, exceptions, strict=True)
    ]
    return (
        sum(bool(planned) for planned, _ in hours_by_day),
        sum(bool(planned and hours) for planned, hours in hours_by_day),
        sum(_minutes(hours) for _, hours in hours_by_day),
    )


def _usual(weeks: tuple[_Week, ...], day: date) -> str | None:
    week = next((days for since, days in reversed(weeks) if since <= day), None)
    return None if week is None else week[day.weekday()]


@lru_cache(maxsize=512)
def _minutes(hours: str) -> int:
    return sum(interval.minutes for interval in read_hours(hours))
