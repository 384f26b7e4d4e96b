"""Knows on which days which points are closed all day, of all points at once."""

from collections import defaultdict
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.points.models import AccessPoint, OpeningException, OpeningWeek


def closed_days(session: Session, since: date, until: date) -> frozenset[tuple[int, date]]:
    """Return points and days on which they are closed; where nobody knows the hours, none."""
    weeks: dict[int, list[OpeningWeek]] = defaultdict(list)
    for week in session.scalars(select(OpeningWeek).order_by(OpeningWeek.since, OpeningWeek.id)):
        weeks[week.point_id].append(week)
    exceptions = {
        (other.point_id, other.day): other.hours
        for other in session.scalars(
            select(OpeningException)
            .where(OpeningException.day >= since, OpeningException.day < until)
            .order_by(OpeningException.id)
        )
    }
    days = [since + timedelta(days=step) for step in range((until - since).days)]
    return frozenset(
        (point_id, day)
        for point_id in session.scalars(select(AccessPoint.id))
        for day in days
        if exceptions.get((point_id, day), _usual(weeks[point_id], day)) == ""
    )


def _usual(weeks: list[OpeningWeek], day: date) -> str | None:
    of_that_time = [week for week in weeks if week.since <= day]
    return of_that_time[-1].days[day.weekday()] if of_that_time else None
