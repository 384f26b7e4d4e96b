"""Work on the outbox that a station asks of its pipeline service."""

from datetime import datetime, time

from sqlalchemy import Engine, func, select

from kit.models import HeldEdition, OutboxEntry
from kit.outbox import acknowledgements, clock_marks, outbox_entries
from library import clock
from library.clock import HANOI
from library.database import reading, work
from library.jobs.duties import Duties
from library.settings import Settings
from points.usage.rollups.retention import first_kept


def _each_minute(settings: Settings, engine: Engine) -> None:
    if settings.station:
        _note_past(settings, engine)
        _forget_old(settings, engine)


def _note_past(settings: Settings, engine: Engine) -> None:
    """Note the latest time of the province that this station knows to be over."""
    acknowledgement = acknowledgements.last(settings)
    with reading(engine) as session:
        held_state = session.scalar(select(func.max(HeldEdition.state_at)))
        times = (acknowledgement and acknowledgement.at, held_state)
        past = max(filter(None, times), default=None)
        is_noted = past is None or clock_marks.is_floor(session, past)
    if not is_noted:
        with work(engine) as session:
            clock_marks.note_floor(session, past)


def _forget_old(settings: Settings, engine: Engine) -> None:
    acknowledgement = acknowledgements.last(settings)
    if acknowledgement is None:
        return
    first_day = first_kept(clock.today(), settings.event_months)
    cutoff = datetime.combine(first_day, time(), HANOI)
    with reading(engine) as session:
        oldest = session.scalar(select(func.min(OutboxEntry.at)))
    if oldest is not None and oldest < cutoff:
        with work(engine) as session:
            outbox_entries.forget(session, acknowledgement.taken, cutoff)


DUTIES = Duties(every_minute=_each_minute, in_steps=lambda *_: iter(()), when_idle=lambda *_: None)
