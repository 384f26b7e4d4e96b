"""A process of the lowest priority that reads finished pages again; the service starts it.

No page and no reader waits for it: it runs while no delivery waits, by day and night or at night
only, and ends when there is nothing left to do, so that its memory is free.
"""

import logging
import os
import resource
import signal
import time
from importlib import import_module
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Self

from sqlalchemy import Engine

from ingest.pipeline import queue
from ingest.pipeline.worker import MEMORY_LIMIT_BYTES
from ingest.second_reader.place import IDENTITY, is_installed
from library import clock
from library.corrections.second_reading.due_pages import next_page
from library.database import reading
from library.errors import LibraryError
from library.installation import installation
from library.jobs.pauses import resting_since
from library.process.logs import log_command
from library.settings import Settings
from search_index.index import generations

LOCK = "second-reader"
"""Name of the lock of the process that reads pages again."""

_LOWEST_PRIORITY = 19
_LOOK_SECONDS = 60.0
_RETRY_SECONDS = 600.0
"""Seconds after a failure: a full disk or a broken model does not mend in a moment."""

_NIGHT_BEGINS, _NIGHT_ENDS = 21, 6
"""Hours in Vietnam between which it works if it is set to nights only."""

_log = logging.getLogger(__name__)


class SecondReaderProcess:
    """Starter of the process, for the loop of the pipeline service."""

    def __init__(self, settings: Settings, database: Engine) -> None:
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
        """Start the process if pages may wait and it does not run yet."""
        if self._settings.second_reader == "off" or time.monotonic() < self._next_look:
            return
        self._next_look = time.monotonic() + _LOOK_SECONDS
        if self._process is not None and self._process.is_alive():
            return
        if self._process is not None and self._process.exitcode:
            self._next_look = time.monotonic() + _RETRY_SECONDS
            self._process = None
        elif is_installed() and is_due(self._settings, self._database):
            self._process = get_context("spawn").Process(
                target=follow, args=(self._settings,), daemon=True
            )
            self._process.start()

    def wait(self) -> None:
        """Wait until the process has ended by itself."""
        if self._process is not None:
            self._process.join()

    def close(self) -> None:
        """Stop the process; the page in its hand is read again."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process = None


def is_due(settings: Settings, database: Engine) -> bool:
    """Return True if pages wait for the second reader, and it may work now."""
    if not may_work(settings, database):
        return False
    with reading(database) as session:
        return next_page(session, IDENTITY) is not None


def may_work(settings: Settings, database: Engine) -> bool:
    """Return True if no delivery waits, the pipeline is not paused, and the hour is right."""
    if settings.second_reader == "night" and not is_night():
        return False
    with reading(database) as session:
        return resting_since(session) is None and queue.next_delivery(session, ()) is None


def is_night() -> bool:
    """Return True between nine in the evening and six in the morning, in Vietnam."""
    hour = clock.now().astimezone(clock.HANOI).hour
    return hour >= _NIGHT_BEGINS or hour < _NIGHT_ENDS


def follow(settings: Settings) -> None:
    """Read the pages that wait, unless another process does; run in a process of its own."""
    os.nice(_LOWEST_PRIORITY)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT_BYTES, MEMORY_LIMIT_BYTES))
    log_command(settings, "second-reader")
    Thread(target=_end_with_service, daemon=True).start()
    try:
        with installation(settings) as database, generations.try_lock(settings, LOCK) as locked:
            if locked:
                _read_waiting(settings, database)
    except LibraryError as error:
        _log.warning("pages are not read again: %s", error)
        raise SystemExit(1) from error


def _read_waiting(settings: Settings, database: Engine) -> None:
    work = import_module("ingest.second_reader.work")  # loads onnxruntime

    def may_continue() -> bool:
        signal.alarm(settings.page_seconds)  # ends the process if a page takes longer
        return may_work(settings, database)

    work.read_waiting(settings, database, work.open_reader(settings), may_continue)


def _end_with_service() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)
