"""The process that reads finished pages again; the pipeline service starts it.

No page and no reader waits for it: it runs while no delivery waits, by day and night or at night
only.
"""

import signal
from functools import partial
from importlib import import_module

from sqlalchemy import Engine

from ingest.pipeline import queue
from ingest.pipeline.worker import LIMITS
from ingest.second_reader.place import IDENTITY, is_installed
from library import clock
from library.corrections.due_pages import next_page
from library.database import reading
from library.installation import installation
from library.jobs.pauses import resting_since
from library.process.child import BackgroundProcess
from library.process.locks import trying
from library.settings import Settings
from search_index.index import generations

LOCK = "second-reader"
"""Name of the lock of the process that reads pages again."""

_LOOK_SECONDS = 60.0
_NIGHT_BEGINS, _NIGHT_ENDS = 21, 6
"""Hours in Vietnam between which it works if it is set to nights only."""


def second_reader_process(settings: Settings, database: Engine) -> BackgroundProcess:
    """Return the process that reads pages again, if the library has turned it on."""
    may_start = partial(_may_start, settings, database)
    return BackgroundProcess(settings, LOCK, follow, may_start, _LOOK_SECONDS, LIMITS)


def _may_start(settings: Settings, database: Engine) -> bool:
    is_on = settings.second_reader != "off" and is_installed()
    return is_on and is_due(settings, database)


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
    lock = generations.lock(settings, LOCK)
    with installation(settings) as database, trying(lock) as is_held:
        if is_held:
            _read_waiting(settings, database)


def _read_waiting(settings: Settings, database: Engine) -> None:
    work = import_module("ingest.second_reader.work")  # loads onnxruntime

    def may_continue() -> bool:
        signal.alarm(settings.page_seconds)  # ends the process if a page takes longer
        return may_work(settings, database)

    work.read_waiting(settings, database, work.open_reader(settings), may_continue)
