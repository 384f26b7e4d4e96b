"""Uses of public computers that are set apart until somebody accepts or rejects them.

A use is identified by the random id of its session and its time; no reader is recorded. Figures
are recomputed after each decision: an accepted use counts, a rejected one does not.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, func, or_, select, tuple_, update
from sqlalchemy.orm import Session

from library.database import insert_or_lock
from points.access_points.models import Device
from points.access_points.opening_hours import HANOI
from points.usage.events.computer_sessions import ComputerSession
from points.usage.events.plausibility import Implausibility
from points.usage.events.provenance import Arrival
from points.usage.models import DueCause, UsageDue
from points.usage.problems import NothingToDecideError, ReasonMissingError
from points.usage.rollups.models import ApartUse, UseRuling

REASON_NAMES = {
    Implausibility.CLOSED_DAY: "ngày đóng cửa",
    Implausibility.OUTSIDE_HOURS: "ngoài giờ mở cửa",
    Implausibility.MACHINE_OFF: "ngoài giờ máy bật",
    Arrival.UNSIGNED: "chưa ký",
    Arrival.TWO_NETWORKS: "gửi từ một mạng khác cùng lúc",
    Arrival.LATE: "gửi muộn dù máy vẫn gửi đều",
    Arrival.CLOSED_MONTH: "gửi khi tháng đã chốt",
    Arrival.UNUSUAL_DAY: "gấp năm lần ngày thường",
}
_REASONS = {reason.value: reason for reason in REASON_NAMES}
_SAME_USE = timedelta(minutes=5)
"""Difference of times within which it is the same use: a faster batch corrects the clock."""

_SHOWN_RULINGS = 50
_MAX_REASON_LENGTH = 500

DeviceDay = tuple[int, date]


@dataclass(frozen=True, slots=True)
class ApartGroup:
    """Waiting uses of one computer on one day."""

    point_id: int
    device_id: int
    label: str
    day: date
    uses: int
    first: datetime
    last: datetime
    reasons: tuple[Implausibility | Arrival, ...]


def store(
    session: Session,
    device_id: int,
    days: Collection[date],
    implausible: Mapping[ComputerSession, Implausibility | Arrival],
    point_at: Callable[[datetime], int | None],
) -> Mapping[ComputerSession, bool | None]:
    """Store the implausible uses of some days; return the decision on each, None if it waits."""
    of_days = select(ApartUse).where(ApartUse.device_id == device_id, ApartUse.day.in_(days))
    former = list(session.scalars(of_days.order_by(ApartUse.started)))
    rulings = dict(map(tuple, session.execute(select(UseRuling.id, UseRuling.accepted))))
    decisions: dict[ComputerSession, bool | None] = {}
    for use, reason in implausible.items():
        day, point_id = use.started.astimezone(HANOI).date(), point_at(use.started)
        if day not in days or point_id is None:
            continue
        row = next((row for row in former if _is_same(row, use)), None)
        if row is None:
            row = ApartUse(device_id=device_id, session=use.session)
            session.add(row)
        else:
            former.remove(row)
        row.day, row.point_id, row.reason, row.started = day, point_id, reason.value, use.started
        row.seconds = use.length // timedelta(seconds=1)
        decisions[use] = None if row.ruling_id is None else rulings[row.ruling_id]
    for row in former:
        session.delete(row)
    session.flush()
    return decisions


def waiting(
    session: Session, points: Collection[int] | None = None, limit: int | None = None
) -> tuple[ApartGroup, ...]:
    """Return the waiting uses by computer and day, newest first, of some points or of all."""
    key = (ApartUse.point_id, ApartUse.device_id, Device.label, ApartUse.day)
    rows = session.execute(
        _waiting_rows(
            points,
            *(*key, func.count(), func.min(ApartUse.started), func.max(ApartUse.started)),
            *(func.min(ApartUse.reason), func.max(ApartUse.reason)),
        )
        .join(Device, Device.id == ApartUse.device_id)
        .group_by(*key)
        .order_by(ApartUse.day.desc(), ApartUse.point_id, ApartUse.device_id)
        .limit(limit)
    )
    return tuple(
        ApartGroup(*values, tuple(_REASONS[reason] for reason in sorted({least, greatest})))
        for *values, least, greatest in rows
    )


def waiting_by_point(
    session: Session, points: Collection[int] | None = None
) -> dict[int, tuple[int, int]]:
    """Return the number of waiting uses and the highest id among them, by point id."""
    columns = (ApartUse.point_id, func.count(), func.max(ApartUse.id))
    rows = session.execute(_waiting_rows(points, *columns).group_by(ApartUse.point_id))
    return {point_id: (uses, newest) for point_id, uses, newest in rows}


def decide(
    session: Session,
    *,
    accepted: bool,
    reason: str,
    by: str,
    at: datetime,
    points: Iterable[int] = (),
    computers: Iterable[DeviceDay] = (),
    newest: int,
) -> UseRuling:
    """Accept or reject the waiting uses of whole points, and of computers on single days.

    Uses with a higher id than `newest` came after the page was shown, and wait on.
    """
    if not reason.strip():
        raise ReasonMissingError
    scope = or_(
        ApartUse.point_id.in_(list(points)),
        tuple_(ApartUse.device_id, ApartUse.day).in_(list(computers)),
    )
    rows = session.scalars(_waiting_rows(None, ApartUse).where(scope, ApartUse.id <= newest)).all()
    if not rows:
        raise NothingToDecideError
    ruling = UseRuling(
        accepted=accepted,
        reason=reason.strip()[:_MAX_REASON_LENGTH],
        uses=len(rows),
        decided=at,
        decided_by=by,
    )
    session.add(ruling)
    session.flush()
    for row in rows:
        row.ruling_id = ruling.id
    _recompute(session, {(row.device_id, row.day) for row in rows})
    return ruling


def undo(session: Session, ruling_id: int, *, by: str, at: datetime) -> UseRuling:
    """Take a decision back: its uses wait again, as far as their events still exist."""
    ruling = session.get(UseRuling, ruling_id)
    if ruling is None or ruling.undone is not None:
        raise NothingToDecideError
    of_ruling = ApartUse.ruling_id == ruling_id
    keys = session.execute(select(ApartUse.device_id, ApartUse.day).where(of_ruling).distinct())
    device_days = {(device_id, day) for device_id, day in keys}
    session.execute(update(ApartUse).where(of_ruling).values(ruling_id=None))
    ruling.undone, ruling.undone_by = at, by
    _recompute(session, device_days)
    return ruling


def rulings(session: Session) -> tuple[UseRuling, ...]:
    """Return the last decisions, newest first."""
    newest_first = select(UseRuling).order_by(UseRuling.id.desc())
    return tuple(session.scalars(newest_first.limit(_SHOWN_RULINGS)))


def _waiting_rows(points: Collection[int] | None, *columns: object) -> Select:
    rows = select(*columns).where(ApartUse.ruling_id.is_(None))
    return rows if points is None else rows.where(ApartUse.point_id.in_(points))


def _is_same(row: ApartUse, use: ComputerSession) -> bool:
    return row.session == use.session and abs(row.started - use.started) <= _SAME_USE


def _recompute(session: Session, device_days: Collection[DeviceDay]) -> None:
    rows = [
        {"device_id": device_id, "day": day, "cause": DueCause.DECISION}
        for device_id, day in sorted(device_days)
    ]
    session.flush()
    if rows:
        insert_or_lock(session, UsageDue, rows)
