"""Progress of the installation of a point's computers, for the technician."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from points.access_points.device_life import OUT_OF_SERVICE, last_kind
from points.access_points.enrolment import point_of
from points.access_points.models import Device
from points.usage.events.timeline import moment
from points.usage.models import DeviceBoot, DeviceEvent, EventKind, Heartbeat


@dataclass(frozen=True, slots=True)
class ComputerSetup:
    """State of one computer's installation; None where nothing was received."""

    id: int
    label: str
    code_until: datetime | None
    """End of the code that waits to be typed."""
    is_enrolled: bool
    has_agent: bool
    is_cloned: bool
    may_read_on_site: bool
    is_unsigned: bool
    """True if its uses wait because they are not signed."""
    page_heard: datetime | None
    agent_heard: datetime | None
    agent_version: str | None
    skew: timedelta | None
    """Delay of its wall clock behind the server's."""
    line_is_up: bool | None
    sees_input: bool | None
    """True if its agent sees all input, as of its last heartbeat."""


def setup_of_point(session: Session, point_id: int, at: datetime) -> tuple[ComputerSetup, ...]:
    """Return the computers of a point that are not revoked, in the order of entry."""
    page, agent = aliased(DeviceBoot), aliased(DeviceBoot)
    last_change = last_kind()
    rows = session.execute(
        select(Device, page, agent)
        .outerjoin(page, page.id == Device.speaking_boot)
        .outerjoin(agent, agent.id == Device.agent_boot)
        .where(last_change.is_(None) | last_change.not_in(OUT_OF_SERVICE))
        .order_by(Device.id)
    )
    return tuple(
        _setup(session, device, page_run, agent_run, at)
        for device, page_run, agent_run in rows
        if point_of(session, device.id, at) == point_id
    )


def _setup(
    session: Session,
    device: Device,
    page: DeviceBoot | None,
    agent: DeviceBoot | None,
    at: datetime,
) -> ComputerSetup:
    runs = [run for run in (page, agent) if run is not None and run.origin is not None]
    last = max(runs, key=_heard, default=None)
    is_waiting = device.code_expires is not None and device.code_expires > at
    return ComputerSetup(
        id=device.id,
        label=device.label,
        code_until=device.code_expires if is_waiting else None,
        is_enrolled=device.is_enrolled,
        has_agent=device.agent_hash is not None,
        is_cloned=device.cloned is not None,
        may_read_on_site=device.room_key is not None,
        is_unsigned=device.signed_from is not None
        and device.agent_key is None
        and not (page is not None and page.signed),
        page_heard=_heard(page) if page in runs else None,
        agent_heard=_heard(agent) if agent in runs else None,
        agent_version=None if agent is None else agent.version,
        skew=None if last is None else timedelta(milliseconds=last.skew or 0),
        line_is_up=None if last is None else _line_is_up(_flags(session, last.id)),
        sees_input=None if agent not in runs else _sees_input(_flags(session, agent.id)),
    )


def _heard(run: DeviceBoot) -> datetime:
    return moment(run.origin + run.spoken)


def _flags(session: Session, run_id: int) -> int | None:
    """Return the flags of the last heartbeat of a run."""
    return session.scalar(
        select(DeviceEvent.amount)
        .where(DeviceEvent.boot_id == run_id, DeviceEvent.kind == EventKind.HEARTBEAT)
        .order_by(DeviceEvent.seq.desc())
        .limit(1)
    )


def _line_is_up(flags: int | None) -> bool | None:
    if not flags or not flags & (Heartbeat.LINE_UP | Heartbeat.LINE_DOWN):
        return None
    return bool(flags & Heartbeat.LINE_UP)


def _sees_input(flags: int | None) -> bool | None:
    return None if flags is None else bool(flags & Heartbeat.SEES_INPUT)
