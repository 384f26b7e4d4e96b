"""Reads the values of an item: standard description and other fields."""

import json
from collections.abc import Iterable

from library.catalogue.description.field_registry import DESCRIPTION_FIELDS, OTHER_LABELLED_FIELDS
from library.catalogue.models import Access, Item
from library.exchange.list_rows import clean

FIELDS = (*DESCRIPTION_FIELDS, *OTHER_LABELLED_FIELDS)
"""Fields with a column in the list of items, in column order."""

COLLECTION = "collection"
ACCESS_WORDS = {
    Access.PUBLIC.value: "mọi nơi",
    Access.LIBRARY.value: "tại thư viện",
    Access.COPY.value: "bản sao",
    Access.STAFF.value: "chỉ cán bộ",
}


def read(item: Item, name: str) -> object:
    """Return the stored value of a cell, or None."""
    if name not in DESCRIPTION_FIELDS and name != COLLECTION:
        return (item.other_fields or {}).get(name)
    value = item.date_text or item.date if name == "date" else getattr(item, name)
    return value.value if isinstance(value, Access) else value


def display_text(name: str, value: object) -> str:
    """Return a stored value as the text that people read and write in a list."""
    if value is None:
        return ""
    if name == "access":
        return ACCESS_WORDS.get(str(value), str(value))
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return clean(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def cell_texts(item: Item, own: Iterable[str] = ()) -> dict[str, str]:
    """Return all cells of an item as text, with the collection-specific fields `own`."""
    return {name: display_text(name, read(item, name)) for name in (*FIELDS, *own)}


def description_values(item: Item) -> dict[str, str]:
    """Return all values of an item as text by field, including those without a column."""
    columns = {
        name: value for name in DESCRIPTION_FIELDS if (value := read(item, name)) is not None
    }
    values = {**item.other_fields, **columns}
    return {name: display_text(name, value) for name, value in values.items() if value is not None}


def described_texts(item: Item) -> dict[str, str]:
    """Return the texts of an item's description by field, as exchange formats take them."""
    values = {name: text for name, text in description_values(item).items() if text}
    return values | {"access": item.access.value}
