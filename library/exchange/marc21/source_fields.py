"""Fields of a MARC record that name the catalogues from which it was copied: 035 and 040."""

from collections.abc import Iterable

from library.exchange.item_description import SourceNumber
from library.exchange.marc21.marc_record import MarcRecord, RecordField, data_field

_NUMBERS, _AGENCIES = "035", "040"
OUR_NUMBER = "(diachi)"
"""Beginning of subfields 856$w and 651$0, by which links to our own pages are known."""

_ORIGINAL, _TRANSCRIBER, _MODIFIER = "a", "c", "d"


def with_sources(record: MarcRecord, sources: Iterable[SourceNumber], ours: str) -> MarcRecord:
    """Return a record with the numbers of its sources, and the agencies that wrote it.

    The first source is the original agency, where the record names none; `ours` is our own code.
    """
    sources = tuple(sources)
    if not sources:
        return record
    present = {text for field in record.tagged(_NUMBERS) for text in field.values("a")}
    numbers = [text for text in map(_system_number, sources) if text not in present]
    fields = list(record.fields)
    if sources[0].number not in (source_number(record), record.control("001").strip()):
        for text in filter(None, numbers):
            insert_field(fields, data_field(_NUMBERS, "  ", (("a", text),)))
    place = next((n for n, field in enumerate(fields) if field.tag == _AGENCIES), None)
    if place is None:
        agencies = ((_ORIGINAL, agency_of(sources[0])), (_TRANSCRIBER, ours))
        insert_field(fields, data_field(_AGENCIES, "  ", agencies))
    elif ours not in fields[place].values(_TRANSCRIBER, _MODIFIER):
        parts = (*fields[place].subfields, (_MODIFIER, ours))
        fields[place] = data_field(_AGENCIES, fields[place].indicators, parts)
    return MarcRecord(record.leader, tuple(fields))


def source_number(record: MarcRecord) -> str:
    """Return the control number of a record after the code of its agency: `(DLC)11224466`."""
    number, agency = record.control("001").strip(), record.control("003").strip()
    return f"({agency}){number}" if number and agency else number


def _system_number(source: SourceNumber) -> str:
    if source.number.startswith("(") or not source.number:
        return source.number
    return f"({source.catalogue}){source.number}"


def agency_of(source: SourceNumber) -> str:
    """Return the code of an agency, or the name of its catalogue."""
    code, mark, _ = source.number.removeprefix("(").partition(")")
    return code if mark and source.number.startswith("(") else source.catalogue


def insert_field(fields: list[RecordField], field: RecordField) -> None:
    """Insert a field after those with the same or a lower tag."""
    place = next((n for n, other in enumerate(fields) if other.tag > field.tag), len(fields))
    fields.insert(place, field)


def place_link(unit: str, heading: str) -> RecordField:
    """Return the subject field of a unit in the record of an item, which names its authority."""
    return data_field("651", " 7", (("a", heading), ("0", OUR_NUMBER + unit), ("2", "diachi")))


def is_place_link(field: RecordField) -> bool:
    """Return True for a field that `place_link` made, here or in another library."""
    return field.tag == "651" and field.first("0").startswith(OUR_NUMBER)
