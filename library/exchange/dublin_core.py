"""Dublin Core records in RDF/XML, with MARC relator terms for roles that Dublin Core lacks."""

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from library.catalogue.description.field_registry import FIELDS
from library.exchange.item_description import Description, several
from library.exchange.list_rows import Row, row_of
from library.xml_io import local_name, parse, xml_safe

_DC = "http://purl.org/dc/elements/1.1/"
_TERMS = "http://purl.org/dc/terms/"
_ROLES = "http://www.loc.gov/loc.terms/relators/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SPACES = {"dc": _DC, "dcterms": _TERMS, "marcrel": _ROLES, "rdf": _RDF}
_ABOUT, _TYPE, _OLD_TYPE = f"{{{_RDF}}}about", f"{{{_RDF}}}datatype", f"{{{_XSI}}}type"
_URI, _DDC = f"{_TERMS}URI", f"{_TERMS}DDC"
_OUR_NAME = "urn:diachi:"
_WEB = ("http://", "https://")
_ISBN, _ISSN = "urn:isbn:", "urn:issn:"

_WRITTEN = sorted(
    (field for field in FIELDS if field.dublin_core), key=lambda field: field.dublin_core.order
)
_READ = {
    (_SPACES[prefix], name): field.name
    for field in FIELDS
    for prefix, name in field.dublin_core_terms
}
_URN_PREFIXES = {"isbn": _ISBN, "issn": _ISSN}

for _short, _space in _SPACES.items():
    register_namespace(_short, _space)


def to_xml(descriptions: Iterable[Description]) -> Iterator[bytes]:
    """Yield a file of Dublin Core records, one record at a time."""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF xmlns:rdf="{_RDF}">\n'.encode()
    for description in descriptions:
        yield tostring(_element(description), encoding="unicode").encode() + b"\n"
    yield b"</rdf:RDF>\n"


def from_xml(content: bytes, name: str) -> tuple[Row, ...]:
    """Return the Dublin Core records of an XML file, whatever elements wrap them."""
    root = parse(content, name)
    records = [element for element in root.iter() if any(map(_is_dublin_core, element))]
    parents = {child: parent for parent in root.iter() for child in parent}
    return tuple(
        row_of(number, _identifier(element, parents), _pairs(element))
        for number, element in enumerate(records, 1)
    )


def _element(description: Description) -> Element:
    name = description.address or f"{_OUR_NAME}{description.id}"
    root = Element(f"{{{_RDF}}}Description", {_ABOUT: xml_safe(name)})
    for field in _WRITTEN:
        text, term = description.cells.get(field.name), field.dublin_core
        for value in several(text) if term.repeated else filter(None, (text,)):
            SubElement(root, f"{{{_SPACES[term.prefix]}}}{term.name}").text = xml_safe(value)
    for field, begins in _URN_PREFIXES.items():
        for value in several(description.cells.get(field)):
            SubElement(root, f"{{{_DC}}}identifier").text = xml_safe(f"{begins}{value}")
    for value in several(description.cells.get("classification")):
        SubElement(root, f"{{{_DC}}}subject", {_TYPE: _DDC}).text = xml_safe(value)
    if url := description.cells.get("url"):
        SubElement(root, f"{{{_DC}}}identifier", {_TYPE: _URI}).text = xml_safe(url)
    return root


def _pairs(record: Element) -> Iterator[tuple[str, str]]:
    for child in record:
        if not _is_dublin_core(child):
            continue
        text, space = child.text or "", child.tag[1:].partition("}")[0]
        field = _READ.get((space, local_name(child.tag)), local_name(child.tag))
        yield _resolve_identifier(
            field, text, child.get(_TYPE) or child.get(_OLD_TYPE, "").replace("dcterms:", _TERMS)
        )


def _resolve_identifier(field: str, text: str, kind: str) -> tuple[str, str]:
    """Return the field and value of an element: an identifier may be a URL, a number or an ISBN."""
    plain = text.strip()
    if field == "subject" and kind == _DDC:
        return "classification", plain
    if field not in ("number", "source"):
        return field, text
    for number_field, begins in _URN_PREFIXES.items():
        if plain.lower().startswith(begins):
            return number_field, plain[len(begins) :]
    is_address = kind == _URI or (field == "number" and plain.lower().startswith(_WEB))
    return "url" if is_address else field, text


def _identifier(record: Element, parents: dict[Element, Element]) -> str:
    """Return a record's identifier: its own attribute, else that of the OAI header around it."""
    if own_identifier := record.get("identifier") or record.get(_ABOUT):
        return own_identifier.removeprefix(_OUR_NAME)
    above = parents.get(parents.get(record))
    header = above.iter() if above is not None else ()
    names = (
        e.text or "" for e in header if local_name(e.tag) == "identifier" and not _is_dublin_core(e)
    )
    first = next(names, "")
    return first or next((e.text or "" for e in record if local_name(e.tag) == "identifier"), "")


def _is_dublin_core(element: Element) -> bool:
    return str(element.tag).startswith((f"{{{_DC}}}", f"{{{_TERMS}}}", f"{{{_ROLES}}}"))
