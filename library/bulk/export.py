"""Writes chosen items as rows of a list, each with the mark by which it is known again."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.bulk import item_cells
from library.bulk.cell_marks import version
from library.bulk.columns import HEADINGS, ID, VERSION
from library.bulk.selections import in_parts
from library.catalogue.description.labels import STATES
from library.catalogue.models import Item


def rows(
    session: Session,
    item_ids: tuple[str, ...],
    shelves: Mapping[str, str],
    own: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[tuple[str, ...]]:
    """Give a row for each item, a few hundred items in memory at a time."""
    for item in items(session, item_ids):
        told = cells_of(item, shelves, own)
        yield tuple(told[name] for name in (*HEADINGS, *own))


def items(session: Session, item_ids: tuple[str, ...]) -> Iterator[Item]:
    """Give items in the order of their ids; what is gone is left out."""
    for part in in_parts(item_ids):
        found = {item.id: item for item in session.scalars(select(Item).where(Item.id.in_(part)))}
        yield from (found[item_id] for item_id in part if item_id in found)
        session.expunge_all()


def cells_of(item: Item, shelves: Mapping[str, str], own: Iterable[str] = ()) -> dict[str, str]:
    """Return all that stands in the row of an item."""
    told = item_cells.texts(item, own)
    told["collection"] = shelves.get(item.collection, item.collection)
    told["state"] = STATES[item.state]
    return {ID: item.id, VERSION: version(item.id, told), **told}
