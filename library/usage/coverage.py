"""Knows on how many of the days on which computers should have been heard they were."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import accumulate

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.points.closures import closed_days
from library.points.models import Device, DevicePlacement
from library.points.opening_hours import HANOI
from library.usage.evidence import Coverage
from library.usage.rollups.models import PointDay

PointsDay = tuple[int, date]


def coverages(session: Session, since: date, until: date) -> dict[int, Coverage]:
    """Return the coverage of some days by point.

    A computer should be heard on each day on which it is enrolled and its point is not closed.
    """
    found: dict[int, Coverage] = defaultdict(Coverage)
    for (point_id, _day), coverage in coverage_by_day(session, since, until).items():
        found[point_id] = found[point_id] + coverage
    return found


def coverage_by_day(session: Session, since: date, until: date) -> dict[PointsDay, Coverage]:
    """Return the coverage of each day of each point on which something was expected."""
    rows = select(PointDay.point_id, PointDay.day, PointDay.computers).where(
        PointDay.day >= since, PointDay.day < until
    )
    heard = {(point_id, day): computers for point_id, day, computers in session.execute(rows)}
    return {
        there: Coverage(min(heard.get(there, 0), expected), expected)
        for there, expected in _expected(session, since, until)
    }


def _expected(session: Session, since: date, until: date) -> Iterator[tuple[PointsDay, int]]:
    """Give how many computers should be heard, where any should."""
    length = max(0, (until - since).days)
    changes: dict[int, list[int]] = defaultdict(lambda: [0] * (length + 1))
    for point_id, begins, ends in _stays(session, since, until):
        changes[point_id][(begins - since).days] += 1
        changes[point_id][(ends - since).days] -= 1
    closed = closed_days(session, since, until)
    days = [since + timedelta(days=step) for step in range(length)]
    for point_id, changed in changes.items():
        for day, expected in zip(days, accumulate(changed), strict=False):
            if expected and (point_id, day) not in closed:
                yield (point_id, day), expected


def _stays(session: Session, since: date, until: date) -> Iterator[tuple[int, date, date]]:
    """Give where each enrolled computer stood at the end of the days from one up to another."""
    placements: dict[int, list[tuple[date, int]]] = defaultdict(list)
    rows = select(DevicePlacement.device_id, DevicePlacement.since, DevicePlacement.point_id)
    for device_id, at, point_id in session.execute(
        rows.order_by(DevicePlacement.since, DevicePlacement.id)
    ):
        placements[device_id].append((_day(at), point_id))
    devices = select(Device.id, Device.enrolled, Device.revoked).where(Device.enrolled.is_not(None))
    for device_id, enrolled, revoked in session.execute(devices):
        first = max(since, _day(enrolled))
        last = until if revoked is None else min(until, _day(revoked))
        moved = placements[device_id]
        ends = [*(day for day, _ in moved[1:]), last]
        for place, (day, point_id) in enumerate(moved):
            begins = first if place == 0 else max(first, day)
            if begins < min(last, ends[place]):
                yield point_id, begins, min(last, ends[place])


def _day(at: datetime) -> date:
    return at.astimezone(HANOI).date()
