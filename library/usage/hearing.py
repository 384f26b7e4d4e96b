"""Reads back what a computer said in a stretch of time, put in its order."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from library.usage.models import DeviceBoot, DeviceEvent, EventKind
from library.usage.timeline import Moment, Placing, Run, Said, milliseconds, place


def moments(
    session: Session, device_id: int, since: datetime, until: datetime
) -> tuple[Moment, ...]:
    """Return what a computer said from one moment up to another, and what nobody can date."""
    first, last = milliseconds(since), milliseconds(until)
    runs = select(DeviceBoot).where(DeviceBoot.device_id == device_id)
    boots = list(session.scalars(runs.order_by(DeviceBoot.id)))
    near = runs.with_only_columns(DeviceBoot.id).where(
        or_(
            DeviceBoot.origin.is_(None),
            (DeviceBoot.origin < last) & (DeviceBoot.origin + DeviceBoot.spoken >= first),
        )
    )
    said = select(DeviceEvent).where(DeviceEvent.boot_id.in_(near))
    placed = place(
        [Run(b.id, b.origin, b.skew, milliseconds(b.heard)) for b in boots],
        [
            Said(e.boot_id, e.seq, EventKind(e.kind), e.wall, e.mono, e.session, e.amount)
            for e in session.scalars(said)
        ],
    )
    return tuple(
        moment
        for moment in placed
        if moment.placing is Placing.UNKNOWN or since <= moment.at < until
    )
