"""MARC 21 files, including records with wrong lengths or text older than Unicode."""

import io
from collections.abc import Iterator
from xml.sax import SAXException

import pymarc
from pymarc.exceptions import PymarcException
from pymarc.marcxml import parse_xml_to_array

from library.exchange.marc21 import marc_record
from library.exchange.marc21.marc_record import MarcRecord, RecordField, data_field
from library.exchange.marc21.text_encodings import TextDecoder
from library.exchange.problems import SheetTooLongError, UnreadableSheetError
from library.exchange.spreadsheets import MAX_ROWS
from library.xml_io import BrokenXmlError, refuse_entities

_END_OF_FIELD = marc_record.END_OF_FIELD.encode()
_END_OF_RECORD = marc_record.END_OF_RECORD.encode()


def from_marc(content: bytes, name: str) -> tuple[MarcRecord, ...]:
    """Return the records of a `.mrc` file; raise UnreadableSheetError when it has none.

    The lengths in the directory are ignored: some programs count characters instead of bytes. The
    end marks of fields and records are always right. All text of a file has one encoding.
    """
    parts = [part.lstrip(b"\r\n") for part in content.split(_END_OF_RECORD)]
    raw = [part for part in parts if part.strip()]
    if len(raw) > MAX_ROWS:
        raise SheetTooLongError(name, MAX_ROWS)
    decoder = TextDecoder(raw)
    try:
        return tuple(_record(part, decoder) for part in raw)
    except (ValueError, IndexError) as error:
        raise UnreadableSheetError(name) from error


def from_marcxml(content: bytes, name: str) -> tuple[MarcRecord, ...]:
    """Return the records of a MARCXML file; raise a LibraryError."""
    refuse_entities(content, name)
    try:
        records = tuple(map(_of_pymarc, parse_xml_to_array(io.BytesIO(content))))
    except (SAXException, PymarcException, KeyError, ValueError) as error:
        raise BrokenXmlError(name) from error
    if len(records) > MAX_ROWS:
        raise SheetTooLongError(name, MAX_ROWS)
    return records


def _record(raw: bytes, decoder: TextDecoder) -> MarcRecord:
    directory, *contents = raw[marc_record.LEADER_LENGTH :].split(_END_OF_FIELD)
    tags = _tags(directory)
    leader = raw[: marc_record.LEADER_LENGTH].decode("ascii", "replace")
    fields = (_field(tag, text, decoder) for tag, text in zip(tags, contents, strict=False))
    return MarcRecord(leader, tuple(fields))


def _tags(directory: bytes) -> list[str]:
    """Return the tags of the fields in the order of their contents."""
    return [tag for _, tag in sorted(_entries(directory), key=lambda entry: entry[0])]


def _entries(directory: bytes) -> Iterator[tuple[int, str]]:
    """Yield the start position and tag of each field."""
    length = marc_record.ENTRY_LENGTH
    for place in range(0, len(directory) - length + 1, length):
        entry = directory[place : place + length].decode("ascii")
        yield int(entry[7:]), entry[:3]


def _field(tag: str, content: bytes, decoder: TextDecoder) -> RecordField:
    text = decoder.decode(content)
    if RecordField(tag, "", "").is_control:
        return RecordField(tag, "", text)
    head, mark, subfields = text.partition(marc_record.DELIMITER)
    return RecordField(tag, f"{head:2}"[:2], f"{head[2:]}{mark}{subfields}")


def _of_pymarc(record: pymarc.Record) -> MarcRecord:
    return MarcRecord(str(record.leader), tuple(map(_field_of_pymarc, record.fields)))


def _field_of_pymarc(field: pymarc.Field) -> RecordField:
    if RecordField(field.tag, "", "").is_control:
        return RecordField(field.tag, "", field.data or "")
    indicators = "".join(f"{mark or ' ':1.1}" for mark in field.indicators)
    return data_field(
        field.tag, indicators, ((part.code, part.value or "") for part in field.subfields)
    )
