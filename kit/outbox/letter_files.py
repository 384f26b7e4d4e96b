"""Letters of a station: entries that the province has not taken yet, as one signed file."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kit.models import OutboxEntry
from kit.outbox import clock_marks, envelopes, machine_time, outbox_entries
from kit.station.station_identity import Identity
from library import clock
from points.usage.events.timeline import milliseconds

_MEASURED_EACH = 50
"""Entries between two looks at the size."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter on its way."""

    first: int
    last: int
    """Numbers of its first and last entry."""
    content: bytes


def write_letter(
    session: Session, identity: Identity, key: Ed25519PrivateKey, after: int, limit_bytes: int
) -> bytes | None:
    """Return a letter of the entries after a number, as many as fit; None if there are none."""
    letter = next(write_letters(session, identity, key, after, limit_bytes), None)
    return letter and letter.content


def write_letters(
    session: Session, identity: Identity, key: Ed25519PrivateKey, after: int, limit_bytes: int
) -> Iterator[Letter]:
    """Yield letters of all entries after a number, each of about the size of the limit.

    The limit is exceeded by some entries: a letter with one entry is better than none.
    """
    while numbers := _write_pages(session, identity, after, limit_bytes):
        first, last, pages = numbers
        content = envelopes.close(pages, identity.station, key, identity.province_key)
        yield Letter(first, last, content)
        after = last


def _write_pages(
    session: Session, identity: Identity, after: int, limit_bytes: int
) -> tuple[int, int, bytes] | None:
    """Return the first and last number and the pages of one letter; None without entries."""
    pages = envelopes.PageWriter()
    pages.write(_header(session, identity, after))
    first = last = None
    with closing(outbox_entries.entries_after(session, after)) as rows:
        for count, entry in enumerate(rows, start=1):
            pages.write(_line(entry))
            first, last = first or entry.number, entry.number
            if count % _MEASURED_EACH == 0 and pages.measure() >= limit_bytes:
                break
    return None if last is None else (first, last, pages.finish())


def _header(session: Session, identity: Identity, after: int) -> dict[str, object]:
    """Return the facts about the station and its clock, by which the entries are dated."""
    here, later = machine_time.machine_time(), OutboxEntry.number > after
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
    return [
        entry.number,
        entry.kind,
        at,
        entry.run,
        entry.uptime_ms,
        outbox_entries.content_of(entry),
    ]
