"""Says what works at this moment: which computers are on, which are in use, which are silent."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from library.points.inventory import Point, all_on, hours_on
from library.points.models import Device, DevicePlacement
from library.points.opening_hours import HANOI, OpenDay
from library.usage.events.timeline import moment
from library.usage.models import DeviceBoot, DeviceEvent, EventKind

_ON = timedelta(minutes=11)
"""A computer that is on speaks every five minutes; one word may be lost on its way."""


@dataclass(frozen=True, slots=True)
class ComputerNow:
    """One public computer in service, as it was heard last."""

    id: int
    label: str
    point_id: int
    enrolled: datetime | None
    cloned: bool
    heard: datetime | None = None
    is_on: bool = False
    in_use: bool = False
    skew: timedelta = timedelta()
    """How much its calendar lags behind ours."""
    dropped: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class PointNow:
    """One point with its computers."""

    point: Point
    today: OpenDay | None
    is_open: bool
    computers: tuple[ComputerNow, ...]

    @property
    def on(self) -> int:
        """How many computers are on."""
        return sum(computer.is_on for computer in self.computers)

    @property
    def in_use(self) -> int:
        """How many computers have a reader."""
        return sum(computer.in_use for computer in self.computers)

    @property
    def heard(self) -> datetime | None:
        """When any of its computers was heard last."""
        return max((c.heard for c in self.computers if c.heard), default=None)


def points_now(
    session: Session, at: datetime, only: Collection[int] | None = None
) -> tuple[PointNow, ...]:
    """Return every point in the order of the inventory; those who keep one point see only it."""
    there: dict[int, list[ComputerNow]] = defaultdict(list)
    for computer in computers_now(session, at):
        there[computer.point_id].append(computer)
    local = at.astimezone(HANOI)
    found = []
    for point in all_on(session, local.date()):
        if only is None or point.id in only:
            today = hours_on(session, point.code, local.date())
            found.append(PointNow(point, today, _is_open(today, local), tuple(there[point.id])))
    return tuple(found)


def computers_now(session: Session, at: datetime) -> tuple[ComputerNow, ...]:
    """Return every computer that is not revoked, with where it stands and when it was heard."""
    latest = (
        select(DeviceEvent.kind, DeviceEvent.session)
        .where(DeviceEvent.boot_id == DeviceBoot.id)
        .order_by(DeviceEvent.event.desc())
        .limit(1)
    )
    kind, sitting = (
        latest.with_only_columns(column).correlate(DeviceBoot).scalar_subquery()
        for column in (DeviceEvent.kind, DeviceEvent.session)
    )
    agent = aliased(DeviceBoot)
    rows = session.execute(
        select(Device, DeviceBoot, kind, sitting, agent)
        .outerjoin(DeviceBoot, DeviceBoot.id == Device.speaking_boot)
        .outerjoin(agent, agent.id == Device.agent_boot)
        .where(Device.revoked.is_(None))
        .order_by(Device.id)
    )
    places = _places(session, at)
    return tuple(
        _computer(device, (boot, agent), places[device.id], at, sits=_sits(kind, sitting))
        for device, boot, kind, sitting, agent in rows
        if device.id in places
    )


def _computer(
    device: Device,
    boots: tuple[DeviceBoot | None, ...],
    point_id: int,
    at: datetime,
    *,
    sits: bool,
) -> ComputerNow:
    cloned = device.cloned is not None
    spoken = [boot for boot in boots if boot is not None and boot.origin is not None]
    if not spoken:
        return ComputerNow(device.id, device.label, point_id, device.enrolled, cloned)
    last = max(spoken, key=_heard)
    is_on = at - _heard(last) <= _ON
    return ComputerNow(
        device.id,
        device.label,
        point_id,
        device.enrolled,
        cloned,
        heard=_heard(last),
        is_on=is_on,
        in_use=sits and boots[0] is not None and at - _heard(boots[0]) <= _ON,
        skew=timedelta(milliseconds=last.skew or 0),
        dropped=sum(boot.dropped for boot in spoken),
        waiting=sum(boot.waiting for boot in spoken),
    )


def _heard(boot: DeviceBoot) -> datetime:
    return moment((boot.origin or 0) + boot.spoken)


def _sits(kind: int | None, sitting: bytes | None) -> bool:
    return sitting is not None and kind != EventKind.SESSION_END


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
