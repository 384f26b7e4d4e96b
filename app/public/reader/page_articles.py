"""Articles of newspaper pages as readers see them: found by machine or corrected by people."""

from collections.abc import Callable, Iterable
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
    """Return the articles of a newspaper page; () if it has none or its words are lost.

    They are found now if the pipeline stored none: pages of older versions wait for their turn.
    """
    pages = _pages(session, record, (number,))
    return _articles(pages[0], _found_now) if pages else ()


def articles_by_page(
    session: Session, record: ItemRecord, numbers: Iterable[int]
) -> dict[int, tuple[Article, ...]]:
    """Return the stored articles of some pages of a newspaper by page number."""
    pages = _pages(session, record, numbers)
    return {page.number: _articles(page, lambda _page: ()) for page in pages}


def _pages(session: Session, record: ItemRecord, numbers: Iterable[int]) -> tuple[PrintedPage, ...]:
    is_paper = record.kind in NEWSPAPER_KINDS
    return printed_pages(session, record.id, numbers) if is_paper else ()


def _articles(
    page: PrintedPage, find_unstored: Callable[[PrintedPage], tuple[Article, ...]]
) -> tuple[Article, ...]:
    store = services().derivatives
    try:
        if page.corrected is not None:
            return corrected_articles(page, unpack(store.read(page.words)))
        if page.articles is None:
            return find_unstored(page)
        articles = unpack_articles(_content(store, page.articles), page.words)
        return _found_now(page) if articles is None else articles
    except (DerivativeLostError, FilesUnreachableError):
        return ()


def _content(store: ContentStore, digest: str) -> bytes:
    try:
        return store.read(digest)
    except DerivativeLostError:  # the articles can be found again
        return b""


def _found_now(page: PrintedPage) -> tuple[Article, ...]:
    return machine_articles(services().derivatives, page.words, page.width, page.height)


@lru_cache(maxsize=_CACHED_PAGES)
def machine_articles(
    store: ContentStore, words: str, width: int, height: int
) -> tuple[Article, ...]:
    """Return the articles among words in which the pipeline has not found articles."""
    return articles_of(unpack(store.read(words)), width, height)
