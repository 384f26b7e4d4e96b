"""Checksum marks of exported cells, used to detect edits on either side after the export."""

import hashlib
from collections.abc import Mapping

from library.exchange.records.item_values import FIELDS
from library.identifiers import ALPHABET

READ_ONLY_COLUMNS = ("collection", "state")
"""Columns that are exported for information only."""

_MARKED_COLUMNS = (*READ_ONLY_COLUMNS, *FIELDS)
_STANDARD_COLUMNS = frozenset(_MARKED_COLUMNS)
_MARK_LENGTH = 5
"""Characters per mark: one cell in thirty million is mistaken for another."""


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
