"""Correction history of a page, and corrections that lost their place."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from library.catalogue.models import Item, Page
from library.corrections.models import Revision, RevisionKind
from library.corrections.page_edits.diff import Confidences, from_json
from library.corrections.page_edits.edit import is_outdated, revisions_of
from library.vietnamese.search_words import contains_words
from library.work_queues import WorkQueue, queue_size


class ShownChange(NamedTuple):
    """The words before and after a change, and the confidences if the second reader made it."""

    before: str
    after: str
    confidences: Confidences | None


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One revision, as shown to people."""

    id: int
    kind: RevisionKind
    by: str
    at: datetime
    changes: tuple[ShownChange, ...]
    astray: int
    is_outdated: bool
    """True for a second reading of words that a later OCR run replaced."""
    undone: datetime | None
    undone_by: str | None


def history(session: Session, page: Page) -> tuple[HistoryEntry, ...]:
    """Return the revision history of a page, newest first."""
    revisions = reversed(revisions_of(session, page))
    return tuple(
        _history_entry(revision, outdated=is_outdated(revision, page)) for revision in revisions
    )


def select_revisions(
    session: Session, page: Page, revision_id: int, *, and_later: bool = False
) -> list[Revision]:
    """Return a revision of a page, optionally with all later ones."""
    return [
        revision
        for revision in revisions_of(session, page)
        if revision.id == revision_id or (and_later and revision.id > revision_id)
    ]


@dataclass(frozen=True, slots=True)
class UnplacedCorrections:
    """A page with corrections that have no place in the latest OCR output."""

    item_id: str
    title: str
    number: int
    count: int


def unplaced_queue(session: Session) -> WorkQueue:
    """Return the number of revisions with unplaced corrections, with the time of the oldest."""
    return queue_size(
        session, _join_unplaced(select(func.count(Revision.id), func.min(Revision.at)))
    )


def pages_with_unplaced(
    session: Session, count: int, *, first: int = 0, words: str = ""
) -> tuple[UnplacedCorrections, ...]:
    """Return the pages with unplaced corrections."""
    unplaced_count = func.sum(Revision.astray)
    rows = _join_unplaced(select(Page.item_id, Item.title, Page.number, unplaced_count))
    matching = rows.where(*contains_words(Item.search_words, words))
    pages = matching.group_by(Page.item_id, Item.title, Page.number)
    first_pages = pages.order_by(Page.item_id, Page.number).offset(first).limit(count)
    return tuple(UnplacedCorrections(*row) for row in session.execute(first_pages))


def count_unplaced(session: Session, words: str = "") -> int:
    """Return the number of pages with unplaced corrections."""
    query = _join_unplaced(select(func.count(Page.id.distinct())))
    return session.scalar(query.where(*contains_words(Item.search_words, words))) or 0


def _join_unplaced(query: Select) -> Select:
    revisions = query.select_from(Revision).join(Page, Page.id == Revision.page_id)
    items = revisions.join(Item, Item.id == Page.item_id)
    return items.where(Revision.astray > 0, Revision.undone.is_(None))


def _history_entry(revision: Revision, *, outdated: bool) -> HistoryEntry:
    return HistoryEntry(
        id=revision.id,
        kind=revision.kind,
        by=revision.by,
        at=revision.at,
        changes=tuple(
            ShownChange(
                " ".join(word.text for word in change.seen),
                " ".join(change.meant),
                change.confidences,
            )
            for change in from_json(revision.changes)
        ),
        astray=revision.astray,
        is_outdated=outdated,
        undone=revision.undone,
        undone_by=revision.undone_by,
    )
