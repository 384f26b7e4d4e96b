"""Stays of the public computers: the days on which each was in service at a point."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from points.access_points.models import Device, DeviceAbsence, DevicePlacement
from points.access_points.opening_hours import HANOI

_Days = tuple[date, date]
"""The first day, and the day after the last one."""


@dataclass(frozen=True, slots=True)
class Stay:
    """Days of an enrolled computer at a point, from `since` to `until` (exclusive)."""

    asset_id: int | None
    point_id: int
    since: date
    until: date


def stays(session: Session) -> Iterator[Stay]:
    """Yield the stays of all computers from their first enrolment on, without their absences."""
    placements: dict[int, list[tuple[date, int]]] = defaultdict(list)
    rows = select(DevicePlacement.device_id, DevicePlacement.since, DevicePlacement.point_id)
    for device_id, at, point_id in session.execute(
        rows.order_by(DevicePlacement.since, DevicePlacement.id)
    ):
        placements[device_id].append((_day(at), point_id))
    absences = _absences(session)
    devices = select(Device.id, Device.asset_id, Device.enrolled, Device.revoked)
    for device_id, asset_id, enrolment, revocation in session.execute(
        devices.where(Device.enrolled.is_not(None))
    ):
        places = placements[device_id]
        periods = _served(_day(enrolment), _day(revocation), absences[device_id])
        ends = [*(day for day, _ in places[1:]), date.max]
        for number, ((day, point_id), until) in enumerate(zip(places, ends, strict=True)):
            begins = day if number else date.min  # before it was placed: at its first point
            for first, last in periods:
                if max(first, begins) < min(last, until):
                    yield Stay(asset_id, point_id, max(first, begins), min(last, until))


def _absences(session: Session) -> dict[int, list[_Days]]:
    absences: dict[int, list[_Days]] = defaultdict(list)
    for row in session.scalars(select(DeviceAbsence).order_by(DeviceAbsence.since)):
        absences[row.device_id].append((_day(row.since), _day(row.until)))
    return absences


def _served(enrolment: date, revocation: date, absences: list[_Days]) -> tuple[_Days, ...]:
    """Return the periods from enrolment to revocation that the absences leave."""
    begins = (enrolment, *(until for _, until in absences))
    ends = (*(since for since, _ in absences), revocation)
    return tuple(zip(begins, ends, strict=True))


def _day(at: datetime | None) -> date:
    return date.max if at is None else at.astimezone(HANOI).date()
