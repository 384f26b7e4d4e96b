"""Writes descriptions as MARC 21 records that say exactly what we know, and no punctuation more."""

import re
from collections.abc import Iterable, Iterator, Mapping
from xml.etree.ElementTree import tostring

from pymarc import Field, Indicators, Record, Subfield
from pymarc.marcxml import record_to_xml_node

from library.exchange.item_description import Description, several
from library.exchange.marc_fields import CONTRIBUTOR
from library.xml_io import allowed

_LEADER = "00000nam a22000003c 4500"
"""A text, in Unicode, described in brief, without the punctuation of cards (c)."""

_OURS = "diachi"
_LANGUAGES = {"vi": "vie", "en": "eng", "fr": "fre", "zh": "chi", "ru": "rus", "de": "ger"}
_LONGEST_FIELD = 9_000
"""Bytes of a field in a `.mrc` file, whose lengths have four digits."""

_WITH_ROLE = re.compile(r"(.+) \(([^()]+)\)")
_WEB = ("http://", "https://")
_WHOLE: dict[str, tuple[str, str, str]] = {
    "number": ("024", "8 ", "a"),
    "edition": ("250", "  ", "a"),
    "extent": ("300", "  ", "a"),
    "series": ("490", "0 ", "a"),
    "note": ("500", "  ", "a"),
    "description": ("520", "  ", "a"),
    "licence": ("540", "  ", "a"),
    "kind": ("655", " 4", "a"),
    "source": ("786", "0 ", "t"),
    "relation": ("787", "0 ", "t"),
}
"""Fields that are written in one piece: tag, indicators, subfield."""

_SEVERAL = {
    "isbn": ("020", "  ", "a"),
    "issn": ("022", "  ", "a"),
    "classification": ("084", "  ", "a"),
    "subject": ("650", " 4", "a"),
    "coverage": ("651", " 4", "a"),
}
"""Fields of which each value has a field of its own."""


def to_record(told: Description) -> Record:
    """Return a description as a record."""
    record = Record(force_utf8=True, leader=_LEADER)
    fields = [*_control(told), *_fields(told.cells), *_agents(told.cells)]
    for field in sorted(fields, key=lambda field: field.tag):
        record.add_field(field)
    return record


def to_marc(told: Iterable[Description]) -> Iterator[bytes]:
    """Give the records of a `.mrc` file one by one."""
    for one in told:
        cells = {name: _shortened(text) for name, text in one.cells.items()}
        yield to_record(Description(one.id, one.changed, one.year, cells)).as_marc()


def to_marcxml(told: Iterable[Description]) -> Iterator[bytes]:
    """Give a MARCXML file record by record."""
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n'
    yield b'<collection xmlns="http://www.loc.gov/MARC21/slim">\n'
    for one in told:
        cells = {name: allowed(text) for name, text in one.cells.items()}
        node = record_to_xml_node(to_record(Description(one.id, one.changed, one.year, cells)))
        yield tostring(node, encoding="unicode").encode() + b"\n"
    yield b"</collection>\n"


def _control(told: Description) -> Iterator[Field]:
    language = _LANGUAGES.get(told.cells.get("language", ""), "   ")
    dated = f"s{told.year:04}" if told.year else "nuuuu"
    fixed = f"{told.changed:%y%m%d}{dated}    vm {'|' * 17}{language} d"
    yield Field("001", data=told.id)
    yield Field("003", data=_OURS)
    yield Field("005", data=f"{told.changed:%Y%m%d%H%M%S.0}")
    yield Field("008", data=fixed)


def _fields(cells: Mapping[str, str]) -> Iterator[Field]:
    yield from _languages(cells)
    for name, (tag, indicators, code) in _WHOLE.items():
        if text := cells.get(name):
            yield _field(tag, indicators, (code, text))
    for name, (tag, indicators, code) in _SEVERAL.items():
        yield from (_field(tag, indicators, (code, text)) for text in several(cells.get(name)))
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
    """Return what stands before the first colon, and what after it."""
    before, _, after = title.partition(": ")
    whole = (before, after) if before.strip() == before and after.strip() == after else ()
    return (("a", before), ("b", after)) if all(whole) and whole else (("a", title),)


def _filled(cells: Mapping[str, str], *wanted: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((code, cells[name]) for code, name in wanted if cells.get(name))


def _field(tag: str, indicators: str, *parts: tuple[str, str]) -> Field:
    subfields = [Subfield(code, text) for code, text in parts]
    return Field(tag, indicators=Indicators(*indicators), subfields=subfields)


def _shortened(text: str) -> str:
    """Return a text that fits into a field; MARCXML has no such bound."""
    written = text.encode()
    if len(written) <= _LONGEST_FIELD:
        return text
    return f"{written[:_LONGEST_FIELD].decode(errors='ignore').rpartition(' ')[0]}…"
