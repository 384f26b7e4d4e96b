"""Export of selected items as rows of a list, each with a mark that shows edits after it."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from sqlalchemy.orm import Session

from library.catalogue.description.state_names import STATES
from library.catalogue.models import Item
from library.exchange.records import item_values
from library.exchange.records.item_batches import items
from library.exchange.records.item_values import FIELDS
from library.identifiers import ALPHABET
from library.incoming.columns import HEADINGS, ID, READ_ONLY_COLUMNS, VERSION

_MARKED_COLUMNS = (*READ_ONLY_COLUMNS, *FIELDS)
_STANDARD_COLUMNS = frozenset(_MARKED_COLUMNS)
_MARK_LENGTH = 5
"""Characters per mark: one cell in thirty million is mistaken for another."""


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


def mark(item_id: str, name: str, text: str) -> str:
    """Return the mark of a cell: a short checksum of item, field and text."""
    content = "\0".join((item_id, name, text)).encode()
    number = int.from_bytes(hashlib.blake2b(content, digest_size=4).digest(), "big")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(_MARK_LENGTH))


def version(item_id: str, texts: Mapping[str, str]) -> str:
    """Return the marks of all cells of an item, joined to one word."""
    standard = "".join(mark(item_id, name, texts[name]) for name in _MARKED_COLUMNS)
    own = (
        f"+{name}:{mark(item_id, name, texts[name])}"
        for name in texts
        if name not in _STANDARD_COLUMNS
    )
    return _FORMAT_PREFIX + standard + "".join(own)


def parse_version(text: str) -> dict[str, str] | None:
    """Return the marks by field name; None for a word of a foreign or outdated format."""
    standard, *own = text.strip().split("+")
    standard_marks = standard.removeprefix(_FORMAT_PREFIX)
    if standard_marks == standard or len(standard_marks) != _MARK_LENGTH * len(_MARKED_COLUMNS):
        return None
    places = range(0, len(standard_marks), _MARK_LENGTH)
    marks = {
        name: standard_marks[at : at + _MARK_LENGTH]
        for name, at in zip(_MARKED_COLUMNS, places, strict=True)
    }
    return marks | {name: own_mark for name, _, own_mark in (part.partition(":") for part in own)}


_FORMAT_PREFIX = f"v{mark('', '', ' '.join(_MARKED_COLUMNS))}."
"""Format prefix, a checksum of the column names: exports with other columns are not misread."""
