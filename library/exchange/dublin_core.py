"""Writes and reads Dublin Core in XML: what it has words for, and MARC's words for the rest."""

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from library.exchange.item_description import Description, several
from library.exchange.list_rows import Row, row_of
from library.xml_io import allowed, bare, parse

_DC = "http://purl.org/dc/elements/1.1/"
_TERMS = "http://purl.org/dc/terms/"
_ROLES = "http://www.loc.gov/loc.terms/relators/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SPACES = {"dc": _DC, "dcterms": _TERMS, "marcrel": _ROLES, "xsi": _XSI}
_TYPE = f"{{{_XSI}}}type"
_URI, _DDC = "dcterms:URI", "dcterms:DDC"
_WEB = ("http://", "https://")
_ISBN, _ISSN = "urn:isbn:", "urn:issn:"

_WRITTEN: tuple[tuple[str, str, str], ...] = (
    ("title", _DC, "title"),
    ("kind", _DC, "type"),
    ("number", _DC, "identifier"),
    ("series", _TERMS, "isPartOf"),
    ("creator", _DC, "creator"),
    ("issuing_body", _ROLES, "isb"),
    ("contributor", _DC, "contributor"),
    ("publisher", _DC, "publisher"),
    ("place", _ROLES, "pup"),
    ("date", _DC, "date"),
    ("language", _DC, "language"),
    ("subject", _DC, "subject"),
    ("coverage", _DC, "coverage"),
    ("description", _DC, "description"),
    ("extent", _TERMS, "extent"),
    ("edition", _TERMS, "hasVersion"),
    ("note", _TERMS, "provenance"),
    ("source", _DC, "source"),
    ("relation", _DC, "relation"),
    ("licence", _DC, "rights"),
    ("access", _TERMS, "accessRights"),
    ("opens", _TERMS, "available"),
)
"""Our field → namespace and name, in the order in which they are written."""

_READ = {(space, name): field for field, space, name in _WRITTEN} | {
    (_TERMS, "issued"): "date",
    (_TERMS, "created"): "date",
    (_TERMS, "abstract"): "description",
    (_TERMS, "spatial"): "coverage",
    (_TERMS, "license"): "licence",
    (_TERMS, "rights"): "licence",
    (_TERMS, "temporal"): "coverage",
    (_DC, "format"): "extent",
}
_REPEATED = frozenset({"creator", "contributor", "issuing_body", "subject", "coverage"})
_MARKED = {"isbn": _ISBN, "issn": _ISSN}

for _short, _space in _SPACES.items():
    register_namespace(_short, _space)


def to_xml(told: Iterable[Description]) -> Iterator[bytes]:
    """Give a file of Dublin Core record by record."""
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n<records>\n'
    for one in told:
        yield tostring(_element(one), encoding="unicode").encode() + b"\n"
    yield b"</records>\n"


def from_xml(content: bytes, name: str) -> tuple[Row, ...]:
    """Return the records of a file of Dublin Core, in whatever they are wrapped."""
    root = parse(content, name)
    found = [element for element in root.iter() if any(map(_is_ours, element))]
    named = {child: parent for parent in root.iter() for child in parent}
    return tuple(
        row_of(number, _identifier(element, named), _pairs(element))
        for number, element in enumerate(found, 1)
    )


def _element(told: Description) -> Element:
    root = Element("record", {"identifier": told.id})
    for field, space, name in _WRITTEN:
        text = told.cells.get(field)
        for value in several(text) if field in _REPEATED else filter(None, (text,)):
            SubElement(root, f"{{{space}}}{name}").text = allowed(value)
    for field, begins in _MARKED.items():
        for value in several(told.cells.get(field)):
            SubElement(root, f"{{{_DC}}}identifier").text = allowed(f"{begins}{value}")
    for value in several(told.cells.get("classification")):
        SubElement(root, f"{{{_DC}}}subject", {_TYPE: _DDC}).text = allowed(value)
    if url := told.cells.get("url"):
        SubElement(root, f"{{{_DC}}}identifier", {_TYPE: _URI}).text = allowed(url)
    return root


def _pairs(record: Element) -> Iterator[tuple[str, str]]:
    for child in record:
        if not _is_ours(child):
            continue
        text, space = child.text or "", child.tag[1:].partition("}")[0]
        field = _READ.get((space, bare(child.tag)), bare(child.tag))
        yield _settled(field, text, child.get(_TYPE, ""))


def _settled(field: str, text: str, kind: str) -> tuple[str, str]:
    """Return what an element is about: an identifier may be an address, a number, an ISBN."""
    plain = text.strip()
    if field == "subject" and kind == _DDC:
        return "classification", plain
    if field not in ("number", "source"):
        return field, text
    for marked, begins in _MARKED.items():
        if plain.lower().startswith(begins):
            return marked, plain[len(begins) :]
    is_address = kind == _URI or (field == "number" and plain.lower().startswith(_WEB))
    return "url" if is_address else field, text


def _identifier(record: Element, parents: dict[Element, Element]) -> str:
    """Return by what a record is known: its own name, or that of the answer it came in (OAI)."""
    if told := record.get("identifier"):
        return told
    above = parents.get(parents.get(record))
    header = above.iter() if above is not None else ()
    names = (e.text or "" for e in header if bare(e.tag) == "identifier" and not _is_ours(e))
    first = next(names, "")
    return first or next((e.text or "" for e in record if bare(e.tag) == "identifier"), "")


def _is_ours(element: Element) -> bool:
    return str(element.tag).startswith((f"{{{_DC}}}", f"{{{_TERMS}}}", f"{{{_ROLES}}}"))
