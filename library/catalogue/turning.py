"""Knows which page comes before and after another."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.catalogue.models import Page


def neighbours(session: Session, item_id: str, number: int) -> tuple[int | None, int | None]:
    """Return the numbers of the pages before and after a place; pages left out are passed over."""
    there = select(Page.number).where(Page.item_id == item_id, Page.left_out.is_(False))
    before = there.where(Page.number < number).order_by(Page.number.desc())
    after = there.where(Page.number > number).order_by(Page.number)
    return session.scalar(before.limit(1)), session.scalar(after.limit(1))


def so_many_before(session: Session, item_id: str, number: int, count: int) -> int | None:
    """Return the number of the page so many before a place, or of the first; None before it."""
    before = (
        select(Page.number)
        .where(Page.item_id == item_id, Page.left_out.is_(False), Page.number < number)
        .order_by(Page.number.desc())
        .limit(count)
    )
    return min(session.scalars(before), default=None)
