"""Records in the Europeana Data Model, as aggregators of digital libraries ask for them."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from library.catalogue.description.licences import rights_statement
from library.exchange.item_description import Description, several
from library.xml_io import add

SPACE = "http://www.europeana.eu/schemas/edm/"
SCHEMA = "http://www.europeana.eu/schemas/edm/EDM.xsd"

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_SPACES = {
    "rdf": _RDF,
    "edm": SPACE,
    "ore": "http://www.openarchives.org/ore/terms/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "svcs": "http://rdfs.org/sioc/services#",
}
_DCMI_TYPE = "http://purl.org/dc/dcmitype/"
_IMAGE_API = "http://iiif.io/api/image"
_TERMS = (
    *(("title", "dc:title"), ("creator", "dc:creator"), ("issuing_body", "dc:creator")),
    *(("contributor", "dc:contributor"), ("publisher", "dc:publisher"), ("date", "dc:date")),
    *(("description", "dc:description"), ("language", "dc:language")),
    *(("subject", "dc:subject"), ("coverage", "dcterms:spatial"), ("kind", "dc:type")),
    *(("extent", "dcterms:extent"), ("series", "dcterms:isPartOf"), ("number", "dc:identifier")),
    *(("isbn", "dc:identifier"), ("issn", "dc:identifier"), ("edition", "dcterms:hasVersion")),
    *(("licence", "dc:rights"), ("source", "dc:source")),
)
TYPES = {
    "film": ("MovingImage", "VIDEO"),
    "sound": ("Sound", "SOUND"),
    "picture": ("StillImage", "IMAGE"),
    "text": ("Text", "TEXT"),
}
"""Types of DCMI and of EDM, by the nature of an item."""

_SINGLE = frozenset({"title", "description", "extent", "series", "licence", "number"})
"""Fields whose semicolons separate no values."""


@dataclass(frozen=True, slots=True)
class OpenFiles:
    """Addresses of an item's files that anybody may see; empty where there is none."""

    library: str
    image: str = ""
    """Reading image of the cover page."""
    image_service: str = ""
    thumbnail: str = ""
    manifest: str = ""


def to_element(description: Description, files: OpenFiles) -> Element:
    """Return a description as an element that declares its own namespaces."""
    root = Element("rdf:RDF", {f"xmlns:{prefix}": space for prefix, space in _SPACES.items()})
    item, cells = f"{description.address}#cho", description.cells
    thing = add(root, "edm:ProvidedCHO", **_about(item))
    for name, term in _TERMS:
        text = cells.get(name)
        for value in filter(None, (text,)) if name in _SINGLE else several(text):
            add(thing, term, value)
    for _, heading in description.place_headings:
        add(thing, "dcterms:spatial", heading)
    dcmi_type, edm_type = TYPES[description.extent.nature(cells.get("kind"))]
    _link(thing, "dc:type", f"{_DCMI_TYPE}{dcmi_type}")
    add(thing, "edm:type", edm_type)
    if files.image:
        _add_image(root, files)
    aggregation = add(root, "ore:Aggregation", **_about(f"{description.address}#aggregation"))
    _link(aggregation, "edm:aggregatedCHO", item)
    add(aggregation, "edm:dataProvider", files.library)
    _link(aggregation, "edm:isShownAt", description.address)
    for term, address in (("edm:isShownBy", files.image), ("edm:object", files.thumbnail)):
        if address:
            _link(aggregation, term, address)
    add(aggregation, "edm:provider", files.library)
    _link(aggregation, "edm:rights", rights_statement(cells.get("licence")))
    return root


def _add_image(root: Element, files: OpenFiles) -> None:
    image = add(root, "edm:WebResource", **_about(files.image))
    _link(image, "dcterms:isReferencedBy", files.manifest)
    _link(image, "svcs:has_service", files.image_service)
    service = add(root, "svcs:Service", **_about(files.image_service))
    _link(service, "dcterms:conformsTo", _IMAGE_API)


def _about(address: str) -> dict[str, str]:
    return {"rdf:about": address}


def _link(parent: Element, term: str, address: str) -> None:
    add(parent, term, **{"rdf:resource": address})
