"""The description of an item as an exchange format needs it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from library.exchange.list_rows import SEPARATOR


@dataclass(frozen=True, slots=True)
class Description:
    """A description to be exported; `cells` maps field names to texts."""

    id: str
    changed: datetime
    year: int | None
    cells: Mapping[str, str]


def several(text: str | None) -> tuple[str, ...]:
    """Return the values of a field that may hold several, each once."""
    parts = (part.strip() for part in (text or "").split(SEPARATOR))
    return tuple(dict.fromkeys(part for part in parts if part))
