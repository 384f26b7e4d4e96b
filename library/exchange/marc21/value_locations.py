"""Places of the values of a description in a MARC record."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from library.exchange.list_rows import row_of
from library.exchange.marc21.marc_fields import readings
from library.exchange.marc21.marc_record import MarcRecord
from library.exchange.marc21.subject_headings import SUBDIVISION
from library.exchange.marc21.value_readings import Reading


@dataclass(frozen=True, slots=True)
class Location:
    """Subfields of one field, and the values of the description that stand in them."""

    field: int
    subfields: tuple[int, ...]
    values: tuple[str, ...]


def locations_of(record: MarcRecord) -> dict[str, list[Location]]:
    """Return the places of each field's values."""
    values_by_place: dict[tuple[str, int, tuple[int, ...]], list[str]] = {}
    for reading in readings(record):
        value = stored_text(reading)
        if reading.field is not None and reading.subfields and value:
            place = (reading.name, reading.field, reading.subfields)
            values_by_place.setdefault(place, []).append(value)
    locations: dict[str, list[Location]] = {}
    for (name, field, subfields), values in values_by_place.items():
        locations.setdefault(name, []).append(Location(field, subfields, tuple(values)))
    return locations


def subject_locations(
    locations: Sequence[Location], old_values: Sequence[str]
) -> Iterator[Location]:
    """Yield the places of headings; earlier versions stored each subdivision as a heading."""
    for place in locations:
        parts = place.values[0].split(SUBDIVISION)
        is_whole = len(parts) == 1 or place.values[0] in old_values
        if is_whole or not set(parts) <= set(old_values) or len(parts) != len(place.subfields):
            yield place
            continue
        for position, part in zip(place.subfields, parts, strict=True):
            yield Location(place.field, (position,), (part,))


def stored_text(reading: Reading) -> str:
    """Return a value as a description stores it."""
    row = row_of(0, "", ((reading.name, reading.text),))
    return row.told.get(reading.name) or row.other.get(reading.name) or ""
