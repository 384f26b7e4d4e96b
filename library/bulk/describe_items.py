"""Gives chosen items as descriptions, to be written in a form of exchange."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from library.bulk import item_cells
from library.bulk.export import items
from library.exchange.item_description import Description


def descriptions(session: Session, item_ids: tuple[str, ...]) -> Iterator[Description]:
    """Give what is known of items, a few hundred of them in memory at a time."""
    for item in items(session, item_ids):
        told = {name: text for name, text in item_cells.as_told(item).items() if text}
        told["access"] = item.access.value
        yield Description(item.id, item.changed, item.year, told)
