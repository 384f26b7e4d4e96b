"""Reads and writes the cells of an item: its description, and what is kept beside it."""

import json
from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from library import clock
from library.catalogue import cataloguing, index_queue
from library.catalogue.cataloguing import DESCRIBED
from library.catalogue.description.labels import BESIDE
from library.catalogue.models import Access, Item
from library.exchange.list_rows import clean
from library.staff.audit import note

FIELDS = (*DESCRIBED, *BESIDE)
"""What a list of items has a column for, in its order."""

COLLECTION = "collection"
ACCESS_WORDS = {
    Access.PUBLIC.value: "mọi nơi",
    Access.LIBRARY.value: "tại thư viện",
    Access.STAFF.value: "chỉ cán bộ",
}


def read(item: Item, name: str) -> object:
    """Return what a cell holds, as it is stored; None when there is nothing."""
    if name not in DESCRIBED and name != COLLECTION:
        return (item.other_fields or {}).get(name)
    value = item.date_text or item.date if name == "date" else getattr(item, name)
    return value.value if isinstance(value, Access) else value


def shown(name: str, stored: object) -> str:
    """Return what a cell holds as people read and write it in a list."""
    if stored is None:
        return ""
    if name == "access":
        return ACCESS_WORDS.get(str(stored), str(stored))
    if isinstance(stored, list):
        return "; ".join(map(str, stored))
    return clean(stored) if isinstance(stored, str) else json.dumps(stored, ensure_ascii=False)


def texts(item: Item, own: Iterable[str] = ()) -> dict[str, str]:
    """Return all cells of an item as people read them, and fields of its collection's own."""
    return {name: shown(name, read(item, name)) for name in (*FIELDS, *own)}


def as_told(item: Item) -> dict[str, str]:
    """Return all that is known of an item by field, whatever is kept beside it too."""
    described = {name: value for name in DESCRIBED if (value := read(item, name)) is not None}
    told = {**item.other_fields, **described}
    return {name: shown(name, value) for name, value in told.items() if value is not None}


def write(session: Session, item: Item, cells: Mapping[str, object], by: str) -> None:
    """Change cells of an item to what is to be stored; the audit trail tells each."""
    told = {name: _typed(name, cells[name]) for name in cells if name != COLLECTION}
    if told:
        cataloguing.describe(session, item, told, by)
    if COLLECTION in cells:
        _move(session, item, str(cells[COLLECTION]), by)


def _move(session: Session, item: Item, collection: str, by: str) -> None:
    was, now = {COLLECTION: item.collection}, {COLLECTION: collection}
    detail = f"{item.collection} → {collection}"
    note(session, by, "item.move", item.id, detail, before=was, after=now)
    item.collection, item.changed = collection, clock.now()
    index_queue.mark(session, item.id)


def _typed(name: str, value: object) -> object:
    return Access(value) if name == "access" else value
