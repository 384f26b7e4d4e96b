"""Downloads of an item: sizes, page PDFs and pages with word positions."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.orm import Session

from library.catalogue.models import Derivative, DerivativeKind, Page, PageState, PageText
from library.catalogue.text.layout import PageLayout, layout_page
from library.catalogue.text.words import unpack
from library.database import total_of
from library.storage.content_store import ContentStore

_TEXT_FROM_DEFLATED = 2.2
"""Ratio of the length of a Vietnamese page text to its stored deflated length."""


MAX_EPUB_PAGES = 3000
"""Pages with text of the longest e-book."""


@dataclass(frozen=True, slots=True)
class PlacedPage:
    """A processed page and the checksum of its words; None for text without an image."""

    number: int
    width: int | None
    height: int | None
    words: str | None


@dataclass(frozen=True, slots=True)
class PagePdf:
    """A PDF of one page."""

    number: int
    digest: str
    bytes: int


@dataclass(frozen=True, slots=True)
class DownloadSizes:
    """Number of downloadable pages of an item, and their sizes."""

    pages: int = 0
    """Number of processed pages."""
    placed: int = 0
    """Number of pages whose words have positions."""
    text_bytes: int = 0
    """Approximate length of their text."""
    pdf_pages: int = 0
    """Number of pages with a page PDF."""
    pdf_bytes: int = 0

    @property
    def has_epub(self) -> bool:
        """True if the text makes an e-book that is not too long."""
        return 0 < self.pages <= MAX_EPUB_PAGES


def download_sizes(session: Session, item_id: str) -> DownloadSizes:
    """Return the number of downloadable pages of an item, and their approximate sizes."""
    pages, placed_pages, text_bytes = session.execute(
        select(func.count(), func.count(Page.words), func.sum(func.length(PageText.text)))
        .join(PageText, PageText.page_id == Page.id)
        .where(Page.item_id == item_id, Page.state == PageState.DONE, Page.left_out.is_(False))
    ).one()
    count, total_bytes = session.execute(
        _from_page_pdfs(select(func.count(), total_of(Derivative.bytes)), item_id)
    ).one()
    return DownloadSizes(
        pages, placed_pages, round((text_bytes or 0) * _TEXT_FROM_DEFLATED), count, total_bytes or 0
    )


def has_files(session: Session, item_ids: Iterable[str]) -> dict[str, tuple[bool, bool]]:
    """Return by item id True for an item with an e-book, and for one with a page PDF."""
    with_pdf = exists().where(Derivative.page_id == Page.id, Derivative.kind == DerivativeKind.LEAF)
    with_text = exists().where(PageText.page_id == Page.id)
    rows = session.execute(
        select(Page.item_id, func.sum(_as_number(with_text)), func.max(_as_number(with_pdf)))
        .where(
            Page.item_id.in_(list(item_ids)),
            Page.state == PageState.DONE,
            Page.left_out.is_(False),
        )
        .group_by(Page.item_id)
    )
    return {item_id: (0 < pages <= MAX_EPUB_PAGES, bool(pdf)) for item_id, pages, pdf in rows}


def _as_number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)


def page_pdfs(
    session: Session, item_id: str, first: int = 1, last: int | None = None
) -> tuple[PagePdf, ...]:
    """Return the page PDFs of an item in order, or those from `first` to `last`."""
    query = (
        _from_page_pdfs(select(Page.number, Derivative.digest, Derivative.bytes), item_id)
        .where(Page.number >= first)
        .order_by(Page.place)
    )
    rows = session.execute(query if last is None else query.where(Page.number <= last))
    return tuple(PagePdf(*row) for row in rows)


def placed_pages(
    session: Session, item_id: str, number: int | None = None
) -> tuple[PlacedPage, ...]:
    """Return the pages whose words have positions, all or the one with this number, in order."""
    query = (
        select(Page.number, Page.width, Page.height, Page.words)
        .where(Page.item_id == item_id, Page.state == PageState.DONE, Page.left_out.is_(False))
        .where(Page.words.is_not(None))
        .order_by(Page.place)
    )
    rows = session.execute(query if number is None else query.where(Page.number == number))
    return tuple(PlacedPage(*row) for row in rows)


def page_layout(page: PlacedPage, derivatives: ContentStore) -> PageLayout:
    """Return the layout of a page, from its stored words."""
    return layout_page(page.number, page.width, page.height, unpack(derivatives.read(page.words)))


def _from_page_pdfs(query: Select, item_id: str) -> Select:
    """Return the query over the page PDFs of an item, without pages left out by staff."""
    page_pdfs = query.select_from(Page).join(Derivative, Derivative.page_id == Page.id)
    return page_pdfs.where(
        Page.item_id == item_id,
        Page.left_out.is_(False),
        Derivative.kind == DerivativeKind.LEAF,
    )
