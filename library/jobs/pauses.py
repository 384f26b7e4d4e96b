"""Pausing and resuming the whole pipeline; deliveries are still received meanwhile."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import clock
from library.jobs.models import WorkshopPause
from library.staff.audit import note

_SUBJECT = "xưởng"
_OPEN = select(WorkshopPause).where(WorkshopPause.until.is_(None)).order_by(WorkshopPause.id)


def resting_since(session: Session) -> datetime | None:
    """Return the start of the current pause; None if the pipeline is running."""
    pause = session.scalar(_OPEN.limit(1))
    return pause.since if pause else None


def pause(session: Session, by: str) -> None:
    """Start no new page until `resume`, even after restarts."""
    if resting_since(session) is None:
        session.add(WorkshopPause(since=clock.now(), paused_by=by))
        note(session, by, "workshop.pause", _SUBJECT)


def resume(session: Session, by: str) -> None:
    """End the pause."""
    open_pauses = session.scalars(_OPEN).all()
    for open_pause in open_pauses:
        open_pause.until, open_pause.resumed_by = clock.now(), by
    if open_pauses:
        note(session, by, "workshop.resume", _SUBJECT)
