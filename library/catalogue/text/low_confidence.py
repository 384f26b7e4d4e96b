"""Queue of pages with low OCR confidence."""

from dataclasses import dataclass

from sqlalchemy import Select, and_, func, select, tuple_
from sqlalchemy.orm import Session

from library import clock
from library.catalogue.models import Item, Page, PageState
from library.catalogue.text.quality import LOW_QUALITY
from library.errors import PageNotFoundError
from library.staff.audit import note
from library.vietnamese.search_words import contains_words


@dataclass(frozen=True, slots=True)
class LowConfidencePage:
    """A page in the queue."""

    item_id: str
    number: int
    title: str
    collection: str
    quality: float
    reason: str | None
    """Remarks of the reading about the page."""


def low_confidence_pages(
    session: Session,
    collection: str | None = None,
    *,
    first: int,
    count: int,
    words: str = "",
) -> tuple[LowConfidencePage, ...]:
    """Return a screen of the queue, the lowest quality first."""
    columns = Page.item_id, Page.number, Item.title, Item.collection, Page.quality, Page.message
    query = _in_collection(select(*columns), collection, words)
    worst = query.order_by(Page.quality, Page.item_id, Page.number).offset(first).limit(count)
    return tuple(LowConfidencePage(*row) for row in session.execute(worst))


def queue_length(session: Session, collection: str | None = None, words: str = "") -> int:
    """Return the number of pages in the queue."""
    return session.scalar(_in_collection(select(func.count()), collection, words)) or 0


def next_page(session: Session, item_id: str, number: int) -> tuple[str, int] | None:
    """Return item and number of the page after this one in the queue, from its end the first one.

    The page itself may have left the queue; None means that no other page waits.
    """
    order = tuple_(Page.quality, Page.item_id, Page.number)
    here = and_(Page.item_id == item_id, Page.number == number)
    queue = only_low_confidence(select(Page.item_id, Page.number)).where(~here)
    queue = queue.order_by(Page.quality, Page.item_id, Page.number).limit(1)
    quality = session.scalar(select(Page.quality).where(here))
    later = (
        quality is not None
        and session.execute(queue.where(order > tuple_(quality, item_id, number))).one_or_none()
    )
    following = later or session.execute(queue).one_or_none()
    return tuple(following) if following else None


def accept_page(session: Session, item_id: str, number: int, by: str) -> None:
    """Take a page off the queue: a person reviewed it and accepts its text."""
    page = session.scalar(select(Page).where(Page.item_id == item_id, Page.number == number))
    if page is None:
        raise PageNotFoundError(number)
    if page.passed is None:
        page.passed = clock.now()
        note(session, by, "page.pass", item_id, f"trang {number}")


def only_low_confidence(query: Select) -> Select:
    """Return the query restricted to the pages in the queue, joined with their items."""
    pages = query.select_from(Page).join(Item, Page.item_id == Item.id)
    return pages.where(
        Page.quality < LOW_QUALITY,
        Page.state == PageState.DONE,
        Page.passed.is_(None),
        Page.left_out.is_(False),
    )


def _in_collection(query: Select, collection: str | None, words: str) -> Select:
    pages = only_low_confidence(query).where(*contains_words(Item.search_words, words))
    return pages if collection is None else pages.where(Item.collection == collection)
