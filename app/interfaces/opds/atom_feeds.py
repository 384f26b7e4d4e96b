"""OPDS 1.2: feeds as Atom."""

from xml.etree.ElementTree import Element

from flask import url_for

from app.interfaces.identity import item_address, utc_seconds
from app.interfaces.opds.feeds import Entry, Feed, Publication
from app.interfaces.search_engines.sitemaps import cover_address
from app.services import services
from library.catalogue.description.fields import several
from library.xml_io import add, document

NAVIGATION = "application/atom+xml;profile=opds-catalog;kind=navigation"
ACQUISITION = "application/atom+xml;profile=opds-catalog;kind=acquisition"
_REL = "http://opds-spec.org"
_OPENSEARCH = "application/opensearchdescription+xml"


def media_type(feed: Feed) -> str:
    """Return the media type of a feed."""
    return NAVIGATION if feed.navigation else ACQUISITION


def write(feed: Feed) -> bytes:
    """Return a feed as Atom."""
    root = Element(
        "feed",
        {
            "xmlns": "http://www.w3.org/2005/Atom",
            "xmlns:dcterms": "http://purl.org/dc/terms/",
            "xmlns:opds": "http://opds-spec.org/2010/catalog",
            "xmlns:thr": "http://purl.org/syndication/thread/1.0",
            "xml:lang": "vi",
        },
    )
    own = _address(feed.endpoint, **feed.values, **{"page": feed.page} if feed.page > 1 else {})
    add(root, "id", own)
    add(root, "title", feed.title)
    add(root, "updated", utc_seconds(feed.updated))
    add(add(root, "author"), "name", services().settings.library_name)
    _link(root, "self", own, media_type(feed))
    _link(root, "start", _address("start"), NAVIGATION)
    search = url_for("interfaces.opds_opensearch", _external=True)
    _link(root, "search", search, _OPENSEARCH)
    if feed.has_more:
        following = _address(feed.endpoint, **feed.values, page=feed.page + 1)
        _link(root, "next", following, ACQUISITION)
    _add_facets(root, feed)
    for entry in feed.navigation:
        _add_navigation(root, entry, feed)
    for publication in feed.publications:
        _add_publication(root, publication)
    return document(root)


def _add_facets(root: Element, feed: Feed) -> None:
    for group, entries in feed.facets:
        for entry in entries:
            address = _address(entry.endpoint, **entry.values)
            link = _link(root, f"{_REL}/facet", address, ACQUISITION, title=entry.title)
            link.set("opds:facetGroup", group)
            link.set("thr:count", str(entry.count))
            if entry.is_active:
                link.set("opds:activeFacet", "true")


def _add_navigation(root: Element, entry: Entry, feed: Feed) -> None:
    address = _address(entry.endpoint, **entry.values)
    element = add(root, "entry")
    add(element, "title", entry.title)
    add(element, "id", address)
    add(element, "updated", utc_seconds(feed.updated))
    relation = f"{_REL}/sort/new" if entry.endpoint == "newest" else "subsection"
    _link(element, relation, address, ACQUISITION)
    add(element, "content", entry.summary or entry.title, type="text")


def _add_publication(root: Element, publication: Publication) -> None:
    record = publication.record
    entry = add(root, "entry")
    add(entry, "title", record.title)
    add(entry, "id", item_address(record.id))
    add(entry, "updated", utc_seconds(publication.updated))
    for name in several(record.creator or record.issuing_body or ""):
        add(add(entry, "author"), "name", name)
    add(entry, "dcterms:language", record.language)
    if record.date:
        add(entry, "dcterms:issued", record.date)
    if record.licence:
        add(entry, "rights", record.licence)
    if record.description:
        add(entry, "summary", record.description, type="text")
    if publication.cover:
        for relation in ("image", "image/thumbnail"):
            _link(entry, f"{_REL}/{relation}", cover_address(publication.cover), "image/webp")
    for file in publication.files:
        _link(entry, f"{_REL}/acquisition/open-access", file.address, file.media_type)
    _link(entry, "alternate", item_address(record.id), "text/html")


def _link(parent: Element, relation: str, address: str, kind: str, **more: str) -> Element:
    return add(parent, "link", rel=relation, href=address, type=kind, **more)


def _address(endpoint: str, **values: object) -> str:
    return url_for(f"interfaces.opds_{endpoint}", form="1.2", _external=True, **values)
