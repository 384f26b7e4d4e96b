"""Calls the roll of the public computers: where each stands and how it is known."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.points import inventory
from library.points.enrolment import point_of
from library.points.models import Device
from library.points.opening import HANOI


@dataclass(frozen=True, slots=True)
class Computer:
    """One public computer as it is known at a moment."""

    id: int
    label: str
    point: str
    state: str


def computers(session: Session, at: datetime) -> tuple[Computer, ...]:
    """Return every computer ever announced, in the order in which they were."""
    today = at.astimezone(HANOI).date()
    names = {point.id: point.facts.name for point in inventory.all_on(session, today)}
    devices = session.scalars(select(Device).order_by(Device.id))
    return tuple(
        Computer(
            device.id,
            device.label,
            names.get(point_of(session, device.id, at), "chưa rõ điểm"),
            _state(device),
        )
        for device in devices
    )


def _state(device: Device) -> str:
    if device.revoked is not None:
        return "đã thu hồi"
    if device.cloned is not None:
        return "bị nhân bản: hai máy dùng chung một thẻ"
    return "đã đăng ký" if device.token_hash is not None else "chưa đăng ký"
