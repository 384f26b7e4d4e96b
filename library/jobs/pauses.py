"""Lets the whole workshop rest and go on; what is handed in meanwhile is received as ever."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import clock
from library.jobs.models import WorkshopPause
from library.staff.audit import note

_SUBJECT = "xưởng"
_OPEN = select(WorkshopPause).where(WorkshopPause.until.is_(None)).order_by(WorkshopPause.id)


def resting_since(session: Session) -> datetime | None:
    """Return since when the workshop rests; None while it works."""
    pause = session.scalar(_OPEN.limit(1))
    return pause.since if pause else None


def pause(session: Session, by: str) -> None:
    """Let no new page be begun until `resume`, over restarts too."""
    if resting_since(session) is None:
        session.add(WorkshopPause(since=clock.now(), paused_by=by))
        note(session, by, "workshop.pause", _SUBJECT)


def resume(session: Session, by: str) -> None:
    """Let the workshop go on."""
    rests = session.scalars(_OPEN).all()
    for rest in rests:
        rest.until, rest.resumed_by = clock.now(), by
    if rests:
        note(session, by, "workshop.resume", _SUBJECT)
