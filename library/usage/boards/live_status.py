"""Current state of public computers: on, in use or silent."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from library.points.inventory import Point, hours_on, points_on
from library.points.models import Device, DevicePlacement
from library.points.opening_hours import HANOI, OpenDay
from library.usage.events.timeline import moment
from library.usage.models import DeviceBoot, DeviceEvent, EventKind

_MAX_HEARTBEAT_GAP = timedelta(minutes=11)
"""A running computer sends an event every five minutes; one may be lost."""

_UNDATED_SHOWN_FOR = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class ComputerNow:
    """State of a public computer in service, from its latest events."""

    id: int
    label: str
    point_id: int
    enrolled: datetime | None
    cloned: bool
    heard: datetime | None = None
    is_on: bool = False
    in_use: bool = False
    skew: timedelta = timedelta()
    """Delay of its wall clock behind the server's."""
    dropped: int = 0
    waiting: int = 0
    undated: int = 0
    """Recent runs whose time cannot be known."""


@dataclass(frozen=True, slots=True)
class PointNow:
    """Current state of an access point and its computers."""

    point: Point
    today: OpenDay | None
    is_open: bool
    computers: tuple[ComputerNow, ...]

    @property
    def on(self) -> int:
        """Number of computers that are on."""
        return sum(computer.is_on for computer in self.computers)

    @property
    def in_use(self) -> int:
        """Number of computers with an open session."""
        return sum(computer.in_use for computer in self.computers)

    @property
    def heard(self) -> datetime | None:
        """Time of the latest event from any of its computers."""
        return max((c.heard for c in self.computers if c.heard), default=None)


def points_now(
    session: Session, at: datetime, only: Collection[int] | None = None
) -> tuple[PointNow, ...]:
    """Return the points in inventory order; `only` limits them to some point ids."""
    computers_by_point: dict[int, list[ComputerNow]] = defaultdict(list)
    for computer in computers_now(session, at):
        computers_by_point[computer.point_id].append(computer)
    local = at.astimezone(HANOI)
    points = []
    for point in points_on(session, local.date()):
        if only is None or point.id in only:
            today = hours_on(session, point.code, local.date())
            points.append(
                PointNow(point, today, _is_open(today, local), tuple(computers_by_point[point.id]))
            )
    return tuple(points)


def computers_now(session: Session, at: datetime) -> tuple[ComputerNow, ...]:
    """Return every computer that is not revoked, with its point and current state."""
    latest = (
        select(DeviceEvent.kind, DeviceEvent.session)
        .where(DeviceEvent.boot_id == DeviceBoot.id)
        .order_by(DeviceEvent.event.desc())
        .limit(1)
    )
    kind, session_id = (
        latest.with_only_columns(column).correlate(DeviceBoot).scalar_subquery()
        for column in (DeviceEvent.kind, DeviceEvent.session)
    )
    agent = aliased(DeviceBoot)
    rows = session.execute(
        select(Device, DeviceBoot, kind, session_id, agent)
        .outerjoin(DeviceBoot, DeviceBoot.id == Device.speaking_boot)
        .outerjoin(agent, agent.id == Device.agent_boot)
        .where(Device.revoked.is_(None))
        .order_by(Device.id)
    )
    places, undated = _places(session, at), _undated(session, at)
    computers = (
        _computer(
            device, (boot, agent), places[device.id], at, has_reader=_has_reader(kind, session_id)
        )
        for device, boot, kind, session_id, agent in rows
        if device.id in places
    )
    return tuple(replace(computer, undated=undated.get(computer.id, 0)) for computer in computers)


def _computer(
    device: Device,
    boots: tuple[DeviceBoot | None, ...],
    point_id: int,
    at: datetime,
    *,
    has_reader: bool,
) -> ComputerNow:
    cloned = device.cloned is not None
    dated_boots = [boot for boot in boots if boot is not None and boot.origin is not None]
    if not dated_boots:
        return ComputerNow(device.id, device.label, point_id, device.enrolled, cloned)
    last = max(dated_boots, key=_heard)
    is_on = at - _heard(last) <= _MAX_HEARTBEAT_GAP
    return ComputerNow(
        device.id,
        device.label,
        point_id,
        device.enrolled,
        cloned,
        heard=_heard(last),
        is_on=is_on,
        in_use=has_reader and boots[0] is not None and at - _heard(boots[0]) <= _MAX_HEARTBEAT_GAP,
        skew=timedelta(milliseconds=last.skew or 0),
        dropped=sum(boot.dropped for boot in dated_boots),
        waiting=sum(boot.waiting for boot in dated_boots),
    )


def _undated(session: Session, at: datetime) -> dict[int, int]:
    """Return the number of recent runs without a known time, by computer."""
    rows = session.execute(
        select(DeviceBoot.device_id, func.count())
        .where(DeviceBoot.undated, DeviceBoot.heard >= at - _UNDATED_SHOWN_FOR)
        .group_by(DeviceBoot.device_id)
    )
    return dict(map(tuple, rows))


def _heard(boot: DeviceBoot) -> datetime:
    return moment((boot.origin or 0) + boot.spoken)


def _has_reader(kind: int | None, session_id: bytes | None) -> bool:
    return session_id is not None and kind != EventKind.SESSION_END


def _places(session: Session, at: datetime) -> dict[int, int]:
    rows = session.execute(
        select(DevicePlacement.device_id, DevicePlacement.point_id)
        .where(DevicePlacement.since <= at)
        .order_by(DevicePlacement.since, DevicePlacement.id)
    )
    return dict(map(tuple, rows))


def _is_open(today: OpenDay | None, local: datetime) -> bool:
    hours = () if today is None else today.intervals
    return any(interval.opens <= local.time() < interval.closes for interval in hours)
