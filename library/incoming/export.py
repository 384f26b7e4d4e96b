"""Export of selected items as rows of a list, each with its version mark."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from sqlalchemy.orm import Session

from library.catalogue.description.state_names import STATES
from library.catalogue.models import Item
from library.exchange.records import item_values
from library.exchange.records.item_batches import items
from library.incoming.cell_marks import version
from library.incoming.columns import HEADINGS, ID, VERSION


def rows(
    session: Session,
    item_ids: tuple[str, ...],
    collection_titles: Mapping[str, str],
    own: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[tuple[str, ...]]:
    """Yield a row for each item, with a few hundred items in memory at a time."""
    for item in items(session, item_ids):
        cells = cells_of(item, collection_titles, own)
        yield tuple(cells[name] for name in (*HEADINGS, *own))


def cells_of(
    item: Item, collection_titles: Mapping[str, str], own: Iterable[str] = ()
) -> dict[str, str]:
    """Return the cells of an item's row by column name."""
    cells = item_values.cell_texts(item, own)
    cells["collection"] = collection_titles.get(item.collection, item.collection)
    cells["state"] = STATES[item.state]
    return {ID: item.id, VERSION: version(item.id, cells), **cells}
