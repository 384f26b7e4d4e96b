"""Reading of waiting description lists, each in a subprocess with memory and time limits."""

import logging
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
from library.exchange.list_rows import ParsedList
from library.exchange.problems import SheetTooHeavyError
from library.incoming.list_reader import read_list
from library.process.child import begin
from library.settings import Settings
from library.storage.stores import master_store

LIMITS = {"as": 1 << 30, "nofile": 128}
_MAX_BYTES = 64 << 20
_TIMEOUT_SECONDS = 60

_log = logging.getLogger(__name__)


def read_waiting(settings: Settings, engine: Engine) -> None:
    """Read every waiting list, and store the descriptions for its deliveries."""
    while True:
        with reading(engine) as session:
            waiting = description_lists.next_unread(session)
        if waiting is None:
            return
        try:
            profile = profile_of(usable_profiles(engine), waiting.collection)
            path = master_store(settings).path(waiting.digest)
            contents = _read_in_subprocess(path, waiting.name, profile)
        except LibraryError as error:
            with work(engine) as session:
                description_lists.refuse(session, waiting.id, str(error))
        else:
            with work(engine) as session:
                description_lists.write_rows(session, waiting.id, contents.rows, contents.remarks)


def _read_in_subprocess(path: Path, name: str, profile: Profile) -> ParsedList:
    context = get_context("spawn")
    with ProcessPool(1, initializer=begin, initargs=(LIMITS,), context=context) as pool:
        future = pool.schedule(_read, args=(path, name, profile), timeout=_TIMEOUT_SECONDS)
        try:
            return future.result()
        except (MemoryError, TookTooLongError, ProcessExpired) as error:
            raise SheetTooHeavyError(name) from error
        except LibraryError:
            raise
        except Exception as error:  # outermost handler: a bad list must not stop the pipeline
            _log.exception("a list of descriptions could not be read")
            raise UnforeseenError from error


def _read(path: Path, name: str, profile: Profile) -> ParsedList:
    if path.stat().st_size > _MAX_BYTES:
        raise SheetTooHeavyError(name)
    return read_list(path.read_bytes(), name, profile)
