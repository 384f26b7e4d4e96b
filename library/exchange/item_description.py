"""Tells what is known of an item to whoever writes it in a form of exchange."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from library.exchange.list_rows import SEPARATOR


@dataclass(frozen=True, slots=True)
class Description:
    """An item as others may know it; `cells` holds texts by the names of our fields."""

    id: str
    changed: datetime
    year: int | None
    cells: Mapping[str, str]


def several(text: str | None) -> tuple[str, ...]:
    """Return the values of a field that may have several."""
    parts = (part.strip() for part in (text or "").split(SEPARATOR))
    return tuple(dict.fromkeys(part for part in parts if part))
