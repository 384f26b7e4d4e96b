"""Queue of items and pages to be indexed, written in the transaction of each change."""

from collections.abc import Iterable

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from library import clock
from library.catalogue import public_changes
from library.catalogue.models import IndexDue


def mark(session: Session, item_id: str, page_number: int | None = None) -> None:
    """Queue an item, or one page of it, for reindexing or removal from the index.

    Harvesters of the public catalogue learn of the change too.
    """
    requeue(session, item_id, page_number)
    public_changes.note_change(session, item_id)


def requeue(session: Session, item_id: str, page_number: int | None = None) -> None:
    """Queue an item that did not change, because the index lacks it."""
    session.add(IndexDue(item_id=item_id, page_number=page_number, since=clock.now()))


def waiting(session: Session, limit: int = 1000) -> list[IndexDue]:
    """Return the queued entries, oldest first."""
    return list(session.scalars(select(IndexDue).order_by(IndexDue.id).limit(limit)))


def size(session: Session) -> int:
    """Return the number of queued entries."""
    return session.scalar(select(func.count()).select_from(IndexDue)) or 0


def remove(session: Session, ids: Iterable[int]) -> None:
    """Delete indexed entries; an item marked again meanwhile has an entry of its own."""
    session.execute(delete(IndexDue).where(IndexDue.id.in_(list(ids))))
