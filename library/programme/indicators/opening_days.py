"""Knows the opening days of all points at once, over years."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.points.models import OpeningException, OpeningWeek
from library.points.opening_hours import read_hours

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """When the points were open, and when they should have been."""

    since: date
    until: date
    weeks: dict[int, list[OpeningWeek]]
    exceptions: dict[tuple[int, date], str]

    def month(self, point_id: int, month: date) -> dict[str, int | None]:
        """Return the days and minutes of a month; None when nobody recorded the hours."""
        days = self._days(month)
        usual = {day: self._usual(point_id, day) for day in days}
        if all(hours is None for hours in usual.values()):
            return {"planned_days": None, "open_days": None, "open_minutes": None}
        planned = [day for day in days if usual[day]]
        hours = [self.exceptions.get((point_id, day), usual[day] or "") for day in days]
        of_planned = [self.exceptions.get((point_id, day), usual[day]) for day in planned]
        return {
            "planned_days": len(planned),
            "open_days": sum(bool(opened) for opened in of_planned),
            "open_minutes": sum(_minutes(opened) for opened in hours),
        }

    def _usual(self, point_id: int, day: date) -> str | None:
        found = None
        for week in self.weeks.get(point_id, ()):
            if week.since > day:
                break
            found = week
        return None if found is None else found.days[day.weekday()]

    def _days(self, month: date) -> tuple[date, ...]:
        ends = min((month + 31 * _A_DAY).replace(day=1), self.until)
        first = max(month, self.since)
        return tuple(first + _A_DAY * step for step in range(max((ends - first).days, 0)))


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
