"""Deletion of raw events after some months, once their figures exist."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.orm import Session

from points.access_points.models import Device
from points.usage.events import partitions
from points.usage.models import DeviceBoot, DeviceEvent, UsageDue
from points.usage.rollups.models import ApartUse
from points.usage.rollups.per_point import midnight

_COMPUTERS_AT_A_TIME = 20


def first_kept(today: date, months: int) -> date:
    """Return the first day whose raw data is kept: the first of a month."""
    month_number = today.year * 12 + today.month - 1 - months
    return date(month_number // 12, month_number % 12 + 1, 1)


def forget(session: Session, cutoff: date) -> int:
    """Delete raw data before a day, if its figures exist; return the number of rows."""
    unmade = select(UsageDue.device_id).where(UsageDue.day < cutoff)
    is_unfinished = func.coalesce(Device.forgotten_before, date.min) < cutoff
    devices = select(Device.id).where(is_unfinished, Device.id.not_in(unmade))
    device_ids = session.scalars(devices).all()
    if partitions.are_kept(session):
        is_complete = session.scalar(unmade.limit(1)) is None
        return _forget_days(session, device_ids, cutoff) if is_complete else 0
    _mark(session, device_ids, cutoff)
    return sum(_forget_events(session, device_id, cutoff) for device_id in device_ids)


def _mark(session: Session, device_ids: Sequence[int], cutoff: date) -> None:
    """Note that figures of earlier days cannot be recomputed any more."""
    devices = update(Device).where(Device.id.in_(device_ids))
    session.execute(devices.values(forgotten_before=cutoff))
    past = delete(ApartUse).where(ApartUse.device_id.in_(device_ids), ApartUse.day < cutoff)
    session.execute(past)
    session.flush()


def _forget_days(session: Session, device_ids: Sequence[int], cutoff: date) -> int:
    """Drop the partitions of earlier days; runs without events follow a few computers at a time.

    Finding that a run has no event means a look into every partition.
    """
    row_count = 0
    if device_ids:
        _mark(session, device_ids, cutoff)
        received_before = int(midnight(cutoff).timestamp())
        row_count = partitions.drop_before(session, cutoff, received_before)
    devices = select(DeviceBoot.device_id).where(DeviceBoot.heard < midnight(cutoff)).distinct()
    some = select(devices.subquery()).order_by(func.random()).limit(_COMPUTERS_AT_A_TIME)
    for device_id in session.scalars(some).all():
        _forget_boots(session, device_id, cutoff)
    return row_count


def _forget_events(session: Session, device_id: int, cutoff: date) -> int:
    boots = select(DeviceBoot.id).where(DeviceBoot.device_id == device_id)
    old_events = delete(DeviceEvent).where(
        DeviceEvent.boot_id.in_(boots), DeviceEvent.received < int(midnight(cutoff).timestamp())
    )
    row_count = session.execute(old_events).rowcount
    _forget_boots(session, device_id, cutoff)
    return row_count


def _forget_boots(session: Session, device_id: int, cutoff: date) -> None:
    """Delete runs whose events are all deleted: a computer adds one each day."""
    device = session.get_one(Device, device_id)
    delivering = select(DeviceBoot.delivered_by).where(DeviceBoot.delivered_by.is_not(None))
    session.execute(
        delete(DeviceBoot).where(
            DeviceBoot.device_id == device_id,
            DeviceBoot.heard < midnight(cutoff),
            DeviceBoot.id.not_in([device.speaking_boot or 0, device.agent_boot or 0]),
            DeviceBoot.id.not_in(delivering),
            ~exists().where(DeviceEvent.boot_id == DeviceBoot.id),
        )
    )
