"""Knows on which days which points are closed all day, of all points at once."""

from collections import defaultdict
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.points.models import AccessPoint, OpeningException, OpeningWeek, PointRecord


def closed_days(session: Session, since: date, until: date) -> frozenset[tuple[int, date]]:
    """Return points and days on which they are closed, or serve no more.

    Where nobody knows the hours a point is not closed.
    """
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
    serving = _serving(session)
    days = [since + timedelta(days=step) for step in range((until - since).days)]
    return frozenset(
        (point_id, day)
        for point_id in session.scalars(select(AccessPoint.id))
        for day in days
        if not _last(serving[point_id], day, otherwise=True)
        or exceptions.get((point_id, day), _usual(weeks[point_id], day)) == ""
    )


def _usual(weeks: list[OpeningWeek], day: date) -> str | None:
    of_that_time = [week for week in weeks if week.since <= day]
    return of_that_time[-1].days[day.weekday()] if of_that_time else None


def _serving(session: Session) -> dict[int, list[tuple[date, bool]]]:
    told: dict[int, list[tuple[date, bool]]] = defaultdict(list)
    rows = select(PointRecord.point_id, PointRecord.since, PointRecord.serving)
    for point_id, since, serves in session.execute(
        rows.order_by(PointRecord.since, PointRecord.id)
    ):
        told[point_id].append((since, serves))
    return told


def _last(told: list[tuple[date, bool]], day: date, *, otherwise: bool) -> bool:
    known = [serves for since, serves in told if since <= day]
    return known[-1] if known else otherwise
