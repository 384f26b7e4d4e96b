"""Updates of page PDFs and articles after corrections, without rendering the images again."""

from collections.abc import Callable, Iterator
from contextlib import suppress

from sqlalchemy import Engine

from ingest.tools import page_pdf
from library.catalogue.models import DerivativeKind
from library.catalogue.pages.lost_files import note_lost
from library.catalogue.text.articles import articles_of, pack_articles
from library.catalogue.text.layout import lines
from library.catalogue.text.words import Word, unpack
from library.corrections.page_edits.stale_pdfs import FileUpdate, due_updates, replace_files
from library.database import reading, work
from library.errors import FileNotKeptError
from library.settings import Settings
from library.storage.derivative_store import DerivativeStore
from library.storage.models import Condition
from library.storage.stores import verified_derivatives

_BATCH_SIZE = 20
"""Pages updated before other work continues."""

_Words = tuple[Word, ...]


def update_due_pdfs(settings: Settings, engine: Engine) -> int:
    """Write the current words into files of pages that are due; return the number processed."""
    with reading(engine) as session:
        due = due_updates(session, _BATCH_SIZE)
    lost_files: dict[str, Condition] = {}
    store = verified_derivatives(settings, lost_files.__setitem__)
    for page in due:
        updates = {
            kind: (store.put(content), len(content)) for kind, content in _updates(store, page)
        }
        with work(engine) as session:
            replace_files(session, page, updates)
            note_lost(session, lost_files)
        lost_files.clear()
    return len(due)


def _updates(store: DerivativeStore, due: FileUpdate) -> Iterator[tuple[DerivativeKind, bytes]]:
    """Yield the updated files of a page by kind; those that are lost will be made again."""
    for kind, digest in due.files.items():
        with suppress(FileNotKeptError):
            yield kind, _UPDATES[kind](store.read(digest), unpack(store.read(due.words)), due)


def _page_pdf(content: bytes, words: _Words, due: FileUpdate) -> bytes:
    return page_pdf.replace_text(content, lines(words), due.width)


def _articles(_content: bytes, words: _Words, due: FileUpdate) -> bytes:
    return pack_articles(due.words, articles_of(words, due.width, due.height))


_UPDATES: dict[DerivativeKind, Callable[[bytes, _Words, FileUpdate], bytes]] = {
    DerivativeKind.LEAF: _page_pdf,
    DerivativeKind.ARTICLES: _articles,
}
