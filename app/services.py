"""Services shared by all views: database, master and derivative stores, search index."""

import logging
import time
from contextlib import nullcontext
from dataclasses import dataclass

from flask import Flask, current_app, g
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.background_writer import BackgroundWriter
from app.downloads.file_maker import FileMaker
from app.partners.partner_questions import PartnerQuestions
from library.catalogue import profile_cache
from library.catalogue.authorities.letter_counts import LetterCounts
from library.catalogue.description import book_numbers
from library.catalogue.pages.lost_files import note_lost
from library.catalogue.profile_cache import LoadedProfiles
from library.catalogue.profiles import Profile
from library.database import reading
from library.installation import open_installation
from library.settings import Settings
from library.storage.content_store import ContentStore
from library.storage.derivative_store import DerivativeStore
from library.storage.models import Condition
from library.storage.stores import master_store, upload_store, verified_derivatives
from library.storage.uploads import UploadStore
from library.write_turns import OFFICE, USES
from search_index.search_service import SearchService
from search_index.spelling.suggestion_service import SuggestionService

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
