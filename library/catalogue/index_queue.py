"""Lists what the index does not know yet; written in the same transaction as the change."""

from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from library import clock
from library.catalogue.models import IndexDue


def mark(session: Session, item_id: str, page_number: int | None = None) -> None:
    """Say that an item, or one page of it, must be indexed again (or taken out of the index)."""
    session.add(IndexDue(item_id=item_id, page_number=page_number, since=clock.now()))


def waiting(session: Session, limit: int = 1000) -> list[IndexDue]:
    """Return what is due, oldest first."""
    return list(session.scalars(select(IndexDue).order_by(IndexDue.id).limit(limit)))


def settle(session: Session, ids: Iterable[int]) -> None:
    """Strike off what has been indexed; what was marked again meanwhile has a row of its own."""
    session.execute(delete(IndexDue).where(IndexDue.id.in_(list(ids))))
