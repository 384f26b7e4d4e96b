"""Descriptive metadata of METS files in MODS or Dublin Core."""

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from library.xml_io import local_name

_MODS: dict[str, str] = {
    "titleInfo/title": "title",
    "name/namePart": "creator",
    "originInfo/dateIssued": "date",
    "originInfo/dateCreated": "date",
    "originInfo/publisher": "publisher",
    "language/languageTerm": "language",
    "genre": "kind",
    "abstract": "description",
    "accessCondition": "licence",
    "subject/topic": "subject",
    "subject/geographic": "coverage",
    "note": "note",
}
_SINGLE_FIELDS = frozenset({"title", "date", "language", "kind", "licence"})
"""Fields of which only the first value is used."""

_DUBLIN_CORE = {
    "type": "kind",
    "rights": "licence",
    **{
        name: name
        for name in (
            *("title", "creator", "date", "language", "description", "subject"),
            *("coverage", "contributor", "publisher"),
        )
    },
}

Pairs = Iterator[tuple[str, str]]


def describe(sections: Iterable[Element]) -> Pairs:
    """Yield the (field, text) pairs of the first section that has a title."""
    for section in sections:
        pairs = list(_first_of_single_fields(_pairs(section)))
        if any(field == "title" for field, _ in pairs):
            yield from pairs
            return


def _pairs(section: Element) -> Pairs:
    for part in section.iter():
        if local_name(part.tag) == "mods":
            yield from _mods_pairs(part)
            return
    for part in section.iter():
        field = _DUBLIN_CORE.get(local_name(part.tag))
        if field and (part.text or "").strip():
            yield field, part.text.strip()


def _mods_pairs(mods: Element) -> Pairs:
    for child in mods:
        yield from _pair(child, local_name(child.tag))
        for part in child:
            yield from _pair(part, f"{local_name(child.tag)}/{local_name(part.tag)}")


def _pair(part: Element, path: str) -> Pairs:
    field, text = _MODS.get(path), (part.text or "").strip()
    if field and text and part.get("type") != "date":
        yield field, text


def _first_of_single_fields(pairs: Pairs) -> Pairs:
    seen_fields: set[str] = set()
    for field, text in pairs:
        if field not in _SINGLE_FIELDS or field not in seen_fields:
            yield field, text
        seen_fields.add(field)
