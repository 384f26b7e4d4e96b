"""Locks that end with the process that holds them: of this machine, or of the whole installation.

Turns of writing transactions are not among them: see `library.write_turns`.
"""

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from library.errors import LibraryError

ROUND, LEAD, NAME, SITE_DUTIES, REBUILD = 150, 151, 152, 153, 154
WATCHED_FOLDER = 157
"""First number of a lock: a round of the pipeline, its lead, the name of a machine, the duties that
one process of the site has, a rebuilding of the index that machines share, the harvests, a look at
the watched folder."""

_NOTICE_A_DEAD_MACHINE = (
    "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 2"
)
"""A machine without power says no goodbye: the server asks its connection after ten seconds."""


class FileLock:
    """A lock of this machine: a file that the system unlocks when its process dies."""

    pause_seconds = 0.05
    """Time between two tries of somebody who waits."""

    def __init__(self, place: Path, *, shared: bool = False) -> None:
        self._place, self._file = place, None
        self._kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX

    def take(self) -> bool:
        """Try to take the lock; return True if it is held now, also if it was before."""
        is_held = try_lock(self._opened(), self._kind)
        if not is_held:
            self.release()
        return is_held

    def wait(self) -> None:
        """Wait for the lock; the system wakes the first one that waits."""
        fcntl.flock(self._opened(), self._kind)

    def release(self) -> None:
        """Give the lock back."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _opened(self) -> IO[str]:
        self._file = self._file or self._place.open("w")
        return self._file


class SessionLock:
    """A lock of the whole installation, held until it is released or its connection ends.

    It has a connection to PostgreSQL of its own, which must not pass through a pooler that shares
    connections among transactions.
    """

    pause_seconds = 0.5

    def __init__(self, engine: Engine, kind: int, name: str = "") -> None:
        self._engine, self._kind, self._name = engine, kind, name
        self._connection = None

    def take(self) -> bool:
        """Try to take the lock; return True if it is held now. Raises DBAPIError."""
        if self._connection is None:
            self._connect()
        query = "SELECT pg_try_advisory_lock(%s, hashtext(%s))"
        return bool(self._ask(query, (self._kind, self._name)))

    def is_held(self) -> bool:
        """Return True if the connection that took the lock still lives."""
        if self._connection is None:
            return False
        try:
            return bool(self._ask("SELECT 1"))
        except DBAPIError:
            self.release()
            return False

    def release(self) -> None:
        """Give the lock back by closing its connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(DBAPIError):
                connection.close()

    def _connect(self) -> None:
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        connection.detach()  # the pool would give the connection, and the lock, to somebody else
        self._connection = connection
        connection.exec_driver_sql(_NOTICE_A_DEAD_MACHINE)

    def _ask(self, query: str, values: tuple[object, ...] = ()) -> object:
        answer = self._connection.exec_driver_sql(query, values).scalar()
        self._connection.rollback()
        return answer


Lock = FileLock | SessionLock


def installation_lock(engine: Engine, kind: int, place: Path) -> Lock:
    """Return a lock of an installation: of its machine on SQLite, of all machines otherwise."""
    return FileLock(place) if engine.dialect.name == "sqlite" else SessionLock(engine, kind)


@contextmanager
def trying(lock: Lock) -> Iterator[bool]:
    """Yield True if the lock was free; it is then held until the block ends."""
    try:
        yield lock.take()
    finally:
        lock.release()


@contextmanager
def only_one(lock: Lock, busy: type[LibraryError]) -> Iterator[None]:
    """Hold a lock until the block ends; raise `busy` if somebody else holds it."""
    with trying(lock) as is_held:
        if not is_held:
            raise busy
        yield


@contextmanager
def holding(
    lock: Lock,
    beat: Callable[[], object] | None = None,
    on_wait: Callable[[], object] | None = None,
) -> Iterator[None]:
    """Wait for a lock and hold it until the block ends.

    If it is taken, `on_wait` is called once, and `beat` again and again.
    """
    try:
        if not lock.take():
            if on_wait is not None:
                on_wait()
            _wait(lock, beat)
        yield
    finally:
        lock.release()


def try_lock(file: IO, kind: int = fcntl.LOCK_EX) -> bool:
    """Lock an open file until it is closed; return False if somebody else has locked it."""
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait(lock: Lock, beat: Callable[[], object] | None) -> None:
    if beat is None and isinstance(lock, FileLock):
        lock.wait()
        return
    while not lock.take():
        if beat is not None:
            beat()
        time.sleep(lock.pause_seconds)
