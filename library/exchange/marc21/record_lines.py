"""A description line by line, as MARC 21 and as Dublin Core."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import fromstring

from library.exchange import dublin_core
from library.exchange.item_description import Description
from library.exchange.marc21 import field_names, marc_writing

_SPACES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://www.loc.gov/loc.terms/relators/": "marcrel",
}


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One field of a record."""

    name: str
    """MARC tag or element name."""
    marks: str
    """Indicators of a MARC field."""
    parts: tuple[tuple[str, str], ...]
    """Subfield codes and texts; the code is empty where there is none."""
    label: str = ""
    """Vietnamese name of a MARC field."""


def marc_lines(description: Description) -> Iterator[RecordLine]:
    """Yield the fields of the MARC 21 record."""
    record = marc_writing.to_record(description)
    leader = (("", _with_visible_blanks(record.leader)),)
    yield RecordLine("LDR", "", leader, field_names.label_of("LDR"))
    for field in record.fields:
        marks, parts = _with_visible_blanks(field.indicators), field.subfields
        if field.is_control:
            parts = (("", _with_visible_blanks(field.text)),)
        yield RecordLine(field.tag, marks, parts, field_names.label_of(field.tag))


def dublin_core_lines(description: Description) -> Iterator[RecordLine]:
    """Yield the elements of the Dublin Core record."""
    root = fromstring(b"".join(dublin_core.to_xml((description,))))  # noqa: S314  (written here)
    for element in root.iter():
        space, _, name = element.tag.removeprefix("{").partition("}")
        if space in _SPACES:
            yield RecordLine(f"{_SPACES[space]}:{name}", "", (("", element.text or ""),))


def _with_visible_blanks(text: str) -> str:
    return text.replace(" ", field_names.BLANK)
