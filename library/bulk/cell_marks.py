"""Marks each cell that goes out, so that it is known again and nobody's work is overwritten."""

import hashlib
from collections.abc import Iterable, Mapping

from library.bulk.item_cells import FIELDS
from library.identifiers import ALPHABET

INFORMING = ("collection", "state")
"""Columns that only tell where an item stands."""

_MARKED = (*INFORMING, *FIELDS)
_KNOWN = frozenset(_MARKED)
_LENGTH = 5
"""Letters of a mark: one cell in thirty million is taken for another."""


def mark(item_id: str, name: str, text: str) -> str:
    """Return the mark of what a cell of an item holds."""
    told = "\0".join((item_id, name, text)).encode()
    number = int.from_bytes(hashlib.blake2b(told, digest_size=4).digest(), "big")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(_LENGTH))


def version(item_id: str, texts: Mapping[str, str]) -> str:
    """Return the marks of all cells of an item, as one word."""
    standard = "".join(mark(item_id, name, texts[name]) for name in _MARKED)
    own = (f"+{name}:{mark(item_id, name, texts[name])}" for name in texts if name not in _KNOWN)
    return _KIND + standard + "".join(own)


def marks(written: str) -> dict[str, str] | None:
    """Return the marks by name; None for a word that this house did not write, or no more."""
    standard, *own = written.strip().split("+")
    told = standard.removeprefix(_KIND)
    if told == standard or len(told) != _LENGTH * len(_MARKED):
        return None
    places = range(0, len(told), _LENGTH)
    found = {name: told[at : at + _LENGTH] for name, at in zip(_MARKED, places, strict=True)}
    return found | {name: one for name, _, one in (part.partition(":") for part in own)}


def _kind(names: Iterable[str]) -> str:
    return f"v{mark('', '', ' '.join(names))}."


_KIND = _kind(_MARKED)
"""Changes with the columns: a list of an older house is not read wrongly."""
