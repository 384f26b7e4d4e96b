"""Records in the fifteen elements of simple Dublin Core, as harvesters of OAI-PMH read them."""

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, SubElement

from library.catalogue.description.field_registry import FIELDS
from library.exchange.item_description import Description, several
from library.exchange.vocabulary import ACCESS_SENTENCES
from library.xml_io import xml_safe

OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
OAI_DC_SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
DC = "http://purl.org/dc/elements/1.1/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

_DCMI_TYPES = {"film": "MovingImage", "sound": "Sound"}
_SIMPLER_TERMS = {
    "isPartOf": "relation",
    "extent": "format",
    "isb": "creator",
}
"""Elements for terms of richer vocabularies; a term that is not listed is left out."""

_URN_PREFIXES = {"isbn": "urn:isbn:", "issn": "urn:issn:"}
_TERMS = tuple(
    (field.name, name, field.dublin_core.repeated)
    for field in sorted(
        (field for field in FIELDS if field.dublin_core), key=lambda field: field.dublin_core.order
    )
    if (
        name := field.dublin_core.name
        if field.dublin_core.prefix == "dc"
        else _SIMPLER_TERMS.get(field.dublin_core.name)
    )
)


def elements(description: Description, address: str) -> Iterator[tuple[str, str]]:
    """Yield the elements and values of a description; `address` is that of its item page."""
    cells = description.cells
    yield "identifier", address
    if description.extent.is_recording:
        yield "type", _DCMI_TYPES[description.extent.medium]
    for field, name, is_repeatable in _TERMS:
        text = cells.get(field)
        for value in several(text) if is_repeatable else filter(None, (text,)):
            yield name, value
    names = several(cells.get("coverage"))
    yield from (("coverage", text) for _, text in description.place_headings if text not in names)
    for field, prefix in _URN_PREFIXES.items():
        yield from (("identifier", prefix + value) for value in several(cells.get(field)))
    yield from (("subject", value) for value in several(cells.get("classification")))
    if url := cells.get("url"):
        yield "source", url
    if sentence := ACCESS_SENTENCES.get(cells.get("access", "")):
        opens = cells.get("opens")
        yield "rights", f"{sentence} Mở từ ngày {opens}." if opens else sentence
    yield from (("rights", sentence) for sentence in description.conditions)


def to_element(description: Description, address: str, root: str = "oai_dc:dc") -> Element:
    """Return a description as an element that declares its own namespaces."""
    return element_of(elements(description, address), root)


def element_of(values: Iterable[tuple[str, str]], root: str = "oai_dc:dc") -> Element:
    """Return elements of Dublin Core in one element that declares its own namespaces."""
    element = Element(
        root,
        {
            "xmlns:oai_dc": OAI_DC,
            "xmlns:dc": DC,
            "xmlns:xsi": XSI,
            "xsi:schemaLocation": f"{OAI_DC} {OAI_DC_SCHEMA}",
        },
    )
    for name, value in values:
        SubElement(element, f"dc:{name}").text = xml_safe(value)
    return element
