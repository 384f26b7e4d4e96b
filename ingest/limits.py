"""Limits of disk space, which end a round before a page is blamed."""

import errno

from sqlalchemy.exc import DBAPIError, OperationalError

from ingest.problems import NoRoomToWorkError
from library.accessions import register
from library.database_failures import failure_of
from library.errors import DiskNearlyFullError
from library.settings import Settings

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
