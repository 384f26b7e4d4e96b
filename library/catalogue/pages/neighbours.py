"""Neighbouring pages in reading order, and page numbers."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.catalogue.models import Page, PageKind
from library.errors import PageNotFoundError


def neighbours(session: Session, item_id: str, number: int) -> tuple[int | None, int | None]:
    """Return the numbers of the previous and the next page; pages left out are skipped.

    If no page has this number, it is taken as a place in reading order.
    """
    place = _place(session, item_id, number)
    pages = select(Page.number).where(Page.item_id == item_id, Page.left_out.is_(False))
    previous = pages.where(Page.place < place).order_by(Page.place.desc())
    following = pages.where(Page.place > place).order_by(Page.place)
    return session.scalar(previous.limit(1)), session.scalar(following.limit(1))


def page_offset_back(session: Session, item_id: str, number: int, count: int) -> int | None:
    """Return the number of the page `count` places back, else of the first; None on the first."""
    query = (
        select(Page.number)
        .where(
            Page.item_id == item_id,
            Page.left_out.is_(False),
            Page.place < _place(session, item_id, number),
        )
        .order_by(Page.place.desc())
        .limit(count)
    )
    numbers = list(session.scalars(query))
    return numbers[-1] if numbers else None


def reading_order(session: Session, item_id: str) -> tuple[int, ...]:
    """Return the numbers of all pages of an item in reading order, without pages left out."""
    query = select(Page.number).where(Page.item_id == item_id, Page.left_out.is_(False))
    return tuple(session.scalars(query.order_by(Page.place)))


def numbers_of(session: Session, item_id: str, kind: PageKind) -> tuple[int, ...]:
    """Return the numbers of the pages of this kind, in reading order."""
    query = select(Page.number).where(Page.item_id == item_id, Page.left_out.is_(False))
    return tuple(session.scalars(query.where(Page.kind == kind).order_by(Page.place)))


def number_at(session: Session, item_id: str, page_id: int) -> int:
    """Return the current number of the page with this id; raise PageNotFoundError."""
    query = select(Page.number).where(Page.item_id == item_id, Page.id == page_id)
    number = session.scalar(query.where(Page.left_out.is_(False)))
    if number is None:
        raise PageNotFoundError(page_id)
    return number


def page_id(session: Session, item_id: str, number: int) -> int | None:
    """Return the permanent id of the page that has this number now."""
    query = select(Page.id).where(Page.item_id == item_id, Page.number == number)
    return session.scalar(query)


def _place(session: Session, item_id: str, number: int) -> int:
    own = select(Page.place).where(Page.item_id == item_id, Page.number == number)
    return session.scalar(own) or number
