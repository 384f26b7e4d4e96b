"""Long-running index updater, which does not wait for segment merges."""

import time
from contextlib import ExitStack
from typing import Self

from sqlalchemy import Engine as Database

from library.errors import IndexDamagedError
from library.settings import Settings
from search_index import generations, rebuild_index, sync
from search_index.engine import Writer

_IDLE_SECONDS = 3.0
"""Seconds without changes after which the writer is closed; merges go on meanwhile."""

_MAX_OPEN_SECONDS = 30.0
"""Seconds after which the writer is closed in any case, since a rebuild may be waiting."""


class IndexUpdater:
    """Index updater that holds the write lock while its writer is open."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings, self._database = settings, database
        self._lock_stack = ExitStack()
        self._writer: Writer | None = None
        self._opened = self._changed = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def keep_up(self) -> int:
        """Index pending changes and return their number."""
        try:
            applied = self._index_due()
        except IndexDamagedError:
            applied = self._index_due()  # it is marked as damaged, and rebuilt first
        now = time.monotonic()
        if applied:
            self._changed = now
        if now - self._changed > _IDLE_SECONDS or now - self._opened > _MAX_OPEN_SECONDS:
            self.close()
        return applied

    def close(self) -> None:
        """Wait for segment merges, then release the write lock."""
        self._writer = None
        self._lock_stack.close()

    def _index_due(self) -> int:
        try:
            if not rebuild_index.has_usable_index(self._settings):
                self.close()
                rebuild_index.rebuild_if_needed(self._settings, self._database, sync.no_progress)
            applied = 0
            while sync.anything_due(self._database):
                applied += sync.index_due(self._settings, self._database, self._locked_writer())
            return applied
        except BaseException:
            self.close()
            raise

    def _locked_writer(self) -> Writer:
        if self._writer is None:
            self._lock_stack.enter_context(generations.exclusive_lock(self._settings, "write"))
            self._writer = generations.live_generation(self._settings).open_writer(self._settings)
            self._lock_stack.callback(self._writer.close)
            self._opened = time.monotonic()
        return self._writer
