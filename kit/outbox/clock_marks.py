"""Notes of a station about its clock: the province's time at moments of its runs.

At each contact the station notes the time that the province said beside its uptime. All moments of
the same run are dated by the nearest note, whatever the clock showed. Without a line it learns at
least that some time is over: whatever it writes later is not earlier than the edition it holds.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from kit.models import OutboxEntry
from kit.outbox import machine_time, outbox_entries
from library import clock
from points.usage.events.timeline import milliseconds

KIND = "clock"
_TIME, _NOT_BEFORE = "time", "not_before"
_INTERVAL_MS = timedelta(hours=12) // timedelta(milliseconds=1)
"""A quartz clock drifts by some seconds a day; a note of each contact would say nothing more."""

_TOLERANCE_MS = 5_000


def note_time(session: Session, province_time: datetime) -> None:
    """Note the time that the province said a moment ago; twice a day is enough."""
    here, true_ms = machine_time.machine_time(), milliseconds(province_time)
    for uptime_ms, noted_ms in marks(session, (here.run,)).get(here.run, ())[-1:]:
        is_recent = here.uptime_ms - uptime_ms < _INTERVAL_MS
        drift_ms = (true_ms - here.uptime_ms) - (noted_ms - uptime_ms)
        if is_recent and abs(drift_ms) < _TOLERANCE_MS:
            return
    outbox_entries.add(session, KIND, {_TIME: true_ms}, clock.now())


def note_floor(session: Session, past: datetime) -> None:
    """Note a time of the province that is over by now, unless a later one is noted."""
    if not is_floor(session, past):
        outbox_entries.add(session, KIND, {_NOT_BEFORE: milliseconds(past)}, clock.now())


def is_floor(session: Session, past: datetime) -> bool:
    """Return True if this time or a later one of the province is noted as over."""
    return any(noted_ms >= milliseconds(past) for _, noted_ms in floors(session))


def marks(session: Session, runs: tuple[str, ...]) -> dict[str, list[tuple[int, int]]]:
    """Return the notes of runs: uptime and true time, in milliseconds, in order."""
    result: dict[str, list[tuple[int, int]]] = {}
    for entry, name, time_ms in _notes(session, OutboxEntry.run.in_(runs)):
        if name == _TIME:
            result.setdefault(entry.run, []).append((entry.uptime_ms, time_ms))
    return result


def floors(session: Session) -> list[tuple[int, int]]:
    """Return numbers of entries, and times before which nothing after them happened."""
    notes = _notes(session)
    return [(entry.number, time_ms) for entry, name, time_ms in notes if name == _NOT_BEFORE]


def _notes(
    session: Session, *conditions: ColumnElement[bool]
) -> Iterator[tuple[OutboxEntry, str, int]]:
    rows = select(OutboxEntry).where(OutboxEntry.kind == KIND, *conditions)
    for entry in session.scalars(rows.order_by(OutboxEntry.number)):
        ((name, time_ms),) = outbox_entries.content_of(entry).items()
        yield entry, name, time_ms
