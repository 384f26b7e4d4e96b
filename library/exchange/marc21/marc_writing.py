"""Export of descriptions as MARC 21 records without ISBD punctuation."""

import re
from collections.abc import Iterable, Iterator, Mapping
from xml.etree.ElementTree import tostring

from pymarc import Field, Indicators, Record, Subfield
from pymarc.marcxml import record_to_xml_node

from library.catalogue.description.field_registry import FIELDS
from library.exchange.item_description import Description, several
from library.exchange.marc21.marc_fields import CONTRIBUTOR
from library.xml_io import xml_safe

_LEADER = "00000nam a22000003c 4500"
"""Leader: text, Unicode, minimal level, ISBD punctuation omitted (c)."""

_OURS = "diachi"
_LANGUAGES = {"vi": "vie", "en": "eng", "fr": "fre", "zh": "chi", "ru": "rus", "de": "ger"}
_LONGEST_FIELD = 9_000
"""Bytes per field in a `.mrc` file, where lengths have four digits."""

_WITH_ROLE = re.compile(r"(.+) \(([^()]+)\)")
_WEB = ("http://", "https://")


def to_record(description: Description) -> Record:
    """Return a description as a MARC record."""
    record = Record(force_utf8=True, leader=_LEADER)
    fields = [*_control(description), *_fields(description.cells), *_agents(description.cells)]
    for field in sorted(fields, key=lambda field: field.tag):
        record.add_field(field)
    return record


def to_marc(descriptions: Iterable[Description]) -> Iterator[bytes]:
    """Yield the records of a `.mrc` file."""
    for description in descriptions:
        cells = {name: _shortened(text) for name, text in description.cells.items()}
        yield to_record(
            Description(description.id, description.changed, description.year, cells)
        ).as_marc()


def to_marcxml(descriptions: Iterable[Description]) -> Iterator[bytes]:
    """Yield a MARCXML file, one record at a time."""
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n'
    yield b'<collection xmlns="http://www.loc.gov/MARC21/slim">\n'
    for description in descriptions:
        cells = {name: xml_safe(text) for name, text in description.cells.items()}
        node = record_to_xml_node(
            to_record(Description(description.id, description.changed, description.year, cells))
        )
        yield tostring(node, encoding="unicode").encode() + b"\n"
    yield b"</collection>\n"


def _control(description: Description) -> Iterator[Field]:
    language = _LANGUAGES.get(description.cells.get("language", ""), "   ")
    dated = f"s{description.year:04}" if description.year else "nuuuu"
    fixed = f"{description.changed:%y%m%d}{dated}    vm {'|' * 17}{language} d"
    yield Field("001", data=description.id)
    yield Field("003", data=_OURS)
    yield Field("005", data=f"{description.changed:%Y%m%d%H%M%S.0}")
    yield Field("008", data=fixed)


def _fields(cells: Mapping[str, str]) -> Iterator[Field]:
    yield from _languages(cells)
    for field in FIELDS:
        if marc := field.marc:
            text = cells.get(field.name)
            values = several(text) if marc.repeated else filter(None, (text,))
            yield from (_field(marc.tag, marc.indicators, (marc.code, value)) for value in values)
    if title := cells.get("title"):
        yield _field("245", "00", *_parts_of_title(title))
    published = _filled(cells, ("a", "place"), ("b", "publisher"), ("c", "date"))
    if published:
        yield _field("264", " 1", *published)
    if terms := _filled(cells, ("a", "access"), ("g", "opens")):
        yield _field("506", "0 " if cells["access"] == "public" else "1 ", *terms)
    if (url := cells.get("url", "")).lower().startswith(_WEB):
        yield _field("856", "40", ("u", url))


def _languages(cells: Mapping[str, str]) -> Iterator[Field]:
    language = cells.get("language", "")
    if coded := _LANGUAGES.get(language):
        codes = several(cells.get("languages")) or (coded,)
        yield _field("041", "0 ", *(("a", code) for code in codes))
    elif language:
        yield _field("041", "07", ("a", language), ("2", "iso639-3"))


def _agents(cells: Mapping[str, str]) -> Iterator[Field]:
    names, bodies = several(cells.get("creator")), several(cells.get("issuing_body"))
    for place, name in enumerate(names):
        yield _field("700" if place else "100", "0 ", ("a", name))
    for place, name in enumerate(bodies):
        yield _field("710" if place or names else "110", "2 ", ("a", name))
    for name in several(cells.get("contributor")):
        if with_role := _WITH_ROLE.fullmatch(name):
            yield _field("700", "0 ", ("a", with_role[1]), ("e", with_role[2]))
        else:
            yield _field("700", "0 ", ("a", name), ("4", CONTRIBUTOR))


def _parts_of_title(title: str) -> tuple[tuple[str, str], ...]:
    """Return the title split at its first colon into subfields a and b."""
    main_title, _, subtitle = title.partition(": ")
    parts = (
        (main_title, subtitle)
        if main_title.strip() == main_title and subtitle.strip() == subtitle
        else ()
    )
    return (("a", main_title), ("b", subtitle)) if all(parts) and parts else (("a", title),)


def _filled(cells: Mapping[str, str], *wanted: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((code, cells[name]) for code, name in wanted if cells.get(name))


def _field(tag: str, indicators: str, *parts: tuple[str, str]) -> Field:
    subfields = [Subfield(code, text) for code, text in parts]
    return Field(tag, indicators=Indicators(*indicators), subfields=subfields)


def _shortened(text: str) -> str:
    """Return a text cut to the length of a field; MARCXML has no such limit."""
    written = text.encode()
    if len(written) <= _LONGEST_FIELD:
        return text
    return f"{written[:_LONGEST_FIELD].decode(errors='ignore').rpartition(' ')[0]}…"
