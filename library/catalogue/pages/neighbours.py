"""Knows which page comes before and after another."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.catalogue.models import Page, PageKind
from library.errors import PageNotFoundError


def neighbours(session: Session, item_id: str, number: int) -> tuple[int | None, int | None]:
    """Return the numbers of the pages before and after one; pages left out are passed over.

    Where no page has that number, it is taken for a place in reading order.
    """
    place = _place(session, item_id, number)
    there = select(Page.number).where(Page.item_id == item_id, Page.left_out.is_(False))
    before = there.where(Page.place < place).order_by(Page.place.desc())
    after = there.where(Page.place > place).order_by(Page.place)
    return session.scalar(before.limit(1)), session.scalar(after.limit(1))


def page_offset_back(session: Session, item_id: str, number: int, count: int) -> int | None:
    """Return the number of the page so many before a place, or of the first; None before it."""
    before = (
        select(Page.number)
        .where(
            Page.item_id == item_id,
            Page.left_out.is_(False),
            Page.place < _place(session, item_id, number),
        )
        .order_by(Page.place.desc())
        .limit(count)
    )
    found = list(session.scalars(before))
    return found[-1] if found else None


def reading_order(session: Session, item_id: str) -> tuple[int, ...]:
    """Return the numbers of all pages of an item as they are read, but for those left out."""
    there = select(Page.number).where(Page.item_id == item_id, Page.left_out.is_(False))
    return tuple(session.scalars(there.order_by(Page.place)))


def numbers_of(session: Session, item_id: str, kind: PageKind) -> tuple[int, ...]:
    """Return the numbers of the pages of this kind, as they are read."""
    there = select(Page.number).where(Page.item_id == item_id, Page.left_out.is_(False))
    return tuple(session.scalars(there.where(Page.kind == kind).order_by(Page.place)))


def number_at(session: Session, item_id: str, page_id: int) -> int:
    """Return the number a page has now, by what never changes about it; raise when it is gone."""
    there = select(Page.number).where(Page.item_id == item_id, Page.id == page_id)
    number = session.scalar(there.where(Page.left_out.is_(False)))
    if number is None:
        raise PageNotFoundError(page_id)
    return number


def page_id(session: Session, item_id: str, number: int) -> int | None:
    """Return what never changes about the page that has this number now."""
    there = select(Page.id).where(Page.item_id == item_id, Page.number == number)
    return session.scalar(there)


def _place(session: Session, item_id: str, number: int) -> int:
    own = select(Page.place).where(Page.item_id == item_id, Page.number == number)
    return session.scalar(own) or number
