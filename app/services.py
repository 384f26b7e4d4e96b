"""Holds what every desk needs: the database, the strong-rooms and the card index."""

from dataclasses import dataclass

from flask import Flask, current_app, g
from sqlalchemy import Engine

from app.pdf.cache import PdfCache
from app.usage_writer import UsageWriter
from library.catalogue.authorities.letter_counts import LetterCounts
from library.catalogue.profile_cache import ProfileShelf, Shelves
from library.catalogue.profiles import Profile
from library.installation import open_installation
from library.settings import Settings
from library.storage.content_store import ContentStore
from library.storage.uploads import UploadShelf
from search_index.search_service import SearchService
from search_index.suggestion_service import SuggestionDesk

_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class AppServices:
    """One opened installation, shared by all requests."""

    settings: Settings
    database: Engine
    masters: ContentStore
    derivatives: ContentStore
    uploads: UploadShelf
    collections: ProfileShelf
    bindery: PdfCache
    search: SearchService
    suggestions: SuggestionDesk
    letters: LetterCounts
    clerk: UsageWriter

    def close(self) -> None:
        """Let the clerk finish, then put out the lights."""
        self.clerk.close()
        self.search.close()
        self.suggestions.close()
        self.database.dispose()


def install(app: Flask, settings: Settings) -> None:
    """Open the installation for this app."""
    database = open_installation(settings)
    derivatives = ContentStore(settings.derivatives)
    app.extensions["services"] = AppServices(
        settings=settings,
        database=database,
        masters=ContentStore(settings.masters),
        uploads=UploadShelf(settings.uploads),
        derivatives=derivatives,
        collections=ProfileShelf(settings.collections, settings.profiles),
        bindery=PdfCache(settings.cache, derivatives, settings.cache_mb * _MEGABYTE),
        search=SearchService(settings, database),
        suggestions=SuggestionDesk(database),
        letters=LetterCounts(),
        clerk=UsageWriter(database),
    )
    app.context_processor(_for_templates)


def services() -> AppServices:
    """Return the installation the current request is for."""
    return current_app.extensions["services"]


def profiles() -> dict[str, Profile]:
    """Return the labels on the shelves as they are now: a librarian's change shows at once."""
    return shelves().profiles


def shelves() -> Shelves:
    """Return the collections, and what is wrong with the profiles that were badly edited."""
    if "shelves" not in g:
        g.shelves = services().collections.look()
    return g.shelves


def _for_templates() -> dict[str, object]:
    settings = services().settings
    return {
        "library_name": settings.library_name,
        "upload_mb": settings.upload_mb,
        "profiles": profiles,
        "shelves": shelves,
    }
