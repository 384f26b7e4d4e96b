"""Current state of public computers: on, in use, shut down, or out of contact."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from points.access_points.device_life import OUT_OF_SERVICE, last_kind
from points.access_points.inventory import Point, all_hours_on, points_on
from points.access_points.models import Device, DevicePlacement
from points.access_points.opening_hours import HANOI, OpenDay
from points.usage.events.timeline import moment
from points.usage.models import DeviceBoot, DeviceEvent, EventKind, Heartbeat

_MAX_HEARTBEAT_GAP = timedelta(minutes=11)
"""A running computer sends an event every five minutes; one may be lost."""

_GOODBYE_MARGIN = timedelta(minutes=2)
"""The page may be heard a little after the agent reported the shutdown."""

_UNDATED_SHOWN_FOR = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class ComputerNow:
    """State of a public computer in service, from its latest events."""

    id: int
    label: str
    point_id: int
    is_enrolled: bool
    cloned: bool
    heard: datetime | None = None
    is_on: bool = False
    in_use: bool = False
    was_shut_down: bool = False
    """True if the last thing heard is that it is being shut down."""
    sees_input: bool | None = None
    """True if its agent sees all input; None without an agent that is on."""
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
    opened: datetime | None
    """Start of the current opening hours; None while the point is closed."""
    computers: tuple[ComputerNow, ...]

    @property
    def is_open(self) -> bool:
        """Return True within the opening hours."""
        return self.opened is not None

    @property
    def lost(self) -> tuple[ComputerNow, ...]:
        """Computers heard since the point opened that went silent without being shut down."""
        return tuple(computer for computer in self.computers if self._is_lost(computer))

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

    def _is_lost(self, computer: ComputerNow) -> bool:
        if computer.is_on or computer.was_shut_down or computer.heard is None:
            return False
        return self.opened is not None and computer.heard >= self.opened


def points_now(
    session: Session, at: datetime, only: Collection[int] | None = None
) -> tuple[PointNow, ...]:
    """Return the points in inventory order; `only` limits them to some point ids."""
    computers_by_point: dict[int, list[ComputerNow]] = defaultdict(list)
    for computer in computers_now(session, at):
        computers_by_point[computer.point_id].append(computer)
    local = at.astimezone(HANOI)
    points, hours = [], all_hours_on(session, local.date())
    for point in points_on(session, local.date()):
        if only is None or point.id in only:
            today = hours.get(point.id)
            points.append(
                PointNow(point, today, _opened(today, local), tuple(computers_by_point[point.id]))
            )
    return tuple(points)


def computers_now(session: Session, at: datetime) -> tuple[ComputerNow, ...]:
    """Return every computer that is not out of service, with its point and current state."""
    agent = aliased(DeviceBoot)
    latest = (
        *_latest(DeviceBoot, DeviceEvent.kind, DeviceEvent.session),
        *_latest(agent, DeviceEvent.kind, DeviceEvent.amount),
    )
    last_change = last_kind()
    rows = session.execute(
        select(Device, last_change, DeviceBoot, agent, *latest)
        .outerjoin(DeviceBoot, DeviceBoot.id == Device.speaking_boot)
        .outerjoin(agent, agent.id == Device.agent_boot)
        .where(last_change.is_(None) | last_change.not_in(OUT_OF_SERVICE))
        .order_by(Device.id)
    )
    places, counts = _places(session, at), _undated(session, at)
    computers = (
        _with_agent(
            _computer(
                device,
                (page, agent),
                places[device.id],
                at,
                is_enrolled=change is not None,
                has_reader=sitting is not None and kind != EventKind.SESSION_END,
            ),
            agent,
            (agent_kind, flags),
            at,
        )
        for device, change, page, agent, kind, sitting, agent_kind, flags in rows
        if device.id in places
    )
    return tuple(replace(computer, undated=counts.get(computer.id, 0)) for computer in computers)


def _latest(
    boot: type[DeviceBoot], *columns: InstrumentedAttribute
) -> tuple[ScalarSelect[object], ...]:
    """Return subqueries for columns of the latest event of a run."""
    return tuple(
        select(column)
        .where(DeviceEvent.boot_id == boot.id)
        .order_by(DeviceEvent.event.desc())
        .limit(1)
        .correlate(boot)
        .scalar_subquery()
        for column in columns
    )


def _with_agent(
    computer: ComputerNow,
    agent: DeviceBoot | None,
    latest: tuple[int | None, int | None],
    at: datetime,
) -> ComputerNow:
    """Return the computer with what its agent reported last: a shutdown, or the input it sees."""
    if agent is None or agent.origin is None or computer.heard is None:
        return computer
    kind, flags = latest
    if kind == EventKind.STOP:
        was_shut_down = computer.heard - _heard(agent) <= _GOODBYE_MARGIN
        return replace(
            computer, was_shut_down=was_shut_down, is_on=computer.is_on and not was_shut_down
        )
    if kind != EventKind.HEARTBEAT or at - _heard(agent) > _MAX_HEARTBEAT_GAP:
        return computer
    return replace(computer, sees_input=bool((flags or 0) & Heartbeat.SEES_INPUT))


def _computer(
    device: Device,
    boots: tuple[DeviceBoot | None, ...],
    point_id: int,
    at: datetime,
    *,
    is_enrolled: bool,
    has_reader: bool,
) -> ComputerNow:
    cloned = device.cloned is not None
    dated_boots = [boot for boot in boots if boot is not None and boot.origin is not None]
    if not dated_boots:
        return ComputerNow(device.id, device.label, point_id, is_enrolled, cloned)
    last = max(dated_boots, key=_heard)
    is_on = at - _heard(last) <= _MAX_HEARTBEAT_GAP
    return ComputerNow(
        device.id,
        device.label,
        point_id,
        is_enrolled,
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


def _places(session: Session, at: datetime) -> dict[int, int]:
    rows = session.execute(
        select(DevicePlacement.device_id, DevicePlacement.point_id)
        .where(DevicePlacement.since <= at)
        .order_by(DevicePlacement.since, DevicePlacement.id)
    )
    return dict(map(tuple, rows))


def _opened(today: OpenDay | None, local: datetime) -> datetime | None:
    """Return the start of the opening hours that contain a time."""
    for interval in () if today is None else today.intervals:
        if interval.opens <= local.time() < interval.closes:
            return datetime.combine(local.date(), interval.opens, HANOI)
    return None
