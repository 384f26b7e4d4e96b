"""A process of low priority that keeps the vectors in step; the pipeline service starts it.

Nothing waits for it. It ends when there is nothing left to do, so that its memory is free.
"""

import logging
import os
import time
from importlib import import_module
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Self

from sqlalchemy import Engine as Database

from library.catalogue import meaning_queue
from library.database import reading
from library.errors import LibraryError
from library.installation import installation
from library.process.logs import log_command
from library.settings import Settings
from search_index.index import generations
from search_index.meaning.place import (
    complete_mark,
    follows_changes,
    model_identity,
    vectors_path,
)
from search_index.meaning.stock import model_of

LOCK = "meaning"
"""Name of the lock of the process that writes vectors."""

_LOWEST_PRIORITY = 19
_LOOK_SECONDS = 5.0
_RETRY_SECONDS = 600.0
"""Seconds after a failure: a full disk or a broken model does not mend in a moment."""

_log = logging.getLogger(__name__)


class Follower:
    """Starter of the process, for the loop of the pipeline service."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings, self._database = settings, database
        self._process: BaseProcess | None = None
        self._next_look = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def process_id(self) -> int | None:
        """Process that is at work; None if there is none."""
        return self._process.pid if self._process is not None else None

    def keep_up(self) -> None:
        """Start the process if pages wait and it does not run yet."""
        if time.monotonic() < self._next_look:
            return
        self._next_look = time.monotonic() + _LOOK_SECONDS
        if self._process is not None:
            if self._process.is_alive():
                return
            if self._process.exitcode:
                self._next_look = time.monotonic() + _RETRY_SECONDS
            self._process = None
        elif follows_changes(self._settings) and is_due(self._settings, self._database):
            self._process = get_context("spawn").Process(
                target=follow, args=(self._settings,), daemon=True
            )
            self._process.start()

    def wait(self) -> None:
        """Wait until the process has ended by itself."""
        if self._process is not None:
            self._process.join()

    def close(self) -> None:
        """Stop the process; what it has not saved is done again."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process = None


def is_due(settings: Settings, database: Database) -> bool:
    """Return True if pages wait to be encoded."""
    if not complete_mark(settings).exists():
        return True
    if model_of(vectors_path(settings)) != model_identity():
        return True
    with reading(database) as session:
        return meaning_queue.size(session) > 0


def follow(settings: Settings) -> None:
    """Bring the vectors up to date, unless another process does; run in a process of its own."""
    os.nice(_LOWEST_PRIORITY)
    log_command(settings, "meaning")
    Thread(target=_end_with_service, daemon=True).start()
    work = import_module("search_index.meaning.work")
    try:
        with installation(settings) as database, generations.try_lock(settings, LOCK) as locked:
            if locked:
                work.update(settings, database, _no_progress, all_pages=False)
    except LibraryError as error:
        _log.warning("vectors cannot follow the catalogue: %s", error)
        raise SystemExit(1) from error


def _end_with_service() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)


def _no_progress(_pages: int, _total: int) -> None:
    """Report no progress."""
