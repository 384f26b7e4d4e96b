"""Lays one description out as people read records: line by line in MARC 21 and Dublin Core."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import fromstring

from library.exchange import dublin_core, marc_writing
from library.exchange.item_description import Description

_SPACES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://www.loc.gov/loc.terms/relators/": "marcrel",
}
_BLANK = "#"
"""How a blank is shown where places are counted, as the rules of MARC print it."""


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One field of a record."""

    name: str
    """A tag of MARC, or the name of an element."""
    marks: str
    """The indicators of a MARC field."""
    parts: tuple[tuple[str, str], ...]
    """Code of the subfield and text; the code is empty where there is none."""


def marc_lines(told: Description) -> Iterator[RecordLine]:
    """Give the fields of the MARC 21 record."""
    record = marc_writing.to_record(told)
    yield RecordLine("LDR", "", (("", _counted(str(record.leader))),))
    for field in record.fields:
        if field.is_control_field():
            yield RecordLine(field.tag, "", (("", _counted(field.data or "")),))
        else:
            marks = _counted("".join(field.indicators))
            parts = tuple((part.code, part.value) for part in field.subfields)
            yield RecordLine(field.tag, marks, parts)


def dublin_core_lines(told: Description) -> Iterator[RecordLine]:
    """Give the elements of the Dublin Core record."""
    root = fromstring(b"".join(dublin_core.to_xml((told,))))  # noqa: S314  (written here)
    for element in root.iter():
        space, _, name = element.tag.removeprefix("{").partition("}")
        if space in _SPACES:
            yield RecordLine(f"{_SPACES[space]}:{name}", "", (("", element.text or ""),))


def _counted(text: str) -> str:
    return text.replace(" ", _BLANK)
