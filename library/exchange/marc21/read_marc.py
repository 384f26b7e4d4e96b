"""MARC 21 files (pymarc), including records with wrong lengths or MARC-8 text."""

import io
import re
from collections.abc import Iterator
from xml.sax import SAXException

from pymarc import Field, Indicators, Record, Subfield
from pymarc.exceptions import PymarcException
from pymarc.marc8 import marc8_to_unicode
from pymarc.marcxml import parse_xml_to_array

from library.exchange.problems import SheetTooLongError, UnreadableSheetError
from library.exchange.spreadsheets import MAX_ROWS
from library.xml_io import BrokenXmlError, refuse_entities

_LEADER, _ENTRY = 24, 12
_END_OF_FIELD, _END_OF_RECORD, _DELIMITER = b"\x1e", b"\x1d", b"\x1f"
_CONTROL_TAG = re.compile(r"00\d")


def from_marc(content: bytes, name: str) -> tuple[Record, ...]:
    """Return the records of a `.mrc` file; raise UnreadableSheetError when it has none.

    The lengths in the directory are ignored: some programs count characters instead of bytes. The
    end marks of fields and records are always right.
    """
    parts = [part.strip(b"\r\n") for part in content.split(_END_OF_RECORD)]
    raw = [part for part in parts if part]
    if len(raw) > MAX_ROWS:
        raise SheetTooLongError(name, MAX_ROWS)
    try:
        return tuple(_record(part) for part in raw)
    except (ValueError, IndexError) as error:
        raise UnreadableSheetError(name) from error


def from_marcxml(content: bytes, name: str) -> tuple[Record, ...]:
    """Return the records of a MARCXML file; raise a LibraryError."""
    refuse_entities(content, name)
    try:
        records = tuple(parse_xml_to_array(io.BytesIO(content)))
    except (SAXException, PymarcException, KeyError, ValueError) as error:
        raise BrokenXmlError(name) from error
    if len(records) > MAX_ROWS:
        raise SheetTooLongError(name, MAX_ROWS)
    return records


def _record(raw: bytes) -> Record:
    directory, *contents = raw[_LEADER:].split(_END_OF_FIELD)
    tags = [tag for _, tag in sorted(_entries(directory))]
    record = Record()
    record.leader = raw[:_LEADER].decode("ascii", "replace")
    for tag, content in zip(tags, contents, strict=False):
        record.add_field(_field(tag, content))
    return record


def _entries(directory: bytes) -> Iterator[tuple[int, str]]:
    """Yield the start position and tag of each field."""
    for place in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        entry = directory[place : place + _ENTRY].decode("ascii")
        yield int(entry[7:]), entry[:3]


def _field(tag: str, content: bytes) -> Field:
    if _CONTROL_TAG.fullmatch(tag):
        return Field(tag, data=_text(content))
    indicators, *parts = content.split(_DELIMITER)
    texts = filter(None, map(_text, parts))  # one by one: MARC-8 knows no delimiter
    return Field(
        tag,
        indicators=Indicators(*(_text(indicators) + "  ")[:2]),
        subfields=[Subfield(text[0], text[1:]) for text in texts],
    )


def _text(content: bytes) -> str:
    """Decode a field as UTF-8 where possible, whatever the leader says, else as MARC-8."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return marc8_to_unicode(content, hide_utf8_warnings=True)
