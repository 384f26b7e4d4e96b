"""Last contact of the demo computers, so that the board of today has a story to tell."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from demo.province.sessions import Computer
from points.access_points.models import Device
from points.access_points.opening_hours import HANOI
from points.usage.events.timeline import milliseconds
from points.usage.models import DeviceBoot
from points.usage.rollups.models import ComputerDay

_SWITCHED_ON, _SWITCHED_OFF = time(7, 40), time(16, 20)
_SLOW_CLOCK_POINT, _UNSENT_POINT = "van-quan", "huu-lung"
"""Points of the computers whose clock is slow, and whose line was cut before it had sent all."""


def add_last_contact(session: Session, computers: Iterable[Computer]) -> None:
    """Record the last run of each computer on its last day with use."""
    last_days = dict(
        session.execute(
            select(ComputerDay.device_id, func.max(ComputerDay.day)).group_by(ComputerDay.device_id)
        ).all()
    )
    slow_clock, unsent = (
        next((computer.device_id for computer in computers if computer.point == point), None)
        for point in (_SLOW_CLOCK_POINT, _UNSENT_POINT)
    )
    for computer in computers:
        day = last_days.get(computer.device_id)
        if day is None:
            continue
        boot = _last_run(computer.device_id, day)
        if computer.device_id == slow_clock:
            boot.skew = int(timedelta(hours=3, minutes=10).total_seconds()) * 1000
        if computer.device_id == unsent:
            boot.waiting = 146
        session.add(boot)
        session.flush()
        session.get_one(Device, computer.device_id).speaking_boot = boot.id


def _last_run(device_id: int, day: date) -> DeviceBoot:
    on, off = _moment(day, _SWITCHED_ON), _moment(day, _SWITCHED_OFF)
    return DeviceBoot(
        device_id=device_id,
        boot=UUID(int=device_id).bytes,
        origin=milliseconds(on),
        spoken=milliseconds(off) - milliseconds(on),
        skew=0,
        heard=on,
        version="demo",
    )


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, HANOI)
