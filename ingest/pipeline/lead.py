"""The lead of the pipeline: one machine plans the work, the others stand ready to follow it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from ingest.problems import LeadLostError
from library.process.locks import LEAD, SessionLock

_WAIT_SECONDS = 1.0
_CHECK_SECONDS = 2.0
"""Interval at which a leader asks whether it still leads."""


class Lead:
    """The lead of the pipeline; on SQLite, where one machine works alone, it is always held."""

    def __init__(self, lock: SessionLock | None) -> None:
        self._lock = lock
        self._checked_at = time.monotonic()

    def is_held(self) -> bool:
        """Return True if this process still leads."""
        return self._lock is None or self._lock.is_held()

    def require(self) -> None:
        """Raise LeadLostError if another machine may lead by now; cheap to call often."""
        if self._lock is None or time.monotonic() - self._checked_at < _CHECK_SECONDS:
            return
        if not self._lock.is_held():
            raise LeadLostError
        self._checked_at = time.monotonic()


@contextmanager
def leading(engine: Engine, beat: Callable[[], object]) -> Iterator[Lead]:
    """Wait until this process leads, calling `beat` every second, and yield its lead."""
    if engine.dialect.name == "sqlite":
        yield Lead(None)
        return
    lock = SessionLock(engine, LEAD)
    try:
        while not _takes(lock):
            beat()
            time.sleep(_WAIT_SECONDS)
        yield Lead(lock)
    finally:
        lock.release()


def _takes(lock: SessionLock) -> bool:
    """Try to take a lock; a database that does not answer has nobody lead."""
    try:
        return lock.take()
    except DBAPIError:
        lock.release()
        return False
