"""Deletion of raw events after some months, once their figures exist."""

from datetime import date, datetime, time

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from library.points.models import Device
from library.points.opening_hours import HANOI
from library.usage.models import DeviceBoot, DeviceEvent, UsageDue
from library.usage.rollups.models import Forgotten


def first_kept(today: date, months: int) -> date:
    """Return the first day whose raw data is kept: the first of a month."""
    counted = today.year * 12 + today.month - 1 - months
    return date(counted // 12, counted % 12 + 1, 1)


def forget(session: Session, cutoff: date) -> int:
    """Delete raw data before a day, if its figures exist; return the number of rows."""
    finished = select(Forgotten.device_id).where(Forgotten.before >= cutoff)
    unmade = select(UsageDue.device_id).where(UsageDue.day < cutoff)
    devices = select(Device.id).where(Device.id.not_in(finished), Device.id.not_in(unmade))
    return sum(_forget_events(session, device, cutoff) for device in session.scalars(devices).all())


def _forget_events(session: Session, device_id: int, cutoff: date) -> int:
    session.merge(Forgotten(device_id=device_id, before=cutoff))
    session.flush()
    boots = select(DeviceBoot.id).where(DeviceBoot.device_id == device_id)
    old_events = delete(DeviceEvent).where(
        DeviceEvent.boot_id.in_(boots), DeviceEvent.received < int(_midnight(cutoff).timestamp())
    )
    return session.execute(old_events).rowcount


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), HANOI)
