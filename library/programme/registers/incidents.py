"""Enters in the register of incidents what is said to be broken at a public computer itself."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.points.enrolment import point_of
from library.points.models import AccessPoint, Asset, Device
from library.points.opening_hours import HANOI
from library.programme.registers import entries
from library.programme.registers.entries import Entry
from library.programme.registers.schema import register_of
from library.usage.events.intake import LATE, Fault

REGISTER, TOLD_BY = "su-co", "trang máy công cộng"
KINDS = {
    1: "Máy chạy chậm, treo, không lên",
    2: "Màn hình",
    3: "Bàn phím, chuột",
    4: "Mạng Internet",
    5: "Máy in",
    6: "Loa, tai nghe",
    7: "Phần mềm",
    0: "Việc khác",
}
"""What may be broken, as the page numbers it; its number is doubled, odd: it cannot be used."""

_MOST = 3
"""So often a day a computer may tell something new; who plays with the button fills no register."""


def enter(
    session: Session, device_id: int, faults: Iterable[Fault], now: datetime
) -> tuple[Entry, ...]:
    """Enter each fault nobody knows of yet; what waits for its repair is not entered again."""
    entered = [_enter(session, device_id, fault, now) for fault in faults]
    return tuple(entry for entry in entered if entry is not None)


def _enter(session: Session, device_id: int, fault: Fault, now: datetime) -> Entry | None:
    at = fault.at if now - LATE < fault.at <= now else now
    point = _code(session, point_of(session, device_id, at))
    if point is None:
        return None
    what = KINDS.get(fault.what // 2, KINDS[0])
    label, number = _named(session, device_id)
    told = {
        "what": f"{label}: {what}",
        "told_by": TOLD_BY,
        "asset": number or label,
        "computers": fault.what % 2,
    }
    day = at.astimezone(HANOI).date()
    if _is_known(session, point, told, day):
        return None
    register = register_of(REGISTER)
    return entries.enter(session, register, point=point, day=day, told=told, by=TOLD_BY)


def _is_known(session: Session, point: str, told: dict[str, object], day: date) -> bool:
    """Say whether a computer's fault waits already, or too many of the day do."""
    of_point = entries.entries(session, REGISTER, until=day + timedelta(days=1), points=(point,))
    same = [
        entry
        for entry in of_point
        if entry.get("told_by") == TOLD_BY and entry.get("asset") == told["asset"]
    ]
    waits = any(e.get("what") == told["what"] and e.day_in("repaired") is None for e in same)
    return waits or sum(entry.day == day for entry in same) >= _MOST


def _named(session: Session, device_id: int) -> tuple[str, str | None]:
    """Return what a computer is called, and what is written on its label in the inventory."""
    return session.execute(
        select(Device.label, Asset.number)
        .outerjoin(Asset, Asset.id == Device.asset_id)
        .where(Device.id == device_id)
    ).one()


def _code(session: Session, point_id: int | None) -> str | None:
    return session.scalar(select(AccessPoint.code).where(AccessPoint.id == point_id))
