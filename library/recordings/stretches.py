"""Stretches: division of a recording into pages, and what a page knows of its recording."""

from collections.abc import Iterable, Iterator

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from library.catalogue.models import Page
from library.recordings.cues import clock_text
from library.recordings.models import SHORTEST_MS, STRETCH_MS, Stretch

DAMAGE = "damage"
"""Name in the technical metadata of the remark that a recording is cut or broken."""


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


def damages_of(session: Session, item_id: str) -> tuple[str, ...]:
    """Return the remarks on recordings of an item that are cut or broken."""
    stretches = stretches_of(session, item_id).values()
    return tuple(row.technical[DAMAGE] for row in stretches if DAMAGE in row.technical)


def times_at(
    session: Session, places: Iterable[tuple[str, int | None]]
) -> dict[tuple[str, int], str]:
    """Return the times of pages that are stretches, by item and page number: 5:00–10:00."""
    query = select(Page.item_id, Page.number, Stretch.begins, Stretch.ends)
    rows = session.execute(
        query.join(Stretch, Stretch.page_id == Page.id).where(
            tuple_(Page.item_id, Page.number).in_([pair for pair in places if pair[1] is not None])
        )
    )
    return {(item_id, number): time_span(*span) for item_id, number, *span in rows}


def time_span(begins: int, ends: int) -> str:
    """Return the time of a stretch for people: 5:00–10:00."""
    return f"{clock_text(begins)}–{clock_text(ends)}"
