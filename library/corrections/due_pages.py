"""Pages that wait for the second reader; derived from the pages, so nothing is queued."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from library.catalogue.models import Item, Page, PageState
from library.corrections.models import ReadingOutcome, SecondReading

_OCR_WORDS = func.coalesce(Page.as_read, Page.words)


@dataclass(frozen=True, slots=True)
class DuePage:
    """A page that waits, with the checksum of its OCR words."""

    id: int
    item_id: str
    number: int
    collection: str
    accession_id: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Progress:
    """Number of pages by what the second reader did with them."""

    waiting: int
    read: int
    disagreed: int
    failed: int
    changed_words: int


def next_page(session: Session, reader: str, after: int = 0) -> DuePage | None:
    """Return the next page that this reader has not read, in order of its id."""
    columns = Page.id, Page.item_id, Page.number, Item.collection, Item.accession_id, _OCR_WORDS
    query = _waiting(select(*columns), reader).where(Page.id > after).order_by(Page.id).limit(1)
    row = session.execute(query).first()
    return DuePage(*row) if row else None


def progress(session: Session, reader: str) -> Progress:
    """Return the progress of this reader."""
    rows = session.execute(
        select(SecondReading.outcome, func.count(), func.sum(SecondReading.changed))
        .where(SecondReading.reader == reader)
        .group_by(SecondReading.outcome)
    )
    counts = {outcome: (pages, words) for outcome, pages, words in rows}
    waiting = session.scalar(_waiting(select(func.count()), reader)) or 0
    readings, differences, failures = (
        counts.get(outcome, (0, 0))[0]
        for outcome in (ReadingOutcome.READ, ReadingOutcome.DISAGREED, ReadingOutcome.FAILED)
    )
    return Progress(
        waiting, readings, differences, failures, sum(words for _, words in counts.values())
    )


def _waiting(query: Select, reader: str) -> Select:
    return (
        query.select_from(Page)
        .join(Item, Item.id == Page.item_id)
        .outerjoin(SecondReading, SecondReading.page_id == Page.id)
        .where(
            Page.state == PageState.DONE,
            Page.words.is_not(None),
            Page.left_out.is_(False),
            _is_unread(reader),
        )
    )


def _is_unread(reader: str) -> ColumnElement[bool]:
    return or_(
        SecondReading.page_id.is_(None),
        SecondReading.reader != reader,
        SecondReading.words != _OCR_WORDS,
    )
