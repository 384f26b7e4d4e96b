"""Opening of a new point in one step: record, hours, equipment and enrolment codes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.staff.audit import note
from points.access_points import enrolment, equipment, inventory
from points.access_points.equipment import AssetFacts
from points.access_points.inventory import PointFacts
from points.access_points.models import Asset, Device
from points.programme.problems import TooManyComputersError
from points.programme.registers import entries

MAX_COMPUTERS = 60


@dataclass(frozen=True, slots=True)
class NewPoint:
    """Initial data of a new point."""

    code: str
    facts: PointFacts
    week: Sequence[str]
    computers: int
    source: str | None
    candidate: int | None = None
    """Entry number in the register of candidates."""


@dataclass(frozen=True, slots=True)
class EnrolmentCode:
    """Enrolment code of a computer, valid for half an hour."""

    label: str
    asset: str
    code: str


def open_point(
    session: Session, new: NewPoint, *, since: date, by: str
) -> tuple[EnrolmentCode, ...]:
    """Enter a point with its hours and computers; return an enrolment code for each computer."""
    if not 0 <= new.computers <= MAX_COMPUTERS:
        raise TooManyComputersError(MAX_COMPUTERS)
    point_id = inventory.enter(session, new.code, new.facts, since=since, by=by)
    if any(hours.strip() for hours in new.week):
        inventory.set_week(session, new.code, new.week, since=since, by=by)
    codes = tuple(
        _computer(session, new, number, point_id, since=since, by=by)
        for number in range(1, new.computers + 1)
    )
    if new.candidate is not None:
        _mark_candidate_opened(session, new, since=since, by=by)
    note(session, by, "point.open", new.code, f"{new.computers} máy")
    session.flush()
    return codes


def _computer(
    session: Session, new: NewPoint, number: int, point_id: int, *, since: date, by: str
) -> EnrolmentCode:
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
    return EnrolmentCode(label, asset.number, code)


def _mark_candidate_opened(session: Session, new: NewPoint, *, since: date, by: str) -> None:
    candidate = entries.entry_of(session, "nhan-rong", new.candidate)
    values = {**candidate.fields, "step": "đã mở", "opened": since.isoformat(), "code": new.code}
    entries.change(
        session,
        candidate,
        point=candidate.point,
        day=candidate.day,
        values=values,
        by=by,
        reason="mở điểm",
    )


def candidate_facts(session: Session, number: int) -> PointFacts | None:
    """Return the facts of a point from its entry in the register of candidates."""
    entry = entries.entry_of(session, "nhan-rong", number)
    facts = PointFacts(name=str(entry.get("name") or ""), level=inventory.PointLevel.COMMUNE)
    return replace(facts, place=str(entry.get("place") or "") or None)
