"""Turns of writing transactions on PostgreSQL: advisory locks held until the transaction ends.

On SQLite one transaction writes at a time. On PostgreSQL an ordinary write has the office to
itself as well, so that rules about several rows hold; only transactions that confine themselves to
one delivery, one public computer or the uses of the site run beside each other. A transaction takes
its locks in the order of `Lock`, so that no two wait for each other.
"""

from dataclasses import dataclass
from enum import IntEnum

from sqlalchemy import Connection
from sqlalchemy.orm import Session

_MAX_WAIT_MS = 30_000
"""Longest wait of a transaction for its turn to write."""


class Lock(IntEnum):
    """Keys of the advisory locks, in the order in which a transaction takes them.

    150 to 157 are taken by `library.process.locks` and `library.catalogue.index_queue`.
    """

    USES = 164  # first, since counting takes long: who waits for it holds up nobody yet
    OFFICE = 149
    EVENTS = 160
    ACCESSION = 161
    DEVICE = 162
    PUBLIC_CHANGE = 163
    SEATS = 165


@dataclass(frozen=True, slots=True)
class Turn:
    """Locks of a writing transaction: those it shares, those it has alone, those of one record."""

    shared: tuple[Lock, ...] = ()
    alone: tuple[Lock, ...] = ()
    record: tuple[Lock, int] | None = None


OFFICE = Turn(alone=(Lock.OFFICE,))
"""Ordinary writes: one at a time, and none beside the pages of the pipeline."""

ALL_WRITES = Turn(alone=(Lock.OFFICE, Lock.EVENTS, Lock.USES, Lock.SEATS))
"""Changes of tables and deletion of old events, beside which nothing else is written."""

USES = Turn(alone=(Lock.USES,))
"""Uses of the site and their counting, which touch no row of an ordinary write."""

OWN_ROW = Turn()
"""A write to a row that nobody else writes or relies on; it waits for nobody."""


def pages_of(accession_id: int) -> Turn:
    """Return the turn of work on the pages of one delivery."""
    return Turn(shared=(Lock.OFFICE,), record=(Lock.ACCESSION, accession_id))


def events_of(device_id: int) -> Turn:
    """Return the turn of storing the events of one public computer."""
    return Turn(shared=(Lock.EVENTS,), record=(Lock.DEVICE, device_id))


def figures_of(device_id: int) -> Turn:
    """Return the turn of an ordinary write that needs the events of a computer to stand still."""
    return Turn(alone=(Lock.OFFICE,), record=(Lock.DEVICE, device_id))


def take(connection: Connection, turn: Turn) -> None:
    """Wait for a turn at the beginning of a transaction."""
    # set_config holds for the transaction alone, as SET LOCAL, and saves a round trip
    locks = [f"set_config('lock_timeout', '{_MAX_WAIT_MS}', true)"]
    for lock in Lock:
        if lock in turn.alone:
            locks.append(f"pg_advisory_xact_lock({lock})")
        elif lock in turn.shared:
            locks.append(f"pg_advisory_xact_lock_shared({lock})")
    if turn.record:
        locks.append("pg_advisory_xact_lock({:d}, {:d})".format(*turn.record))
    connection.exec_driver_sql(f"SELECT {', '.join(locks)}")


def take_last(session: Session, lock: Lock) -> None:
    """Have the last part of a transaction alone among those that run beside each other."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().exec_driver_sql(f"SELECT pg_advisory_xact_lock({lock:d})")
