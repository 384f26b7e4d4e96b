"""Writes uses down behind the back of the answer, one after the other."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from library.database import work

_log = logging.getLogger(__name__)


class UsageWriter:
    """One thread that writes; whoever is served never waits for it."""

    def __init__(self, database: Engine) -> None:
        self._database = database
        self._desk = ThreadPoolExecutor(max_workers=1, thread_name_prefix="usage")

    def write(self, entry: Callable[[Session], None]) -> None:
        """Take an entry; it is written as soon as the ones before it are."""
        self._desk.submit(self._write, entry)

    def catch_up(self) -> None:
        """Wait until everything taken so far is written."""
        self._desk.submit(int).result()

    def close(self) -> None:
        """Write what is left and go home."""
        self._desk.shutdown()

    def _write(self, entry: Callable[[Session], None]) -> None:
        try:
            with work(self._database) as session:
                entry(session)
        except SQLAlchemyError:
            _log.exception("A use was not written down")
