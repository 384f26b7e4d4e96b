"""MARC records of items as they came or as staff edited them, beside the description."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import JSON, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from library.database import Base


class OriginalRecord(Base):
    """The MARC record of an item, and the description with which it agreed.

    Exports write the record as it is, and change the subfields of those description fields alone
    that differ from `described`.
    """

    __tablename__ = "original_record"

    item_id: Mapped[str] = mapped_column(
        ForeignKey("item.id", ondelete="CASCADE"), primary_key=True
    )
    content: Mapped[dict[str, object]] = mapped_column(JSON)
    """Leader and fields, as `library.exchange.marc21.marc_record.as_stored` writes them."""
    described: Mapped[dict[str, str]] = mapped_column(JSON)
    """Texts of the description by field."""


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """The content and description of a stored record."""

    content: Mapping[str, object]
    described: Mapping[str, str]


def store(
    session: Session, item_id: str, content: Mapping[str, object], description: Mapping[str, str]
) -> None:
    """Store the record of an item in place of an earlier one."""
    row = session.get(OriginalRecord, item_id)
    if row is None:
        enter(session, item_id, content, description)
    else:
        row.content, row.described = dict(content), dict(description)


def enter(
    session: Session, item_id: str, content: Mapping[str, object], description: Mapping[str, str]
) -> None:
    """Store the record of an item that has none yet."""
    session.add(OriginalRecord(item_id=item_id, content=dict(content), described=dict(description)))


def of_items(session: Session, item_ids: Iterable[str]) -> dict[str, StoredRecord]:
    """Return the stored records by item id; items without one are left out."""
    rows = select(OriginalRecord).where(OriginalRecord.item_id.in_(list(item_ids)))
    return {row.item_id: StoredRecord(row.content, row.described) for row in session.scalars(rows)}


def of_item(session: Session, item_id: str) -> StoredRecord | None:
    """Return the stored record of an item, or None."""
    return of_items(session, (item_id,)).get(item_id)
