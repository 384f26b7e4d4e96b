"""Reads many items, a few hundred in memory at a time."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.catalogue.models import Item

Row = TypeVar("Row")


def items(session: Session, item_ids: tuple[str, ...]) -> Iterator[Item]:
    """Yield items in the order of the given ids; deleted items are left out."""
    for batch in id_batches(item_ids):
        items_by_id = {
            item.id: item for item in session.scalars(select(Item).where(Item.id.in_(batch)))
        }
        yield from (items_by_id[item_id] for item_id in batch if item_id in items_by_id)
        session.expunge_all()


def id_batches(rows: Sequence[Row], size: int = 500) -> Iterator[Sequence[Row]]:
    """Yield ids or rows in batches small enough for one database query."""
    for place in range(0, len(rows), size):
        yield rows[place : place + size]
