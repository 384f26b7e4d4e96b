"""Downloads of an item: its page PDFs, and its pages with word positions."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.catalogue.models import Derivative, DerivativeKind, Page, PageState
from library.catalogue.text.layout import PageLayout, layout_page
from library.catalogue.text.words import unpack
from library.storage.content_store import ContentStore


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


def page_pdfs(
    session: Session, item_id: str, first: int = 1, last: int | None = None
) -> tuple[PagePdf, ...]:
    """Return the page PDFs of an item in order, or those from `first` to `last`."""
    query = (
        select(Page.number, Derivative.digest, Derivative.bytes)
        .join(Derivative, Derivative.page_id == Page.id)
        .where(Page.item_id == item_id, Page.left_out.is_(False), Page.number >= first)
        .where(Derivative.kind == DerivativeKind.LEAF)
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
