"""Catalogues from which the records of items were copied, with their numbers there."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from library import clock
from library.database import Base, insert_new


class RecordSource(Base):
    """A record of another catalogue from which an item was described, wholly or in part."""

    __tablename__ = "record_source"
    __table_args__ = (UniqueConstraint("item_id", "catalogue", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    catalogue: Mapped[str]
    """Name of the other library, as the settings give it."""
    number: Mapped[str]
    """Control number or OAI identifier; empty for a record without one."""
    taken: Mapped[datetime]
    taken_by: Mapped[str]


def add(session: Session, item_id: str, catalogue: str, number: str, by: str) -> None:
    """Note a source of an item; a source that is noted already stays as it is."""
    row = {"item_id": item_id, "catalogue": catalogue, "number": number, "taken_by": by}
    insert_new(session, RecordSource, [{**row, "taken": clock.now()}])


def of_items(session: Session, item_ids: Iterable[str]) -> dict[str, tuple[RecordSource, ...]]:
    """Return the sources by item id, in the order in which they were copied."""
    rows = select(RecordSource).where(RecordSource.item_id.in_(list(item_ids)))
    sources: dict[str, tuple[RecordSource, ...]] = {}
    for row in session.scalars(rows.order_by(RecordSource.id)):
        sources[row.item_id] = (*sources.get(row.item_id, ()), row)
    return sources
