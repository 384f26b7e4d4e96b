"""Long-running index updater, which does not wait for segment merges."""

import logging
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import Self

from sqlalchemy import Engine as Database

from library.errors import (
    IndexDamagedError,
    IndexNotAnsweringError,
    IndexNotWrittenError,
    NewerIndexError,
)
from library.process.locks import holding
from library.process.memory import return_free_memory
from library.settings import Settings
from search_index.engine import Writer
from search_index.index import generations, rebuild_index, sync
from search_index.index.text_rights import TextRights, current_rights

_log = logging.getLogger(__name__)

_IDLE_SECONDS = 3.0
"""Seconds without changes after which the writer is closed; merges go on meanwhile."""

_MAX_OPEN_SECONDS = 30.0
"""Seconds after which the writer is closed in any case, since a rebuild may be waiting."""


_CLUSTER_SECONDS = 15.0
"""Seconds between two attempts while the cluster of the index does not answer."""

_CHECK_SECONDS = 3600.0
"""Seconds between two readings of all files; a changed file is noticed within a second."""


class IndexUpdater:
    """Index updater that holds the write lock while its writer is open.

    `beat` is called between the steps of long work, and while another process holds a lock.
    """

    def __init__(
        self, settings: Settings, database: Database, beat: Callable[[], None] = lambda: None
    ) -> None:
        self._settings, self._database, self._beat = settings, database, beat
        self._lock_stack = ExitStack()
        self._writer: Writer | None = None
        self._opened = self._changed = self._waits_until = 0.0
        self._checked = time.monotonic()
        self._applied_rights: tuple[generations.Generation, TextRights] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def keep_up(self) -> int:
        """Index pending changes and return their number; rebuild the index if it is damaged.

        While a cluster does not answer or takes no changes, they wait in the queue.
        """
        now = time.monotonic()
        if now < self._waits_until:
            return 0
        try:
            change_count = self._index_due_or_rebuild()
        except (IndexNotAnsweringError, IndexNotWrittenError, NewerIndexError) as error:
            if not generations.is_shared(self._settings):
                raise
            _log.warning("%s", error)
            self._waits_until = now + _CLUSTER_SECONDS
            return 0
        now = time.monotonic()
        if change_count:
            self._changed = now
        if now - self._changed > _IDLE_SECONDS or self._must_close():
            self.close()
        return change_count

    def _index_due_or_rebuild(self) -> int:
        try:
            return self._index_due()
        except IndexNotAnsweringError:
            raise
        except IndexDamagedError:
            return self._index_due()  # it is marked as damaged, and rebuilt first

    def close(self) -> None:
        """Wait for segment merges, then release the write lock."""
        was_open, self._writer = self._writer is not None, None
        self._lock_stack.close()
        if was_open:
            return_free_memory()

    def _index_due(self) -> int:
        try:
            self._check_all_files()
            if not rebuild_index.has_usable_index(self._settings):
                self.close()
                rebuild_index.rebuild_if_needed(
                    self._settings, self._database, self._note_progress, self._beat
                )
            rights_changed = self._queue_changed_rights()
            sync.queue_changed_places(self._settings, self._database)
            total = 0
            with generations.usable_generation(self._settings).set_aside_if_damaged(self._settings):
                while sync.anything_due(self._database):
                    self._beat()
                    count = sync.index_due(self._settings, self._database, self._locked_writer())
                    total += count
                    if not count or self._must_close():  # other machines index what is left
                        break
            if rights_changed:
                sync.forget_hidden_searches(self._settings, self._database, self._beat)
            return total
        except BaseException:
            self.close()
            raise

    def _must_close(self) -> bool:
        return time.monotonic() - self._opened > _MAX_OPEN_SECONDS

    def _queue_changed_rights(self) -> bool:
        """Queue items whose rights changed; return True on a new day or with a new profile."""
        rights = generations.usable_generation(self._settings), current_rights(self._database)
        if rights == self._applied_rights:
            return False
        sync.queue_changed_rights(self._settings, self._database, rights[1])
        self._applied_rights = rights
        return True

    def _check_all_files(self) -> None:
        """Read all files of the index once an hour, since a disk may lose what it stored."""
        generation = generations.live_generation(self._settings)
        if generation is None or time.monotonic() - self._checked < _CHECK_SECONDS:
            return
        self._checked = time.monotonic()
        with suppress(IndexDamagedError):  # set aside, and rebuilt next
            generation.check(self._settings, thorough=True)

    def _note_progress(self, _page_count: int, _total: int) -> None:
        self._beat()

    def _locked_writer(self) -> Writer:
        if self._writer is None:
            self._lock_stack.enter_context(
                holding(generations.lock(self._settings, "write"), self._beat)
            )
            self._writer = generations.usable_generation(self._settings).open_writer(self._settings)
            self._lock_stack.callback(self._writer.close)
            self._opened = time.monotonic()
        return self._writer
