"""Reads lists of descriptions that wait, each in a process of its own that may not grow or hang."""

import logging
import resource
import signal
from concurrent.futures import TimeoutError as TookTooLongError
from multiprocessing import get_context
from pathlib import Path

from pebble import ProcessExpired, ProcessPool
from sqlalchemy import Engine

from ingest.problems import UnforeseenError
from library.accessions import description_lists
from library.catalogue.profile_cache import usable_profiles
from library.catalogue.profiles import Profile, profile_of
from library.database import reading, work
from library.errors import LibraryError
from library.exchange.list_reader import read_sheet
from library.exchange.list_rows import Sheet
from library.exchange.problems import SheetTooHeavyError
from library.settings import Settings
from library.storage.content_store import ContentStore

_MEMORY = 1 << 30
_OPEN_FILES = 128
_HEAVIEST = 64 << 20
_SECONDS = 60

_log = logging.getLogger(__name__)


def read_waiting(settings: Settings, engine: Engine) -> None:
    """Read every list that waits, and give the deliveries beside it their descriptions."""
    while True:
        with reading(engine) as session:
            sheet = description_lists.unread(session)
        if sheet is None:
            return
        try:
            profile = profile_of(usable_profiles(settings), sheet.collection)
            path = ContentStore(settings.masters).path(sheet.digest)
            read = _read_apart(path, sheet.name, profile)
        except LibraryError as error:
            with work(engine) as session:
                description_lists.refuse(session, sheet.id, str(error))
        else:
            with work(engine) as session:
                description_lists.write_rows(session, sheet.id, read.rows, read.remarks)


def _read_apart(path: Path, name: str, profile: Profile) -> Sheet:
    context = get_context("spawn")
    with ProcessPool(1, initializer=_keep_small, context=context) as pool:
        future = pool.schedule(_read, args=(path, name, profile), timeout=_SECONDS)
        try:
            return future.result()
        except (MemoryError, TookTooLongError, ProcessExpired) as error:
            raise SheetTooHeavyError(name) from error
        except LibraryError:
            raise
        except Exception as error:  # a door: what a strange list does must not stop the workshop
            _log.exception("a list of descriptions could not be read")
            raise UnforeseenError from error


def _keep_small() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(path: Path, name: str, profile: Profile) -> Sheet:
    if path.stat().st_size > _HEAVIEST:
        raise SheetTooHeavyError(name)
    return read_sheet(path.read_bytes(), name, profile)
