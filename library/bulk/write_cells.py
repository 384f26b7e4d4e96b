"""Writing of an item's cells: standard description, other fields and collection."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from library import clock
from library.catalogue import cataloguing, index_queue
from library.catalogue.access import openings, publishing
from library.catalogue.models import Access, Item
from library.exchange.records.item_values import COLLECTION
from library.staff.audit import note


def write(session: Session, item: Item, cells: Mapping[str, object], by: str) -> None:
    """Set cells of an item to stored values; the audit log records each change."""
    values = {name: _column_value(name, cells[name]) for name in cells if name != COLLECTION}
    if values:
        cataloguing.describe(session, item, values, by)
    if COLLECTION in cells and cells[COLLECTION] != item.collection:
        if openings.needs_second_person(session, item, by):
            publishing.publication_of(session, item).two_people = True
        _move(session, item, str(cells[COLLECTION]), by)


def _move(session: Session, item: Item, collection: str, by: str) -> None:
    old_cells, new_cells = {COLLECTION: item.collection}, {COLLECTION: collection}
    detail = f"{item.collection} → {collection}"
    note(session, by, "item.move", item.id, detail, old=old_cells, new=new_cells)
    item.collection, item.changed = collection, clock.now()
    index_queue.mark(session, item.id)


def _column_value(name: str, value: object) -> object:
    return Access(value) if name == "access" else value
