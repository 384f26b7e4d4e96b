"""Stops the work while the disk is nearly full; what is left undone is no fault of any page."""

import errno
import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import OperationalError

from ingest.problems import NoRoomToWorkError
from library.accessions import register
from library.errors import DiskNearlyFullError
from library.settings import Settings

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_SAID_BY_DATABASES = ("disk is full", "No space left on device")


def make_room(settings: Settings) -> None:
    """Raise NoRoomToWorkError, which ends the round and loses nothing."""
    try:
        register.make_room(settings.home, settings.free_mb)
    except DiskNearlyFullError as error:
        raise NoRoomToWorkError(*error.args) from error


def blame_the_disk(settings: Settings, error: BaseException) -> None:
    """Raise NoRoomToWorkError when that is why something failed."""
    make_room(settings)
    if lacks_room(error):
        raise NoRoomToWorkError(0, settings.free_mb) from error


def lacks_room(error: BaseException) -> bool:
    """Say whether something failed because nothing more could be written."""
    if isinstance(error, OSError):
        return error.errno in _NO_ROOM
    told = str(error.orig) if isinstance(error, OperationalError) else ""
    return any(said in told for said in _SAID_BY_DATABASES)


@contextmanager
def workshop(settings: Settings, when_taken: Callable[[], None]) -> Iterator[None]:
    """Keep the workshop of an installation; when somebody works there, say so and wait."""
    with (settings.home / "ingest.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            when_taken()
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
