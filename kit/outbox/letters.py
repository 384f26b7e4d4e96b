"""Letters of a station: the entries that the province has not taken yet, as one signed file."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kit.models import OutboxEntry
from kit.outbox import clock_marks, entries, envelopes
from kit.outbox.clock_marks import milliseconds
from kit.outbox.machine_time import machine_time
from kit.station.identity import Identity
from library import clock

_MEASURED_EACH = 50
"""Entries between two looks at the size."""


def write_letter(
    session: Session, identity: Identity, key: Ed25519PrivateKey, after: int, limit_bytes: int
) -> bytes | None:
    """Return a letter of the entries after a number, as many as fit; None if there are none.

    The limit may be exceeded by some entries: a letter with one entry is better than none.
    """
    pages = envelopes.PageWriter()
    header = _header(session, identity, after)
    pages.write(header)
    count = 0
    for entry in entries.entries_after(session, after):
        pages.write(_line(entry))
        count += 1
        if count % _MEASURED_EACH == 0 and pages.measure() >= limit_bytes:
            break
    if not count:
        return None
    return envelopes.close(pages.finish(), identity.station, key, identity.province_key)


def last_number(session: Session) -> int:
    """Return the number of the last entry; 0 if there was none yet."""
    return session.scalar(select(func.max(OutboxEntry.number))) or 0


def _header(session: Session, identity: Identity, after: int) -> dict[str, object]:
    """Return the facts about the station and its clock, by which the entries are dated."""
    here, later = machine_time(), OutboxEntry.number > after
    runs = tuple(session.scalars(select(OutboxEntry.run).where(later).distinct()))
    oldest = session.scalar(select(func.min(OutboxEntry.number)).where(later))
    return {
        "station": identity.station,
        "after": after,
        "gone": max(after, (oldest or 0) - 1),
        "at": milliseconds(clock.now()),
        "run": here.run,
        "uptime_ms": here.uptime_ms,
        "marks": clock_marks.marks(session, runs),
        "floors": clock_marks.floors(session),
    }


def _line(entry: OutboxEntry) -> list[object]:
    at = milliseconds(entry.at)
    return [entry.number, entry.kind, at, entry.run, entry.uptime_ms, entries.content_of(entry)]
