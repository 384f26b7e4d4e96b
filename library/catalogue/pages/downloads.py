"""Lists what a reader can take home of an item, page by page, without opening any of it."""

from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from library.catalogue.models import Derivative, DerivativeKind, Page, PageState, PageText
from library.catalogue.text.layout import LaidPage, lay
from library.catalogue.text.words import unpack
from library.storage.content_store import ContentStore

_TEXT_FROM_DEFLATED = 2.2
"""How much longer a page of Vietnamese is than the deflated form in which it is kept."""


@dataclass(frozen=True, slots=True)
class PageCopy:
    """One page that was read, and the checksum of its words; none for text without an image."""

    number: int
    width: int | None
    height: int | None
    words: str | None


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page as a PDF of its own."""

    number: int
    digest: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Offer:
    """What there is to take home of an item."""

    pages: int = 0
    """Pages that were read."""
    placed: int = 0
    """Those whose words have places."""
    text_bytes: int = 0
    """About how long their text is."""
    leaves: int = 0
    """Those there is a PDF of."""
    leaf_bytes: int = 0


def offer(session: Session, item_id: str) -> Offer:
    """Say what there is of an item, and about how heavy it is."""
    pages, placed, deflated = session.execute(
        select(func.count(), func.count(Page.words), func.sum(func.length(PageText.text)))
        .join(PageText, PageText.page_id == Page.id)
        .where(Page.item_id == item_id, Page.state == PageState.DONE, Page.left_out.is_(False))
    ).one()
    count, weight = session.execute(
        _of_leaves(select(func.count(), func.sum(Derivative.bytes)), item_id)
    ).one()
    return Offer(pages, placed, round((deflated or 0) * _TEXT_FROM_DEFLATED), count, weight or 0)


def leaves(
    session: Session, item_id: str, first: int = 1, last: int | None = None
) -> tuple[Leaf, ...]:
    """Return the leaves of an item in order, or those from one page to another."""
    query = (
        _of_leaves(select(Page.number, Derivative.digest, Derivative.bytes), item_id)
        .where(Page.number >= first)
        .order_by(Page.place)
    )
    rows = session.execute(query if last is None else query.where(Page.number <= last))
    return tuple(Leaf(*row) for row in rows)


def placed_pages(session: Session, item_id: str, number: int | None = None) -> tuple[PageCopy, ...]:
    """Return the pages of an item, or the one asked for, whose words have places; in order."""
    query = (
        select(Page.number, Page.width, Page.height, Page.words)
        .where(Page.item_id == item_id, Page.state == PageState.DONE, Page.left_out.is_(False))
        .where(Page.words.is_not(None))
        .order_by(Page.place)
    )
    rows = session.execute(query if number is None else query.where(Page.number == number))
    return tuple(PageCopy(*row) for row in rows)


def laid_out(page: PageCopy, derivatives: ContentStore) -> LaidPage:
    """Open the words of a page that has them, and lay them where they stand."""
    return lay(page.number, page.width, page.height, unpack(derivatives.read(page.words)))


def _of_leaves(query: Select, item_id: str) -> Select:
    """Ask of the leaves of an item, but for pages staff left out."""
    joined = query.select_from(Page).join(Derivative, Derivative.page_id == Page.id)
    return joined.where(
        Page.item_id == item_id,
        Page.left_out.is_(False),
        Derivative.kind == DerivativeKind.LEAF,
    )
