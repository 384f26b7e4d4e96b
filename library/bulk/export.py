"""Export of selected items as rows of a list, each with its version mark."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.bulk import item_cells
from library.bulk.cell_marks import version
from library.bulk.columns import HEADINGS, ID, VERSION
from library.bulk.selections import id_batches
from library.catalogue.description.state_names import STATES
from library.catalogue.models import Item


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


def items(session: Session, item_ids: tuple[str, ...]) -> Iterator[Item]:
    """Yield items in the order of the given ids; deleted items are left out."""
    for batch in id_batches(item_ids):
        items_by_id = {
            item.id: item for item in session.scalars(select(Item).where(Item.id.in_(batch)))
        }
        yield from (items_by_id[item_id] for item_id in batch if item_id in items_by_id)
        session.expunge_all()


def cells_of(
    item: Item, collection_titles: Mapping[str, str], own: Iterable[str] = ()
) -> dict[str, str]:
    """Return the cells of an item's row by column name."""
    cells = item_cells.cell_texts(item, own)
    cells["collection"] = collection_titles.get(item.collection, item.collection)
    cells["state"] = STATES[item.state]
    return {ID: item.id, VERSION: version(item.id, cells), **cells}
