"""Disk space limits and the lock of the pipeline."""

import errno
import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from ingest.problems import NoRoomToWorkError
from library.accessions import register
from library.database_failures import failure_of
from library.errors import DiskNearlyFullError
from library.jobs.session_lock import ROUND, SessionLock
from library.settings import Settings

_WAIT_SECONDS = 0.5
_DISK_FULL_CODES = (errno.ENOSPC, errno.EDQUOT)
_DATABASE_MESSAGES = ("disk is full", "No space left on device")


def require_free_space(settings: Settings) -> None:
    """Raise NoRoomToWorkError if the disk is nearly full; the round ends and nothing is lost."""
    try:
        register.ensure_disk_space(settings.home, settings.free_mb)
    except DiskNearlyFullError as error:
        raise NoRoomToWorkError(*error.args) from error


def raise_if_disk_full(settings: Settings, error: BaseException) -> None:
    """Raise NoRoomToWorkError if a full disk caused the error, so that no page is blamed."""
    require_free_space(settings)
    if is_disk_full_error(error):
        raise NoRoomToWorkError(0, settings.free_mb) from error


def raise_if_database_failed(error: BaseException) -> None:
    """Raise the failure of the database again, which ends the round and blames no page."""
    if isinstance(error, DBAPIError) and failure_of(error) is not None:
        raise error


def is_disk_full_error(error: BaseException) -> bool:
    """Return True if the error is due to a full disk or an exceeded quota."""
    if isinstance(error, OSError):
        return error.errno in _DISK_FULL_CODES
    message = str(error.orig) if isinstance(error, OperationalError) else ""
    return any(known_message in message for known_message in _DATABASE_MESSAGES)


class FileLock:
    """A lock of this machine, which ends with the process that holds it."""

    def __init__(self, place: Path) -> None:
        self._place, self._file = place, None

    def take(self) -> bool:
        """Try to take the lock; return True if it is held now."""
        self._file = self._file or self._place.open("w")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        """Give the lock back."""
        if self._file is not None:
            self._file.close()
            self._file = None


def installation_lock(
    settings: Settings, engine: Engine, kind: int, file_name: str
) -> FileLock | SessionLock:
    """Return a lock of an installation: of its machine on SQLite, of all machines otherwise."""
    if engine.dialect.name == "sqlite":
        return FileLock(settings.home / file_name)
    return SessionLock(engine, kind)


@contextmanager
def pipeline_lock(
    settings: Settings,
    engine: Engine,
    on_wait: Callable[[], None],
    beat: Callable[[], None],
) -> Iterator[None]:
    """Hold the pipeline lock of an installation; if it is taken, call `on_wait` once and wait.

    On PostgreSQL it holds on all machines. While it waits, `beat` is called every half second.
    """
    lock = installation_lock(settings, engine, ROUND, "ingest.lock")
    try:
        if not lock.take():
            on_wait()
            while not lock.take():
                beat()
                time.sleep(_WAIT_SECONDS)
        yield
    finally:
        lock.release()
