"""Stretches: division of a recording into pages, and what a page knows of its recording."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.catalogue.models import Page
from library.recordings.models import SHORTEST_MS, STRETCH_MS, Stretch


def divide(length: int) -> Iterator[tuple[int, int]]:
    """Yield beginning and end of each stretch of a recording of `length` milliseconds."""
    count = max(1, (length - SHORTEST_MS) // STRETCH_MS + 1)
    for index in range(count):
        yield index * STRETCH_MS, length if index == count - 1 else (index + 1) * STRETCH_MS


def stretch_of(session: Session, page_id: int) -> Stretch | None:
    """Return the stretch that a page is; None for a page of paper."""
    return session.get(Stretch, page_id)


def stretches_of(session: Session, item_id: str) -> dict[int, Stretch]:
    """Return the stretches of an item by page number; empty for an item of paper."""
    query = select(Page.number, Stretch).join(Stretch, Stretch.page_id == Page.id)
    rows = session.execute(query.where(Page.item_id == item_id))
    return {number: stretch for number, stretch in rows}  # noqa: C416


def first_page_of(session: Session, item_id: str, file: str) -> Page | None:
    """Return the page with the access copies of a recording: its first stretch."""
    query = select(Page).join(Stretch, Stretch.page_id == Page.id)
    first = query.where(Page.item_id == item_id, Stretch.file == file, Stretch.begins == 0)
    return session.scalars(first.order_by(Page.number).limit(1)).first()
