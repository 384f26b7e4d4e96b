"""Faults reported on public computers, entered in the register of incidents."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from points.access_points.enrolment import point_of
from points.access_points.models import AccessPoint, Asset, Device
from points.access_points.opening_hours import HANOI
from points.programme.registers import entries
from points.programme.registers.entries import Entry
from points.programme.registers.schema import register_of
from points.usage.events.intake import MAX_EVENT_AGE, Fault

REGISTER, REPORTED_BY = "su-co", "trang máy công cộng"
FAULT_KINDS = {
    1: "Máy chạy chậm, treo, không lên",
    2: "Màn hình",
    3: "Bàn phím, chuột",
    4: "Mạng Internet",
    5: "Máy in",
    6: "Loa, tai nghe",
    7: "Phần mềm",
    0: "Việc khác",
}
"""Kinds of faults by number; the page sends it doubled, plus 1 if the computer is unusable."""

_MAX_FAULTS_PER_DAY = 3
"""Largest number of new faults per computer and day, against misuse of the button."""


def enter(
    session: Session, device_id: int, faults: Iterable[Fault], now: datetime
) -> tuple[Entry, ...]:
    """Enter the new faults of a computer; a fault waiting for repair is not entered again."""
    new_entries = [_enter(session, device_id, fault, now) for fault in faults]
    return tuple(entry for entry in new_entries if entry is not None)


def _enter(session: Session, device_id: int, fault: Fault, now: datetime) -> Entry | None:
    at = fault.at if now - MAX_EVENT_AGE < fault.at <= now else now
    code = select(AccessPoint.code).where(AccessPoint.id == point_of(session, device_id, at))
    point = session.scalar(code)
    if point is None:
        return None
    kind = FAULT_KINDS.get(fault.what // 2, FAULT_KINDS[0])
    label, number = _device_label(session, device_id)
    details = {
        "what": f"{label}: {kind}",
        "told_by": REPORTED_BY,
        "asset": number or label,
        "computers": fault.what % 2,
    }
    day = at.astimezone(HANOI).date()
    if _is_ignored(session, point, details, day):
        return None
    register = register_of(REGISTER)
    return entries.enter(session, register, point=point, day=day, details=details, by=REPORTED_BY)


def _is_ignored(session: Session, point: str, details: dict[str, object], day: date) -> bool:
    """Return True if the fault is already waiting, or the daily limit is reached."""
    of_point = entries.entries(session, REGISTER, until=day + timedelta(days=1), points=(point,))
    same = [
        entry
        for entry in of_point
        if entry.get("told_by") == REPORTED_BY and entry.get("asset") == details["asset"]
    ]
    waits = any(e.get("what") == details["what"] and e.day_in("repaired") is None for e in same)
    return waits or sum(entry.day == day for entry in same) >= _MAX_FAULTS_PER_DAY


def _device_label(session: Session, device_id: int) -> tuple[str, str | None]:
    """Return the label and the inventory number of a computer."""
    return session.execute(
        select(Device.label, Asset.number)
        .outerjoin(Asset, Asset.id == Device.asset_id)
        .where(Device.id == device_id)
    ).one()
