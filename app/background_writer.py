"""Background writer of small rows, such as uses; they wait while the database fails."""

import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from threading import Event, Timer

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from library.database import work
from library.database_failures import failure_of
from library.write_turns import Turn

_MAX_WAITING = 20_000
"""Entries that may wait, a few hundred bytes each; further ones are dropped and counted."""

_MAX_TOGETHER = 50
"""Entries in one transaction: one commit to disk serves them all on a busy site."""

_RETRY_SECONDS = 15.0

_log = logging.getLogger(__name__)


class BackgroundWriter:
    """Single worker thread that writes small rows, so that responses never wait for them.

    Entries that a full disk or a locked database refuses wait in memory, never on disk: until it is
    written, an entry knows the reader's address, from which its anonymous key is computed.
    """

    def __init__(self, database: Engine, turn: Turn, retry_seconds: float = _RETRY_SECONDS) -> None:
        self._database, self._turn = database, turn
        self._retry_seconds = retry_seconds
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")
        self._waiting: deque[Callable[[Session], None]] = deque()
        self._dropped = 0
        self._retry: Timer | None = None
        self._closing = Event()

    def write(self, write_entry: Callable[[Session], None]) -> None:
        """Queue a function that writes to the database; entries are written in order."""
        if len(self._waiting) >= _MAX_WAITING:
            self._dropped += 1
            return
        self._waiting.append(write_entry)
        self._executor.submit(self._write_new)

    def catch_up(self) -> None:
        """Block until every entry queued so far is written, or waits for the database."""
        self._executor.submit(int).result()

    def close(self) -> None:
        """Write the remaining entries, try the waiting ones once more, and stop the thread."""
        self._closing.set()
        if self._retry is not None:
            self._retry.cancel()
        self._executor.submit(self._write_waiting)
        self._executor.shutdown()
        if self._waiting:
            _log.error("%d entries lost: the database could not be written", len(self._waiting))

    def _write_new(self) -> None:
        """Write the entries unless the database failed: then the next attempt is set already."""
        if self._retry is None:
            self._write_waiting()

    def _write_waiting(self) -> None:
        self._retry = None
        while self._waiting:
            entries = tuple(islice(self._waiting, _MAX_TOGETHER))
            if not self._write(entries):
                self._retry_later()
                return
            for _ in entries:
                self._waiting.popleft()
        if self._dropped:
            _log.error("%d uses were dropped: too many were waiting", self._dropped)
            self._dropped = 0

    def _write(self, entries: tuple[Callable[[Session], None], ...]) -> bool:
        """Write entries; return False if they must wait, True if they are written or useless."""
        try:
            with work(self._database, self._turn) as session:
                for write_entry in entries:
                    _write_one(session, write_entry)
        except (SQLAlchemyError, OSError) as error:
            if (failure := failure_of(error)) is not None:
                _log.warning("%d uses wait to be written: %s", len(self._waiting), failure)
                return False
            _log.exception("%d uses were not written down", len(entries))
        return True

    def _retry_later(self) -> None:
        if not self._closing.is_set():
            self._retry = Timer(self._retry_seconds, self._submit_retry)
            self._retry.daemon = True
            self._retry.start()

    def _submit_retry(self) -> None:
        if not self._closing.is_set():
            self._executor.submit(self._write_waiting)


def _write_one(session: Session, write_entry: Callable[[Session], None]) -> None:
    """Write an entry; a useless one is logged, and spoils no other in the transaction."""
    try:
        with session.begin_nested():
            write_entry(session)
    except (SQLAlchemyError, OSError) as error:
        if failure_of(error) is not None:
            raise
        _log.exception("A use was not written down")
