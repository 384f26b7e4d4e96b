"""Queue of items whose passages are to be encoded again, fed when they have been indexed."""

from collections.abc import Iterable

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from library.catalogue.models import MeaningDue


def mark(session: Session, item_ids: Iterable[str]) -> None:
    """Queue items."""
    session.add_all(MeaningDue(item_id=item_id) for item_id in item_ids)


def waiting(session: Session, limit: int) -> list[MeaningDue]:
    """Return the queued entries, oldest first."""
    return list(session.scalars(select(MeaningDue).order_by(MeaningDue.id).limit(limit)))


def size(session: Session) -> int:
    """Return the number of queued items."""
    return session.scalar(select(func.count(MeaningDue.item_id.distinct()))) or 0


def remove(session: Session, ids: Iterable[int]) -> None:
    """Delete entries; an item marked again meanwhile has an entry of its own."""
    session.execute(delete(MeaningDue).where(MeaningDue.id.in_(list(ids))))
