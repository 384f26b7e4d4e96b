"""Life of a public computer: dated rows from its first enrolment to its replacement."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ScalarSelect, select
from sqlalchemy.orm import Session

from library import clock
from points.access_points.models import Device, DeviceChange, DeviceChangeKind
from points.access_points.problems import DeviceNotFoundError, DeviceReplacedError

OUT_OF_SERVICE = frozenset(
    (DeviceChangeKind.WITHDRAWN, DeviceChangeKind.RETIRED, DeviceChangeKind.REPLACED)
)
"""Changes after which a computer is not expected to report, until it is enrolled again."""

_NEWEST_FIRST = (DeviceChange.at.desc(), DeviceChange.id.desc())


def enrolment_at(at: datetime) -> DeviceChange:
    """Return the first row of a computer that was enrolled at a moment."""
    return DeviceChange(at=at, kind=DeviceChangeKind.ENROLLED)


def last_kind() -> ScalarSelect[DeviceChangeKind | None]:
    """Return the subquery for the newest kind of change of a `Device`; NULL before enrolment."""
    rows = select(DeviceChange.kind).where(DeviceChange.device_id == Device.id)
    return rows.order_by(*_NEWEST_FIRST).limit(1).correlate(Device).scalar_subquery()


def note_enrolment(session: Session, device_id: int, at: datetime | None = None) -> None:
    """Record that a code was used: for the first time, for a new token, or to come back."""
    kinds = _kinds(session, device_id)
    if DeviceChangeKind.ENROLLED not in kinds:
        kind = DeviceChangeKind.ENROLLED
    elif kinds[-1] in OUT_OF_SERVICE:
        kind = DeviceChangeKind.RETURNED
    else:
        kind = DeviceChangeKind.RENEWED
    _add(session, device_id, kind, at=at or clock.now())


def left_service_after(session: Session, device_id: int, at: datetime | None) -> bool:
    """Return True if a computer went out of service after a moment; None: nobody knows when."""
    changes = select(DeviceChange.id).filter_by(device_id=device_id)
    changes = changes.where(DeviceChange.kind.in_(OUT_OF_SERVICE))
    later_changes = changes if at is None else changes.where(DeviceChange.at > at)
    return session.scalar(later_changes.limit(1)) is not None


def end_service(
    session: Session,
    device_id: int,
    kind: DeviceChangeKind = DeviceChangeKind.WITHDRAWN,
    **columns: object,
) -> None:
    """Revoke the tokens and the pending code of a computer, and record why it stopped.

    A second withdrawal adds no row; the first one stays.
    """
    device = session.get(Device, device_id, with_for_update=True)
    if device is None:
        raise DeviceNotFoundError(device_id)
    last = (_kinds(session, device_id) or [None])[-1]
    if last is DeviceChangeKind.REPLACED and kind is last:
        raise DeviceReplacedError(device.label)
    if last not in OUT_OF_SERVICE or kind is not DeviceChangeKind.WITHDRAWN:
        _add(session, device_id, kind, **columns)
    # A new code must not bring the old tokens back.
    device.code_hash = device.code_expires = device.token_hash = None
    device.agent_hash = device.agent_key = None


def periods_of_service(
    session: Session,
) -> Mapping[int, tuple[tuple[datetime, datetime | None], ...]]:
    """Return the times of each computer between its enrolments and the ends of its service."""
    periods: dict[int, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    rows = select(DeviceChange.device_id, DeviceChange.at, DeviceChange.kind)
    for device_id, at, kind in session.execute(rows.order_by(DeviceChange.at, DeviceChange.id)):
        times = periods[device_id]
        in_service = bool(times) and times[-1][1] is None
        if kind in OUT_OF_SERVICE and in_service:
            times[-1] = (times[-1][0], at)
        elif kind not in OUT_OF_SERVICE and not in_service:
            times.append((at, None))
    return {device_id: tuple(times) for device_id, times in periods.items()}


def changes_of(
    session: Session, device_ids: Collection[int]
) -> Mapping[int, tuple[DeviceChange, ...]]:
    """Return the changes of some computers, newest first."""
    by_device: dict[int, list[DeviceChange]] = defaultdict(list)
    rows = select(DeviceChange).where(DeviceChange.device_id.in_(device_ids))
    for change in session.scalars(rows.order_by(*_NEWEST_FIRST)):
        by_device[change.device_id].append(change)
    return {device_id: tuple(changes) for device_id, changes in by_device.items()}


def _kinds(session: Session, device_id: int) -> list[DeviceChangeKind]:
    rows = select(DeviceChange.kind).where(DeviceChange.device_id == device_id)
    return list(session.scalars(rows.order_by(DeviceChange.at, DeviceChange.id)))


def _add(session: Session, device_id: int, kind: DeviceChangeKind, **columns: object) -> None:
    columns = {"at": clock.now(), **columns}
    session.add(DeviceChange(device_id=device_id, kind=kind, **columns))
    session.flush()
