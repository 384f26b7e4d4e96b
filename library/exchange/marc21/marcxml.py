"""MARCXML elements that the schema of MARCXML accepts, whatever the stored record holds."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from library.exchange.marc21.marc_record import MarcRecord, RecordField, data_field, to_element

SPACE = "http://www.loc.gov/MARC21/slim"
SCHEMA = "http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd"

_LEADER = re.compile(
    r"[\d ]{5}[\dA-Za-z ][\dA-Za-z][\dA-Za-z ]{3}[2 ]{2}[\d ]{5}[\dA-Za-z ]{3}4500"
)
_PLAIN_LEADER = "00000nam a22000003c 4500"
_CONTROL_TAG = re.compile(r"00[1-9A-Za-z]")
_DATA_TAG = re.compile(
    r"0[1-9A-Z][0-9A-Z]|0[1-9a-z][0-9a-z]|[1-9A-Z][0-9A-Z]{2}|[1-9a-z][0-9a-z]{2}"
)
_INDICATOR = re.compile(r"[\da-z ]")
_CODE = re.compile(r"""[\dA-Za-z!"#$%&'()*+,\-./:;<=>?{}_^`~\[\]\\]""")


def valid_element(record: MarcRecord) -> Element:
    """Return a record as an element of the MARCXML namespace."""
    leader = record.leader if _LEADER.fullmatch(record.leader) else _PLAIN_LEADER
    element = to_element(MarcRecord(leader, tuple(_valid(record))))
    element.set("xmlns", SPACE)
    return element


def _valid(record: MarcRecord) -> Iterator[RecordField]:
    """Yield the fields with valid tags; invalid indicators become blank, codes `a`."""
    for field in record.fields:
        if field.is_control:
            if _CONTROL_TAG.fullmatch(field.tag):
                yield field
            continue
        if not _DATA_TAG.fullmatch(field.tag):
            continue
        marks = "".join(mark if _INDICATOR.fullmatch(mark) else " " for mark in field.indicators)
        parts = ((code if _CODE.fullmatch(code) else "a", text) for code, text in field.subfields)
        yield data_field(field.tag, f"{marks:2.2}", parts)
