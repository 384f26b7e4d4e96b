"""Reads the figures of a month: each point's, with how they came about and what they rest on."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.points.closures import closed_days
from library.points.inventory import Point, all_on
from library.points.models import Device, DevicePlacement
from library.points.opening import HANOI
from library.usage.evidence import Coverage, Figure, Method
from library.usage.rollup_models import ComputerDay, PointMonth


@dataclass(frozen=True, slots=True)
class MonthOfPoint:
    """What was measured at a point in a month."""

    point: Point
    sessions: Figure
    seconds: Figure


def month_of_points(session: Session, month: date, today: date) -> tuple[MonthOfPoint, ...]:
    """Return a month of every point; one that was not heard has no values, which is not nought."""
    ends = (month + timedelta(days=31)).replace(day=1)
    rows = select(PointMonth).where(PointMonth.month == month)
    known = {row.point_id: row for row in session.scalars(rows)}
    coverage = coverages(session, month, min(ends, today))
    return tuple(
        MonthOfPoint(
            point,
            _figure(known.get(point.id), "sessions", coverage[point.id]),
            _figure(known.get(point.id), "session_seconds", coverage[point.id]),
        )
        for point in all_on(session, ends - timedelta(days=1))
    )


def coverages(session: Session, since: date, until: date) -> dict[int, Coverage]:
    """Return how many of the days on which computers should have been heard they were, by point.

    A computer should be heard on each day on which it is enrolled and its point is not closed.
    """
    closed = closed_days(session, since, until)
    rows = session.execute(
        select(ComputerDay.device_id, ComputerDay.day).where(
            ComputerDay.day >= since, ComputerDay.day < until
        )
    )
    heard = {(device_id, day) for device_id, day in rows}
    found: dict[int, Coverage] = defaultdict(Coverage)
    for device_id, day, point_id in _stays(session, since, until):
        if (point_id, day) not in closed:
            before = found[point_id]
            was_heard = (device_id, day) in heard
            found[point_id] = Coverage(before.heard + was_heard, before.expected + 1)
    return found


def _stays(session: Session, since: date, until: date) -> list[tuple[int, date, int]]:
    """Return where each enrolled computer stood at the end of each day."""
    placements: dict[int, list[DevicePlacement]] = defaultdict(list)
    for placement in session.scalars(
        select(DevicePlacement).order_by(DevicePlacement.since, DevicePlacement.id)
    ):
        placements[placement.device_id].append(placement)
    days = [since + timedelta(days=step) for step in range((until - since).days)]
    return [
        (device.id, day, _place(placements[device.id], day))
        for device in session.scalars(select(Device).where(Device.enrolled.is_not(None)))
        for day in days
        if placements[device.id] and _in_service(device, day)
    ]


def _in_service(device: Device, day: date) -> bool:
    return _day(device.enrolled) <= day and (device.revoked is None or day < _day(device.revoked))


def _place(placements: list[DevicePlacement], day: date) -> int:
    there = [placement for placement in placements if _day(placement.since) <= day]
    return (there[-1] if there else placements[0]).point_id


def _figure(row: PointMonth | None, name: str, coverage: Coverage) -> Figure:
    return Figure(None if row is None else getattr(row, name), Method.MEASURED, coverage)


def _day(at: datetime) -> date:
    return at.astimezone(HANOI).date()
