"""Keeps the index up to date for as long as a process runs, without waiting for its merges."""

import time
from contextlib import ExitStack
from typing import Self

from sqlalchemy import Engine as Database

from library.errors import IndexDamagedError
from library.settings import Settings
from search_index import generations, rebuild_index, sync
from search_index.engine import Writer

_LINGER = 3.0
"""Seconds the writer stays open after a change: merging goes on beside the next ones."""

_LONGEST = 30.0
"""Seconds after which it is closed in any case: somebody may wait to make the index again."""


class Keeping:
    """A hand that goes on writing in the index; nobody else can write while it is at it."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings, self._database = settings, database
        self._held = ExitStack()
        self._writer: Writer | None = None
        self._opened = self._changed = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def keep_up(self) -> int:
        """Bring the index up to date at once, and return how many marks were settled."""
        try:
            settled = self._settle()
        except IndexDamagedError:
            settled = self._settle()  # it was marked as spoilt, and is made again first
        now = time.monotonic()
        if settled:
            self._changed = now
        if now - self._changed > _LINGER or now - self._opened > _LONGEST:
            self.close()
        return settled

    def close(self) -> None:
        """Wait for the merging, then let others write."""
        self._writer = None
        self._held.close()

    def _settle(self) -> int:
        try:
            if not rebuild_index.has_sound_index(self._settings):
                self.close()
                rebuild_index.rebuild_if_needed(self._settings, self._database, sync.silent)
            settled = 0
            while sync.is_due(self._database):
                settled += sync.settle_due(self._settings, self._database, self._at_hand())
            return settled
        except BaseException:
            self.close()
            raise

    def _at_hand(self) -> Writer:
        if self._writer is None:
            self._held.enter_context(generations.only_one(self._settings, "write"))
            self._writer = generations.live(self._settings).open_writer(self._settings)
            self._held.callback(self._writer.close)
            self._opened = time.monotonic()
        return self._writer
