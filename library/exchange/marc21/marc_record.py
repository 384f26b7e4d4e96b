"""A MARC 21 record, stored without loss, and its forms as ISO 2709 and MARCXML."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from library.xml_io import xml_safe

DELIMITER, END_OF_FIELD, END_OF_RECORD = "\x1f", "\x1e", "\x1d"
LEADER_LENGTH, ENTRY_LENGTH = 24, 12
_UNICODE = "a"
"""Character coding in position 9 of the leader."""

_MAX_FIELD_BYTES = 9_000
"""Longest field of a `.mrc` file, where lengths have four digits."""

_MAX_RECORD_BYTES = 99_999
_CONTROL_TAG = re.compile(r"00.")
_SPACE = "http://www.loc.gov/MARC21/slim"
_BLANK_LEADER = " " * LEADER_LENGTH


@dataclass(frozen=True, slots=True)
class RecordField:
    """One field; `text` holds the content after the indicators, with its subfield delimiters."""

    tag: str
    indicators: str
    text: str

    @property
    def is_control(self) -> bool:
        """True for a control field, which has neither indicators nor subfields."""
        return bool(_CONTROL_TAG.fullmatch(self.tag))

    @property
    def subfields(self) -> tuple[tuple[str, str], ...]:
        """Codes and texts; the text of some old records before any code has an empty code."""
        head, *parts = self.text.split(DELIMITER)
        coded_parts = tuple((part[:1], part[1:]) for part in parts)
        return (("", head), *coded_parts) if head else coded_parts

    def values(self, *codes: str) -> list[str]:
        """Return the texts of the subfields with these codes, in the field's order."""
        return [text for code, text in self.subfields if code in codes]

    def first(self, code: str) -> str:
        """Return the text of the first subfield with this code, or an empty text."""
        return next(iter(self.values(code)), "")


def data_field(tag: str, indicators: str, subfields: Iterable[tuple[str, str]]) -> RecordField:
    """Return a field of these subfields."""
    parts = (f"{DELIMITER}{code}{text}" if code else text for code, text in subfields)
    return RecordField(tag, indicators, "".join(parts))


@dataclass(frozen=True, slots=True)
class MarcRecord:
    """A leader and fields in the order in which they came."""

    leader: str
    fields: tuple[RecordField, ...]

    def tagged(self, *tags: str) -> Iterator[RecordField]:
        """Yield the fields with these tags, in the record's order."""
        return (field for field in self.fields if field.tag in tags)

    def control(self, tag: str) -> str:
        """Return the text of the first field with this tag, or an empty text."""
        return next((field.text for field in self.tagged(tag)), "")


def as_stored(record: MarcRecord) -> dict[str, object]:
    """Return a record as JSON values."""
    fields = [[field.tag, field.indicators, field.text] for field in record.fields]
    return {"leader": record.leader, "fields": fields}


def of_stored(values: Mapping[str, object]) -> MarcRecord:
    """Return the record of JSON values written by `as_stored`."""
    return MarcRecord(values["leader"], tuple(RecordField(*field) for field in values["fields"]))


def to_iso2709(record: MarcRecord) -> bytes:
    """Return a record of a `.mrc` file in UTF-8; a field too long for the format is cut."""
    directory, contents, start = [], [], 0
    for field in record.fields:
        content = _shortened(_content(field)) + END_OF_FIELD.encode()
        if start + len(content) + (len(directory) + 1) * ENTRY_LENGTH > _MAX_RECORD_BYTES - 30:
            break
        directory.append(f"{field.tag:3.3}{len(content):04}{start:05}")
        contents.append(content)
        start += len(content)
    entries = ("".join(directory) + END_OF_FIELD).encode("ascii", "replace")
    base = LEADER_LENGTH + len(entries)
    leader = (record.leader + _BLANK_LEADER)[:LEADER_LENGTH]
    head = f"{base + start + 1:05}{leader[5:9]}{_UNICODE}22{base:05}{leader[17:20]}4500"
    return b"".join((head.encode("ascii", "replace"), entries, *contents, END_OF_RECORD.encode()))


def collection(records: Iterable[MarcRecord]) -> Iterator[bytes]:
    """Yield a MARCXML file, one record at a time."""
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<collection xmlns="{_SPACE}">\n'.encode()
    for record in records:
        yield to_xml(record).encode() + b"\n"
    yield b"</collection>\n"


def to_xml(record: MarcRecord) -> str:
    """Return a record as an element of a MARCXML file; text without a code becomes `$a`."""
    return tostring(to_element(record), encoding="unicode")


def to_element(record: MarcRecord) -> Element:
    """Return a record as an XML element without a namespace."""
    element = Element("record")
    SubElement(element, "leader").text = xml_safe((record.leader + _BLANK_LEADER)[:LEADER_LENGTH])
    for field in record.fields:
        if field.is_control:
            SubElement(element, "controlfield", tag=field.tag).text = xml_safe(field.text)
            continue
        marks = {"ind1": field.indicators[0], "ind2": field.indicators[1]}
        datafield = SubElement(element, "datafield", tag=field.tag, **marks)
        for code, text in field.subfields or (("a", ""),):
            SubElement(datafield, "subfield", code=xml_safe(code) or "a").text = xml_safe(text)
    return element


def _content(field: RecordField) -> bytes:
    text = field.text if field.is_control else field.indicators + field.text
    return text.replace(END_OF_FIELD, " ").replace(END_OF_RECORD, " ").encode()


def _shortened(content: bytes) -> bytes:
    """Return a field's content cut after a whole word to the length of a field."""
    if len(content) <= _MAX_FIELD_BYTES:
        return content
    cut = content[:_MAX_FIELD_BYTES].decode(errors="ignore").rpartition(" ")[0]
    return f"{cut}…".encode()
