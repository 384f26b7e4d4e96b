"""Locks for the index in the database, of which one machine at a time holds each."""

import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

_WAIT_SECONDS = 0.5
_TASKS = 150
_ITEMS = 151
"""First numbers of the advisory locks of PostgreSQL; the second is made from a name."""

_TRY = text("SELECT pg_try_advisory_lock(:kind, hashtext(:name))")
_RELEASE = text("SELECT pg_advisory_unlock(:kind, hashtext(:name))")
_TRY_EACH = text(
    "SELECT name FROM unnest(CAST(:names AS text[])) AS name "
    "WHERE pg_try_advisory_xact_lock(:kind, hashtext(name))"
)


@contextmanager
def locked_for_all_machines(
    database: Engine, task: str, beat: Callable[[], None] | None = None
) -> Iterator[None]:
    """Wait until no other machine holds the lock of a task; a machine that dies releases it.

    While it waits, `beat` is called. SQLite is of one machine, which has locks of its own.
    """
    if database.dialect.name == "sqlite":
        yield
        return
    lock = {"kind": _TASKS, "name": task}
    # without a transaction, which would keep PostgreSQL from clearing old rows for hours
    with database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while not connection.scalar(_TRY, lock):
            if beat is not None:
                beat()
            time.sleep(_WAIT_SECONDS)
        try:
            yield
        finally:
            connection.execute(_RELEASE, lock)


def lock_free_items(session: Session, item_ids: Collection[str]) -> set[str]:
    """Lock the items that no other machine has locked, until the session ends; return them."""
    if session.get_bind().dialect.name == "sqlite":
        return set(item_ids)
    return set(session.scalars(_TRY_EACH, {"kind": _ITEMS, "names": list(item_ids)}))
