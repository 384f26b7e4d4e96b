"""Background writer of usage rows."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from library.database import work

_log = logging.getLogger(__name__)


class UsageWriter:
    """Single worker thread that writes usage rows, so that responses never wait for them."""

    def __init__(self, database: Engine) -> None:
        self._database = database
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="usage")

    def write(self, write_entry: Callable[[Session], None]) -> None:
        """Queue a function that writes to the database; entries are written in order."""
        self._executor.submit(self._write, write_entry)

    def catch_up(self) -> None:
        """Block until every entry queued so far is written."""
        self._executor.submit(int).result()

    def close(self) -> None:
        """Write the remaining entries and stop the thread."""
        self._executor.shutdown()

    def _write(self, write_entry: Callable[[Session], None]) -> None:
        try:
            with work(self._database) as session:
                write_entry(session)
        except SQLAlchemyError:
            _log.exception("A use was not written down")
