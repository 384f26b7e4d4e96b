"""Forgets what was said and used, once the figures are made and some months have passed."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from library.points.models import Device
from library.points.opening_hours import HANOI
from library.usage.models import DeviceBoot, DeviceEvent, ItemUse, UsageDue
from library.usage.rollups.models import CountedDay, Forgotten


def first_kept(today: date, months: int) -> date:
    """Return the first day of which everything is still kept: the first of a month."""
    counted = today.year * 12 + today.month - 1 - months
    return date(counted // 12, counted % 12 + 1, 1)


def forget(session: Session, before: date) -> int:
    """Delete what was said and used before a day, where its figures are made; return how much."""
    done = select(Forgotten.device_id).where(Forgotten.before >= before)
    unmade = select(UsageDue.device_id).where(UsageDue.day < before)
    devices = select(Device.id).where(Device.id.not_in(done), Device.id.not_in(unmade))
    deleted = sum(
        _forget_events(session, device, before) for device in session.scalars(devices).all()
    )
    return deleted + _forget_uses(session, before)


def _forget_events(session: Session, device_id: int, before: date) -> int:
    session.merge(Forgotten(device_id=device_id, before=before))
    session.flush()
    boots = select(DeviceBoot.id).where(DeviceBoot.device_id == device_id)
    said = delete(DeviceEvent).where(
        DeviceEvent.boot_id.in_(boots), DeviceEvent.received < int(_midnight(before).timestamp())
    )
    return session.execute(said).rowcount


def _forget_uses(session: Session, before: date) -> int:
    first = session.scalar(select(func.min(ItemUse.at)))
    if first is None:
        return 0
    counted = select(CountedDay.day).where(
        CountedDay.day >= first.astimezone(HANOI).date(), CountedDay.day < before
    )
    deleted = 0
    for day in session.scalars(counted).all():
        begins = _midnight(day)
        used = delete(ItemUse).where(ItemUse.at >= begins, ItemUse.at < begins + timedelta(days=1))
        deleted += session.execute(used).rowcount
    return deleted


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), HANOI)
