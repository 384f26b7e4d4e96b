"""Services shared by all views: database, stores, search index, writer of uses."""

import logging
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import islice
from threading import Event, Timer

from flask import Flask, current_app, g
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.downloads.file_maker import FileMaker
from app.partners.partner_questions import PartnerQuestions
from library.catalogue import profile_cache
from library.catalogue.authorities.authority_lists import LetterCounts
from library.catalogue.description import book_numbers
from library.catalogue.pages.lost_files import note_lost
from library.catalogue.profile_cache import LoadedProfiles
from library.catalogue.profiles import Profile
from library.database import reading, work
from library.database_failures import failure_of
from library.installation import open_installation
from library.settings import Settings
from library.storage.content_store import ContentStore
from library.storage.derivative_store import DerivativeStore
from library.storage.models import Condition
from library.storage.stores import master_store, upload_store, verified_derivatives
from library.storage.uploads import UploadStore
from library.write_turns import OFFICE, USES, Turn
from search_index.search_service import SearchService
from search_index.spelling.suggestion_service import SuggestionService

_MAX_WAITING = 20_000
"""Entries that may wait, a few hundred bytes each; further ones are dropped and counted."""

_MAX_TOGETHER = 50
"""Entries in one transaction: one commit to disk serves them all on a busy site."""

_RETRY_SECONDS = 15.0

_writer_log = logging.getLogger(__name__)


class BackgroundWriter:
    """Single worker thread that writes small rows, so that responses never wait for them.

    Entries that a full disk or a locked database refuses wait in memory, never on disk: until it is
    written, an entry knows the reader's address, from which its anonymous key is computed.
    """

    def __init__(self, database: Engine, turn: Turn, retry_seconds: float = _RETRY_SECONDS) -> None:
        self._database, self._turn = database, turn
        self._retry_seconds = retry_seconds
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")
        self._waiting: deque[Callable[[Session], None]] = deque()
        self._dropped = 0
        self._retry: Timer | None = None
        self._closing = Event()

    def write(self, write_entry: Callable[[Session], None]) -> None:
        """Queue a function that writes to the database; entries are written in order."""
        if len(self._waiting) >= _MAX_WAITING:
            self._dropped += 1
            return
        self._waiting.append(write_entry)
        self._executor.submit(self._write_new)

    def catch_up(self) -> None:
        """Block until every entry queued so far is written, or waits for the database."""
        self._executor.submit(int).result()

    def close(self) -> None:
        """Write the remaining entries, try the waiting ones once more, and stop the thread."""
        self._closing.set()
        if self._retry is not None:
            self._retry.cancel()
        self._executor.submit(self._write_waiting)
        self._executor.shutdown()
        if self._waiting:
            lost = len(self._waiting)
            _writer_log.error("%d entries lost: the database could not be written", lost)

    def _write_new(self) -> None:
        """Write the entries unless the database failed: then the next attempt is set already."""
        if self._retry is None:
            self._write_waiting()

    def _write_waiting(self) -> None:
        self._retry = None
        while self._waiting:
            entries = tuple(islice(self._waiting, _MAX_TOGETHER))
            if not self._write(entries):
                if not self._closing.is_set():
                    self._retry = Timer(self._retry_seconds, self._submit_retry)
                    self._retry.daemon = True
                    self._retry.start()
                return
            for _ in entries:
                self._waiting.popleft()
        if self._dropped:
            _writer_log.error("%d uses were dropped: too many were waiting", self._dropped)
            self._dropped = 0

    def _write(self, entries: tuple[Callable[[Session], None], ...]) -> bool:
        """Write entries; return False if they must wait, True if they are written or useless."""
        try:
            with work(self._database, self._turn) as session:
                for write_entry in entries:
                    _write_one(session, write_entry)
        except (SQLAlchemyError, OSError) as error:
            if (failure := failure_of(error)) is not None:
                _writer_log.warning("%d uses wait to be written: %s", len(self._waiting), failure)
                return False
            _writer_log.exception("%d uses were not written down", len(entries))
        return True

    def _submit_retry(self) -> None:
        if not self._closing.is_set():
            self._executor.submit(self._write_waiting)


