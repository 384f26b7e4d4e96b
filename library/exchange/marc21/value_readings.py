"""Values read from a record, with the subfields in which they stand."""

from collections.abc import Iterator
from dataclasses import dataclass

from library.exchange.marc21.marc_names import Cleaner
from library.exchange.marc21.marc_record import MarcRecord, RecordField


@dataclass(frozen=True, slots=True)
class Reading:
    """A value of a description field, and the subfields of the record in which it stands."""

    name: str
    text: str
    field: int | None = None
    """Position of the MARC field in the record; None for a value of the coded field 008."""
    subfields: tuple[int, ...] = ()
    """Positions of the subfields in the field."""
    remark: str | None = None


def fields_of(record: MarcRecord, *tags: str) -> Iterator[tuple[int, RecordField]]:
    """Return the fields with these tags, with their positions in the record."""
    return ((place, field) for place, field in enumerate(record.fields) if field.tag in tags)


def in_subfields(
    record: MarcRecord, name: str, tag: str, subfield_code: str, bare: Cleaner
) -> Iterator[Reading]:
    """Yield the texts of the subfields with a code as values of a description field."""
    for place, field in fields_of(record, tag):
        for position, (code, text) in enumerate(field.subfields):
            if code == subfield_code:
                yield Reading(name, bare(text), place, (position,))


def positions_of(field: RecordField, *codes: str) -> tuple[int, ...]:
    """Return the positions of the subfields with these codes, in the order of the codes."""
    return tuple(
        position
        for subfield_code in codes
        for position, (code, _) in enumerate(field.subfields)
        if code == subfield_code
    )
