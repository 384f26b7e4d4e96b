"""Opens a further point in one act: its record, hours, equipment, and codes for its computers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.points import enrolment, equipment, inventory
from library.points.equipment import AssetFacts
from library.points.inventory import PointFacts
from library.points.models import Asset, Device
from library.programme.problems import TooManyComputersError
from library.programme.registers import entries
from library.staff.audit import note

MOST = 60


@dataclass(frozen=True, slots=True)
class NewPoint:
    """What a new point begins with."""

    code: str
    facts: PointFacts
    week: Sequence[str]
    computers: int
    source: str | None
    candidate: int | None = None
    """Its number in the register of candidates."""


@dataclass(frozen=True, slots=True)
class Code:
    """With which code a computer is enrolled, within half an hour."""

    label: str
    asset: str
    code: str


def open_point(session: Session, new: NewPoint, *, since: date, by: str) -> tuple[Code, ...]:
    """Enter a point with its hours, its computers on the inventory, and a code for each."""
    if not 0 <= new.computers <= MOST:
        raise TooManyComputersError(MOST)
    point_id = inventory.enter(session, new.code, new.facts, since=since, by=by)
    if any(hours.strip() for hours in new.week):
        inventory.set_week(session, new.code, new.week, since=since, by=by)
    codes = tuple(
        _computer(session, new, number, point_id, since=since, by=by)
        for number in range(1, new.computers + 1)
    )
    if new.candidate is not None:
        _opened(session, new, since=since, by=by)
    note(session, by, "point.open", new.code, f"{new.computers} máy")
    session.flush()
    return codes


def _computer(
    session: Session, new: NewPoint, number: int, point_id: int, *, since: date, by: str
) -> Code:
    asset = AssetFacts(
        number=f"{new.code}-{number:02}",
        kind="máy tính để bàn",
        source=new.source,
        acquired=since,
    )
    equipment.enter(session, asset, point_id=point_id, since=since, by=by)
    label = f"Máy {number}"
    code = enrolment.announce(session, new.code, label, by=by)
    device = session.scalars(select(Device).order_by(Device.id.desc()).limit(1)).one()
    device.asset_id = session.scalar(select(Asset.id).where(Asset.number == asset.number))
    return Code(label, asset.number, code)


def _opened(session: Session, new: NewPoint, *, since: date, by: str) -> None:
    before = entries.entry_of(session, "nhan-rong", new.candidate)
    told = {**before.told, "step": "đã mở", "opened": since.isoformat(), "code": new.code}
    entries.change(
        session, before, point=before.point, day=before.day, told=told, by=by, reason="mở điểm"
    )


def suggested(session: Session, number: int) -> PointFacts | None:
    """Return what the register of candidates says of a point that is to be opened."""
    entry = entries.entry_of(session, "nhan-rong", number)
    facts = PointFacts(name=str(entry.get("name") or ""), level=inventory.PointLevel.COMMUNE)
    return replace(facts, place=str(entry.get("place") or "") or None)