def _write_one(session: Session, write_entry: Callable[[Session], None]) -> None:
    """Write an entry; a useless one is logged, and spoils no other in the transaction."""
    try:
        with session.begin_nested():
            write_entry(session)
    except (SQLAlchemyError, OSError) as error:
        if failure_of(error) is not None:
            raise
        _writer_log.exception("A use was not written down")


_REPEAT_SECONDS = 60.0
"""Readers of one page may ask for the same lost file many times a minute."""

_log = logging.getLogger(__name__)


class LossReporter:
    """Writes a note for each lost file in the background, at most once a minute."""

    def __init__(self, writer: BackgroundWriter) -> None:
        self._writer = writer
        self._reported_at: dict[str, float] = {}

    def __call__(self, digest: str, condition: Condition) -> None:
        """Note a file that is missing or damaged."""
        now = time.monotonic()
        reported_at = self._reported_at.get(digest)
        if reported_at is not None and now - reported_at < _REPEAT_SECONDS:
            return
        self._forget_before(now - _REPEAT_SECONDS)
        self._reported_at[digest] = now
        _log.warning("derivative %s is %s; it will be made again", digest, condition)
        self._writer.write(lambda session: note_lost(session, {digest: condition}))

    def _forget_before(self, moment: float) -> None:
        for digest, reported_at in list(self._reported_at.items()):
            if reported_at < moment:
                self._reported_at.pop(digest, None)


_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class AppServices:
    """One opened installation, shared by all requests."""

    settings: Settings
    database: Engine
    masters: ContentStore
    derivatives: DerivativeStore
    uploads: UploadStore
    downloads: FileMaker
    partners: PartnerQuestions
    search: SearchService
    suggestions: SuggestionService
    letters: LetterCounts
    usage_writer: BackgroundWriter
    note_writer: BackgroundWriter
    """Writes lost files and the activity of staff, which are ordinary writes."""

    def close(self) -> None:
        """Stop making downloads, flush pending usage rows, close search index and database."""
        self.downloads.close()
        self.usage_writer.close()
        self.note_writer.close()
        self.search.close()
        self.suggestions.close()
        self.database.dispose()


def install(app: Flask, settings: Settings) -> None:
    """Open the installation for this app."""
    database = open_installation(settings)
    notes = BackgroundWriter(database, OFFICE)
    derivatives = verified_derivatives(settings, LossReporter(notes))
    app.extensions["services"] = AppServices(
        settings=settings,
        database=database,
        masters=master_store(settings),
        uploads=upload_store(settings),
        derivatives=derivatives,
        downloads=FileMaker(settings.cache, settings.cache_mb * _MEGABYTE),
        partners=PartnerQuestions(),
        search=SearchService(settings, database),
        suggestions=SuggestionService(database),
        letters=LetterCounts(),
        usage_writer=BackgroundWriter(database, USES),
        note_writer=notes,
    )
    app.context_processor(_for_templates)


def services() -> AppServices:
    """Return the services of the current app."""
    return current_app.extensions["services"]


def profiles(session: Session | None = None) -> dict[str, Profile]:
    """Return the current collection profiles by slug; edits on any machine take effect at once."""
    return loaded_profiles(session).profiles


def loaded_profiles(session: Session | None = None) -> LoadedProfiles:
    """Return the collections and the errors of invalid profiles, checked once per request.

    Who has a session gives it: a thread that takes a second connection may wait for itself.
    """
    if "loaded_profiles" not in g:
        with nullcontext(session) if session else reading(services().database) as own_session:
            g.loaded_profiles = profile_cache.loaded_profiles(own_session)
    return g.loaded_profiles


def _for_templates() -> dict[str, object]:
    settings = services().settings
    return {
        "library_name": settings.library_name,
        "upload_mb": settings.upload_mb,
        "profiles": profiles,
        "loaded_profiles": loaded_profiles,
        "book_number": _book_number,
    }


def _book_number(text: str | None) -> str:
    """Return the book number of a title or name, by the table of the library if it has one."""
    return book_numbers.book_number(text or "", services().settings.home)
