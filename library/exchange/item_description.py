"""The description of an item as an exchange format needs it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from library.exchange.list_rows import SEPARATOR
from library.exchange.marc21.marc_record import MarcRecord
from library.places.then_and_now import NamedUnit
from library.recordings.extents import NO_EXTENT, Extent


@dataclass(frozen=True, slots=True)
class Original:
    """The MARC record of an item, and the texts of the description with which it agreed."""

    record: MarcRecord
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SourceNumber:
    """A catalogue from which an item was described, and the number of the record in it."""

    catalogue: str
    number: str


@dataclass(frozen=True, slots=True)
class Description:
    """A description to be exported; `cells` maps field names to texts."""

    id: str
    changed: datetime
    year: int | None
    cells: Mapping[str, str]
    original: Original | None = None
    sources: tuple[SourceNumber, ...] = ()
    pages: int = 0
    """Number of its pages; an item without pages exists on paper only."""
    extent: Extent = NO_EXTENT
    address: str = ""
    """Address of the item's page, where other systems shall link to it."""
    conditions: tuple[str, ...] = ()
    """Sentences on a community's conditions, for readers and other systems."""
    places: tuple[NamedUnit, ...] = ()
    """Units that its place names mean, then and today, in records for other systems."""

    place_names: frozenset[str] = frozenset()
    """Parts of its subject headings that name places."""

    @property
    def place_headings(self) -> tuple[tuple[str, str], ...]:
        """Identifiers and headings of the units of then and of today, each once."""
        headings = (heading for place in self.places for heading in place.headings)
        return tuple(dict.fromkeys(headings))


def several(text: str | None) -> tuple[str, ...]:
    """Return the values of a field that may hold several, each once."""
    parts = (part.strip() for part in (text or "").split(SEPARATOR))
    return tuple(dict.fromkeys(part for part in parts if part))
