"""The process that keeps the vectors in step; the pipeline service starts it."""

from functools import partial
from importlib import import_module

from sqlalchemy import Engine as Database

from library.catalogue import meaning_queue
from library.database import reading
from library.installation import installation
from library.process.child import BackgroundProcess
from library.process.locks import trying
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

_LOOK_SECONDS = 5.0


def follower(settings: Settings, database: Database) -> BackgroundProcess:
    """Return the process that encodes changed pages, where the vectors were built once."""
    may_start = partial(_may_start, settings, database)
    return BackgroundProcess(settings, "meaning", follow, may_start, _LOOK_SECONDS)


def _may_start(settings: Settings, database: Database) -> bool:
    return follows_changes(settings) and is_due(settings, database)


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
    work = import_module("search_index.meaning.work")
    lock = generations.lock(settings, LOCK)
    with installation(settings) as database, trying(lock) as is_held:
        if is_held:
            work.update(settings, database, _no_progress, all_pages=False)


def _no_progress(_pages: int, _total: int) -> None:
    """Report no progress."""
