"""List of the public computers with their point and enrolment state."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from points.access_points import inventory
from points.access_points.device_life import OUT_OF_SERVICE, last_kind
from points.access_points.enrolment import point_of
from points.access_points.models import Asset, Device, DeviceChangeKind
from points.access_points.opening_hours import HANOI
from points.access_points.problems import DeviceNotFoundError

_STATES = {
    DeviceChangeKind.WITHDRAWN: "đã thu hồi",
    DeviceChangeKind.RETIRED: "đã thôi dùng",
    DeviceChangeKind.REPLACED: "đã thay bằng máy khác",
}


@dataclass(frozen=True, slots=True)
class Computer:
    """A public computer at a point in time."""

    id: int
    label: str
    point: str
    state: str
    point_id: int | None = None
    asset: str | None = None
    """Its number in the inventory of equipment."""
    revoked: bool = False
    """True if its token was revoked, or if it was retired or replaced."""


def computers(session: Session, at: datetime) -> tuple[Computer, ...]:
    """Return every computer ever announced, in the order of entry."""
    today = at.astimezone(HANOI).date()
    names = {point.id: point.facts.name for point in inventory.points_on(session, today)}
    rows = session.execute(
        select(Device, Asset.number, last_kind())
        .outerjoin(Asset, Asset.id == Device.asset_id)
        .order_by(Device.id)
    )
    return tuple(
        Computer(
            device.id,
            device.label,
            names.get(point_id := point_of(session, device.id, at), "chưa rõ điểm"),
            _STATES.get(kind) or _state(device),
            point_id,
            number,
            kind in OUT_OF_SERVICE,
        )
        for device, number, kind in rows
    )


def computer(session: Session, device_id: int, at: datetime) -> Computer:
    """Return one computer; raise DeviceNotFoundError."""
    match = next((c for c in computers(session, at) if c.id == device_id), None)
    if match is None:
        raise DeviceNotFoundError(device_id)
    return match


def _state(device: Device) -> str:
    if device.cloned is not None:
        return "bị nhân bản: hai máy dùng chung một thẻ"
    return "đã đăng ký" if device.is_enrolled else "chưa đăng ký"
