"""Reads stored events of a computer in time order."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from points.usage.events.timeline import (
    Placing,
    RawEvent,
    Run,
    TimedEvent,
    milliseconds,
    place_events,
)
from points.usage.models import DeviceBoot, DeviceEvent, EventKind

_RUN_COLUMNS = (
    "id",
    "origin",
    "skew",
    "heard",
    "by_agent",
    "delivered_by",
    "delivered_offset",
    "signed",
    "network",
)
_EVENT_COLUMNS = ("boot_id", "seq", "kind", "wall", "mono", "session", "amount", "received")


def read_events(
    session: Session, device_id: int, since: datetime, until: datetime
) -> tuple[TimedEvent, ...]:
    """Return a computer's events from `since` up to `until`, and those without a known time."""
    first, last = milliseconds(since), milliseconds(until)
    runs = select(*(getattr(DeviceBoot, name) for name in _RUN_COLUMNS))
    is_near = or_(
        DeviceBoot.origin.is_(None),
        (DeviceBoot.origin < last) & (DeviceBoot.origin + DeviceBoot.latest >= first),
    )
    of_device = select(DeviceBoot.id).where(DeviceBoot.device_id == device_id, is_near)
    run_ids = session.scalars(of_device).all()
    at = DeviceBoot.origin + DeviceEvent.mono
    stored_events = (
        select(*(getattr(DeviceEvent, name) for name in _EVENT_COLUMNS))
        .join(DeviceBoot, DeviceBoot.id == DeviceEvent.boot_id)
        # by number: a join alone would let PostgreSQL read every partition as a whole
        .where(DeviceEvent.boot_id.in_(run_ids), DeviceBoot.id.in_(run_ids))
        .where(or_(DeviceBoot.origin.is_(None), (at >= first) & (at < last)))
    )
    events = place_events(
        [
            Run(run, origin, skew, milliseconds(heard_at), *values)
            for run, origin, skew, heard_at, *values in session.execute(
                runs.where(DeviceBoot.device_id == device_id)
            )
        ],
        [
            RawEvent(run, seq, EventKind(kind), *values)
            for run, seq, kind, *values in session.execute(stored_events)
        ],
    )
    return tuple(
        event for event in events if event.placing is Placing.UNKNOWN or since <= event.at < until
    )
