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


@dataclass(frozen=True, slots=True)
class Calendar:
    """Weekly hours and exceptions of all points in a period."""

    since: date
    until: date
    weeks: dict[int, list[OpeningWeek]]
    exceptions: dict[tuple[int, date], str]

    def month(self, point_id: int, month: date) -> dict[str, int | None]:
        """Return planned days, open days and open minutes of a month; None if not recorded."""
        days = self._days(month)
        usual = {day: self._usual(point_id, day) for day in days}
        if all(hours is None for hours in usual.values()):
            return {"planned_days": None, "open_days": None, "open_minutes": None}
        planned_days = [day for day in days if usual[day]]
        hours = [self.exceptions.get((point_id, day), usual[day] or "") for day in days]
        of_planned = [self.exceptions.get((point_id, day), usual[day]) for day in planned_days]
        return {
            "planned_days": len(planned_days),
            "open_days": sum(bool(day_hours) for day_hours in of_planned),
            "open_minutes": sum(_minutes(day_hours) for day_hours in hours),
        }

    def _usual(self, point_id: int, day: date) -> str | None:
        latest = None
        for week in self.weeks.get(point_id, ()):
            if week.since > day:
                break
            latest = week
        return None if latest is None else latest.days[day.weekday()]

    def _days(self, month: date) -> tuple[date, ...]:
        ends = min(next_month(month), self.until)
        first = max(month, self.since)
        return tuple(first + _ONE_DAY * step for step in range(max((ends - first).days, 0)))


def calendar(session: Session, since: date, until: date) -> Calendar:
    """Read the hours and exceptions of all points."""
    weeks: dict[int, list[OpeningWeek]] = defaultdict(list)
    for week in session.scalars(select(OpeningWeek).order_by(OpeningWeek.since, OpeningWeek.id)):
        weeks[week.point_id].append(week)
    exceptions = {
        (point_id, day): hours
        for point_id, day, hours in session.execute(
            select(OpeningException.point_id, OpeningException.day, OpeningException.hours)
            .where(OpeningException.day >= since, OpeningException.day < until)
            .order_by(OpeningException.id)
        )
    }
    return Calendar(since, until, dict(weeks), exceptions)


@lru_cache(maxsize=512)
def _minutes(hours: str) -> int:
    return sum(interval.minutes for interval in read_hours(hours))
