"""Descriptions of selected items for export in an exchange format."""

from collections.abc import Iterator, Mapping

from sqlalchemy.orm import Session

from library.bulk import item_cells
from library.bulk.export import items
from library.bulk.selections import id_batches
from library.catalogue.description import original_records
from library.catalogue.models import Item
from library.exchange.item_description import Description, Original
from library.exchange.marc21.marc_record import of_stored


def descriptions(session: Session, item_ids: tuple[str, ...]) -> Iterator[Description]:
    """Yield the descriptions of items, with a few hundred items in memory at a time."""
    for batch in id_batches(item_ids):
        stored = original_records.of_items(session, batch)
        for item in items(session, batch):
            record = stored.get(item.id)
            original = Original(of_stored(record.content), record.described) if record else None
            yield Description(item.id, item.changed, item.year, texts_of(item), original)


def texts_of(item: Item) -> dict[str, str]:
    """Return the texts of an item's description by field, as exchange formats take them."""
    values = {name: text for name, text in item_cells.description_values(item).items() if text}
    return values | {"access": item.access.value}


def store_record(session: Session, item: Item, content: Mapping[str, object]) -> None:
    """Store the MARC record from which a new item was described."""
    original_records.enter(session, item.id, content, texts_of(item))
