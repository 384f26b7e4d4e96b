"""The part of a MARC record that readers and other libraries may see."""

import re
from dataclasses import replace

from library.exchange.item_description import Original
from library.exchange.marc21.marc_record import MarcRecord, RecordField, data_field

_FOR_STAFF = re.compile(r"(54[12]|561|583|59.|9..)")
"""Source and price of acquisition, ownership, actions, and all local fields."""

_SUBFIELDS_FOR_STAFF = {"852": frozenset("xp"), "856": frozenset("x"), "020": frozenset("c")}
"""Notes that are not public, piece numbers and prices, by tag."""


def public_part(original: Original | None) -> Original | None:
    """Return an item's record without the fields for staff."""
    if original is None:
        return None
    fields = map(_public_field, original.record.fields)
    record = MarcRecord(original.record.leader, tuple(filter(None, fields)))
    return replace(original, record=record)


def _public_field(field: RecordField) -> RecordField | None:
    if _FOR_STAFF.fullmatch(field.tag):
        return None
    withheld = _SUBFIELDS_FOR_STAFF.get(field.tag, frozenset())
    remaining = [(code, text) for code, text in field.subfields if code not in withheld]
    if field.is_control or len(remaining) == len(field.subfields):
        return field
    return data_field(field.tag, field.indicators, remaining) if remaining else None
