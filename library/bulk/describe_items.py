"""Descriptions of selected items for export in an exchange format."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from library.bulk import item_cells
from library.bulk.export import items
from library.exchange.item_description import Description


def descriptions(session: Session, item_ids: tuple[str, ...]) -> Iterator[Description]:
    """Yield the descriptions of items, with a few hundred items in memory at a time."""
    for item in items(session, item_ids):
        values = {name: text for name, text in item_cells.description_values(item).items() if text}
        values["access"] = item.access.value
        yield Description(item.id, item.changed, item.year, values)
