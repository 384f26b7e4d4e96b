"""Versions of changes to an index that several machines write: later reading, higher version.

A version is taken after the queue was read and before the catalogue is. So a page that was written
under a higher version holds every change whose queue entry was read under a lower one.
"""

import time

from sqlalchemy import Engine as Database
from sqlalchemy import func, select

from library.database import reading

_PER_SECOND = 1_000_000


def version_now() -> int:
    """Return a version by the clock of this machine, for an index that only it writes."""
    return time.time_ns() * _PER_SECOND // 1_000_000_000


def next_version(database: Database) -> int:
    """Return a version by the clock that all machines share: that of the database server."""
    if database.dialect.name == "sqlite":
        return version_now()
    with reading(database) as session:
        seconds = session.scalar(select(func.extract("epoch", func.clock_timestamp())))
    return int(seconds * _PER_SECOND)
