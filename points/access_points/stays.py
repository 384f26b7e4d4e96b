"""Stays of the public computers: the days on which each was in service at a point."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from points.access_points.device_life import periods_of_service
from points.access_points.models import Device, DevicePlacement
from points.access_points.opening_hours import HANOI


@dataclass(frozen=True, slots=True)
class Stay:
    """Days of an enrolled computer at a point, from `since` to `until` (exclusive)."""

    asset_id: int | None
    point_id: int
    since: date
    until: date


def stays(session: Session) -> Iterator[Stay]:
    """Yield the stays of all computers, without the times out of service."""
    placements: dict[int, list[tuple[date, int]]] = defaultdict(list)
    rows = select(DevicePlacement.device_id, DevicePlacement.since, DevicePlacement.point_id)
    for device_id, at, point_id in session.execute(
        rows.order_by(DevicePlacement.since, DevicePlacement.id)
    ):
        placements[device_id].append((_day(at), point_id))
    periods_by_device = periods_of_service(session)
    for device_id, asset_id in session.execute(select(Device.id, Device.asset_id)):
        places = placements[device_id]
        periods = [
            (_day(begins), _day(ends)) for begins, ends in periods_by_device.get(device_id, ())
        ]
        ends = [*(day for day, _ in places[1:]), date.max]
        for number, ((day, point_id), until) in enumerate(zip(places, ends, strict=True)):
            begins = day if number else date.min  # before it was placed: at its first point
            for first, last in periods:
                if max(first, begins) < min(last, until):
                    yield Stay(asset_id, point_id, max(first, begins), min(last, until))


def _day(at: datetime | None) -> date:
    return date.max if at is None else at.astimezone(HANOI).date()
