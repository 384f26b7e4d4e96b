"""Removal of what a new edition does not name: files of earlier ones, and cached downloads."""

import logging
import shutil
from contextlib import suppress

from sqlalchemy import Engine

from library.fixity.orphans import find_orphans
from library.settings import Settings
from library.storage.stores import derivative_store

_log = logging.getLogger(__name__)


def tidy(settings: Settings, engine: Engine) -> None:
    """Remove the files of earlier editions and the cached downloads; safe to repeat.

    The new edition is served already: a failure is logged, and the next tidying removes the rest.
    """
    try:
        _tidy(settings, engine)
    except Exception:  # outermost handler: the pack was taken in
        _log.exception("files of an earlier edition could not be removed")


def _tidy(settings: Settings, engine: Engine) -> None:
    for download in settings.cache.glob("*"):
        with suppress(FileNotFoundError):  # evicted by the site meanwhile
            shutil.rmtree(download) if download.is_dir() else download.unlink()
    store = derivative_store(settings)
    settings.temporary.mkdir(parents=True, exist_ok=True)
    for orphan in find_orphans(settings, engine, older_than_seconds=0):
        if orphan.store == "derivatives":
            store.discard(orphan.digest)
    store.clear_unfinished()
