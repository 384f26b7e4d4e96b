"""Articles of newspaper pages as readers see them: found by machine or corrected by people."""

from collections.abc import Iterable
from functools import lru_cache

from sqlalchemy.orm import Session

from app.services import services
from library.catalogue.queries import ItemRecord
from library.catalogue.text.articles import Article, articles_of, unpack_articles
from library.catalogue.text.words import unpack
from library.corrections.article_lists import (
    NEWSPAPER_KINDS,
    PrintedPage,
    corrected_articles,
    printed_pages,
)
from library.errors import FilesUnreachableError
from library.storage.content_store import ContentStore
from library.storage.problems import DerivativeLostError

_CACHED_PAGES = 256


def page_articles(session: Session, record: ItemRecord, number: int) -> tuple[Article, ...]:
    """Return the articles of a newspaper page; () if it has none or its words are lost."""
    return articles_by_page(session, record, (number,)).get(number, ())


def articles_by_page(
    session: Session, record: ItemRecord, numbers: Iterable[int]
) -> dict[int, tuple[Article, ...]]:
    """Return the articles of some pages of a newspaper by page number."""
    if record.kind not in NEWSPAPER_KINDS:
        return {}
    pages = printed_pages(session, record.id, numbers)
    return {page.number: _articles(page) for page in pages}


def _articles(page: PrintedPage) -> tuple[Article, ...]:
    store = services().derivatives
    try:
        if page.corrected is not None:
            return corrected_articles(page, unpack(store.read(page.words)))
        if page.articles is None:
            return ()
        articles = unpack_articles(store.read(page.articles), page.words)
        if articles is None:
            return machine_articles(store, page.words, page.width, page.height)
        return articles
    except (DerivativeLostError, FilesUnreachableError):
        return ()


@lru_cache(maxsize=_CACHED_PAGES)
def machine_articles(
    store: ContentStore, words: str, width: int, height: int
) -> tuple[Article, ...]:
    """Return the articles among words corrected since the pipeline found the articles."""
    return articles_of(unpack(store.read(words)), width, height)
