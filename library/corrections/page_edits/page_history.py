"""Tells what was corrected on a page, by whom, and what of it holds."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from library.catalogue.models import Item, Page
from library.corrections.models import Revision, RevisionKind
from library.corrections.page_edits.diff import from_json
from library.corrections.page_edits.edit import revisions_of
from library.work_queues import WorkQueue, queue_size


@dataclass(frozen=True, slots=True)
class Step:
    """One revision, as it is told to people."""

    id: int
    kind: RevisionKind
    by: str
    at: datetime
    changes: tuple[tuple[str, str], ...]
    """What was seen and what is meant, as text."""
    astray: int
    undone: datetime | None
    undone_by: str | None


def steps(session: Session, page: Page) -> tuple[Step, ...]:
    """Return the revisions of a page, newest first."""
    return tuple(_step(revision) for revision in reversed(revisions_of(session, page)))


def chosen(
    session: Session, page: Page, revision_id: int, *, and_later: bool = False
) -> list[Revision]:
    """Return a revision of a page, or it and all that were made after it."""
    return [
        revision
        for revision in revisions_of(session, page)
        if revision.id == revision_id or (and_later and revision.id > revision_id)
    ]


@dataclass(frozen=True, slots=True)
class AstrayPage:
    """A page on which corrections found no place in the newest reading."""

    item_id: str
    title: str
    number: int
    count: int


def astray(session: Session) -> WorkQueue:
    """Return how many corrections lost their place, and since when they are."""
    return queue_size(session, _astray(select(func.count(Revision.id), func.min(Revision.at))))


def astray_pages(session: Session, count: int) -> tuple[AstrayPage, ...]:
    """Return the pages whose corrections lost their place."""
    lost = func.sum(Revision.astray)
    rows = _astray(select(Page.item_id, Item.title, Page.number, lost))
    grouped = rows.group_by(Page.item_id, Item.title, Page.number)
    ordered = grouped.order_by(Page.item_id, Page.number).limit(count)
    return tuple(AstrayPage(*row) for row in session.execute(ordered))


def _astray(query: Select) -> Select:
    there = query.select_from(Revision).join(Page, Page.id == Revision.page_id)
    joined = there.join(Item, Item.id == Page.item_id)
    return joined.where(Revision.astray > 0, Revision.undone.is_(None))


def _step(revision: Revision) -> Step:
    return Step(
        id=revision.id,
        kind=revision.kind,
        by=revision.by,
        at=revision.at,
        changes=tuple(
            (" ".join(word.text for word in change.seen), " ".join(change.meant))
            for change in from_json(revision.changes)
        ),
        astray=revision.astray,
        undone=revision.undone,
        undone_by=revision.undone_by,
    )
