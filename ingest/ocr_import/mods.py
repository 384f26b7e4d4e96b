"""Understands how METS files describe a thing: MODS or Dublin Core."""

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from library.xml_io import bare

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
_ONE_OF = frozenset({"title", "date", "language", "kind", "licence"})
"""Fields of which the first is taken."""

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


def description(sections: Iterable[Element]) -> Pairs:
    """Give (field, text) pairs of the first section that names a title."""
    for section in sections:
        pairs = list(_once_each(_pairs(section)))
        if any(field == "title" for field, _ in pairs):
            yield from pairs
            return


def _pairs(section: Element) -> Pairs:
    for part in section.iter():
        if bare(part.tag) == "mods":
            yield from _of_mods(part)
            return
    for part in section.iter():
        field = _DUBLIN_CORE.get(bare(part.tag))
        if field and (part.text or "").strip():
            yield field, part.text.strip()


def _of_mods(mods: Element) -> Pairs:
    for child in mods:
        yield from _of(child, bare(child.tag))
        for part in child:
            yield from _of(part, f"{bare(child.tag)}/{bare(part.tag)}")


def _of(part: Element, path: str) -> Pairs:
    field, text = _MODS.get(path), (part.text or "").strip()
    if field and text and part.get("type") != "date":
        yield field, text


def _once_each(pairs: Pairs) -> Pairs:
    seen: set[str] = set()
    for field, text in pairs:
        if field not in _ONE_OF or field not in seen:
            yield field, text
        seen.add(field)
