"""Reads back what a computer said in a stretch of time, put in its order."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from library.usage.events.timeline import Moment, Placing, Run, Said, milliseconds, place
from library.usage.models import DeviceBoot, DeviceEvent, EventKind

_TOLD = ("boot_id", "seq", "kind", "wall", "mono", "session", "amount")


def moments(
    session: Session, device_id: int, since: datetime, until: datetime
) -> tuple[Moment, ...]:
    """Return what a computer said from one moment up to another, and what nobody can date."""
    first, last = milliseconds(since), milliseconds(until)
    runs = select(
        DeviceBoot.id, DeviceBoot.origin, DeviceBoot.skew, DeviceBoot.heard, DeviceBoot.by_agent
    )
    near = or_(
        DeviceBoot.origin.is_(None),
        (DeviceBoot.origin + DeviceEvent.mono >= first)
        & (DeviceBoot.origin + DeviceEvent.mono < last),
    )
    said = (
        select(*(getattr(DeviceEvent, name) for name in _TOLD))
        .join(DeviceBoot, DeviceBoot.id == DeviceEvent.boot_id)
        .where(DeviceBoot.device_id == device_id, near)
    )
    placed = place(
        [
            Run(run, origin, skew, milliseconds(heard), by_agent)
            for run, origin, skew, heard, by_agent in session.execute(
                runs.where(DeviceBoot.device_id == device_id)
            )
        ],
        [Said(run, seq, EventKind(kind), *told) for run, seq, kind, *told in session.execute(said)],
    )
    return tuple(
        moment
        for moment in placed
        if moment.placing is Placing.UNKNOWN or since <= moment.at < until
    )
