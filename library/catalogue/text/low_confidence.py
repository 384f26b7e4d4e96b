"""Queues the pages that were read poorly, for a person to look at."""

from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from library import clock
from library.catalogue.models import Item, Page, PageState
from library.errors import PageNotFoundError
from library.staff.audit import note

POOR = 0.75
"""Below this a text has more wrong than a reader can mend in passing."""


@dataclass(frozen=True, slots=True)
class PoorPage:
    """A page in the queue."""

    item_id: str
    number: int
    title: str
    collection: str
    quality: float


def poor_pages(
    session: Session, collection: str | None = None, *, first: int, count: int
) -> tuple[PoorPage, ...]:
    """Return a screen of the queue, the worst first."""
    columns = (Page.item_id, Page.number, Item.title, Item.collection, Page.quality)
    query = _poor(select(*columns), collection)
    worst = query.order_by(Page.quality, Page.item_id, Page.number).offset(first).limit(count)
    return tuple(PoorPage(*row) for row in session.execute(worst))


def how_many(session: Session, collection: str | None = None) -> int:
    """Count the queue."""
    return session.scalar(_poor(select(func.count()), collection)) or 0


def let_be(session: Session, item_id: str, number: int, by: str) -> None:
    """Take a page off the queue: a person looked at it, and it is as good as it gets."""
    page = session.scalar(select(Page).where(Page.item_id == item_id, Page.number == number))
    if page is None:
        raise PageNotFoundError(number)
    if page.passed is None:
        page.passed = clock.now()
        note(session, by, "page.pass", item_id, f"trang {number}")


def only_poor(query: Select) -> Select:
    """Ask a question of the pages in the queue, and of their items."""
    there = query.select_from(Page).join(Item, Page.item_id == Item.id)
    return there.where(
        Page.quality < POOR,
        Page.state == PageState.DONE,
        Page.passed.is_(None),
        Page.left_out.is_(False),
    )


def _poor(query: Select, collection: str | None) -> Select:
    poor = only_poor(query)
    return poor if collection is None else poor.where(Item.collection == collection)
