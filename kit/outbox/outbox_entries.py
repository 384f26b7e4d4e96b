"""The outbox of a station: news for the province, in the order in which it happened.

What readers typed is sealed at once, as are the uses of titles: the station cannot read them again.
"""

import json
import zlib
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ScalarResult, delete, exists, func, select
from sqlalchemy.orm import Session

from kit.canonical import canonical
from kit.models import OutboxEntry
from kit.outbox import machine_time
from kit.outbox.envelopes import seal
from kit.outbox.problems import NoProvinceYetError
from kit.station.station_identity import Identity, read_identity
from library import clock
from library.settings import Settings

SEALED = "sealed"
"""Name of the only field of a sealed content."""

_PADDED_BYTES = 128
"""Sealed contents are filled up to a multiple: their length would tell the words of a short query.
"""

_DICTIONARY = (
    b'{"agent":true,"batch":{"boot_id":"00000000-0000-4000-8000-000000000000","dropped":0,'
    b'"events":[{"event_id":"019a0000-0000-7000-8000-000000000000","line":"up","n":60,'
    b'"reason":"user","seq":1,"session_id":"00000000-0000-0000-8000-000000000000",'
    b'"sees_input":true,"t_mono":1000000,"t_wall":1760000000000,"type":"session.activity"},'
    b'{"type":"hb"},{"type":"input"},{"type":"session.start"},{"type":"session.vouch"}],'
    b'"sent_mono":1000000,"sent_wall":1760000000000,"version":null,"waiting":0},"device":1,'
    b'"network":"40123456789abcde","signed":true}'
)
"""Text like that of most entries, which compresses each of them to a third. It may never change:
stored entries are read with it."""


@dataclass(frozen=True, slots=True)
class Owed:
    """Entries that the province has not taken yet."""

    count: int
    bytes: int
    oldest: datetime | None


def report(
    session: Session, settings: Settings, kind: str, content: object, *, private: bool = False
) -> None:
    """Enter something in the outbox of a station; anywhere else nothing happens.

    Private content is sealed; before the station is enrolled there is nobody to seal it for.
    """
    if not settings.station:
        return
    if not private:
        add(session, kind, content, clock.now())
    elif (identity := read_identity(settings)) is not None:
        add(session, kind, _sealed(identity, content), clock.now())


@contextmanager
def handed_on(session: Session, settings: Settings, kind: str, content: object) -> Iterator[None]:
    """At a station, undo what the block stores, and enter it sealed in the outbox instead.

    The block checks it by the rules of the library; the row is the province's, with its number,
    and what arrives there twice is stored once. Raises NoProvinceYetError if there is no province.
    """
    with session.begin_nested() as attempt:
        yield
        if settings.station:
            attempt.rollback()
    if settings.station:
        if (identity := read_identity(settings)) is None:
            raise NoProvinceYetError
        add(session, kind, _sealed(identity, content), clock.now())


def add(session: Session, kind: str, content: object, at: datetime) -> None:
    """Enter something in the outbox; it gets the next number when the transaction is written."""
    here = machine_time.machine_time()
    session.add(
        OutboxEntry(
            kind=kind, at=at, run=here.run, uptime_ms=here.uptime_ms, content=_packed(content)
        )
    )


def is_entered(session: Session, kind: str, content: object) -> bool:
    """Return True if the same content was entered before."""
    same = OutboxEntry.kind == kind, OutboxEntry.content == _packed(content)
    return session.scalar(select(exists().where(*same)))


def content_of(entry: OutboxEntry) -> object:
    """Return the content of an entry."""
    unpacking = zlib.decompressobj(zdict=_DICTIONARY)
    return json.loads(unpacking.decompress(entry.content) + unpacking.flush())


def entries_after(session: Session, number: int) -> ScalarResult[OutboxEntry]:
    """Return the entries after a number, in order; they are read in portions."""
    rows = select(OutboxEntry).where(OutboxEntry.number > number).order_by(OutboxEntry.number)
    return session.scalars(rows.execution_options(yield_per=500))


def owed(session: Session, taken: int) -> Owed:
    """Return the entries after the last one that the province has taken."""
    count, size, oldest = session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(func.length(OutboxEntry.content)), 0),
            func.min(OutboxEntry.at),
        ).where(OutboxEntry.number > taken)
    ).one()
    return Owed(count, size, oldest)


def forget(session: Session, taken: int, cutoff: datetime) -> int:
    """Delete the entries that the province has taken and that are older than events are kept.

    They stay so long because a province restored from a copy asks for them again.
    """
    is_old = OutboxEntry.number <= taken, OutboxEntry.at < cutoff
    return session.execute(delete(OutboxEntry).where(*is_old)).rowcount


def _sealed(identity: Identity, content: object) -> dict[str, str]:
    text = canonical(content)
    filled = text.ljust(-(-len(text) // _PADDED_BYTES) * _PADDED_BYTES)
    return {SEALED: b64encode(seal(identity.province_key, filled)).decode()}


def _packed(content: object) -> bytes:
    packing = zlib.compressobj(9, zdict=_DICTIONARY)
    return packing.compress(canonical(content)) + packing.flush()
