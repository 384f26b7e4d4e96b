"""OPDS at /opds/1.2 and /opds/2: the same feeds as Atom and as JSON."""

import re
from xml.etree.ElementTree import Element

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.interfaces.identity import item_address, utc_seconds
from app.interfaces.json_answers import json_answer
from app.interfaces.opds import feeds
from app.interfaces.opds.feeds import Entry, Feed, Publication
from app.interfaces.search_engines.sitemaps import cover_address
from app.services import services
from app.web.caching import REVALIDATE, set_policy
from app.web.url_converters import screen_param, text_param
from library.catalogue.description.fields import several
from library.database import reading
from library.xml_io import add, document

NAVIGATION = "application/atom+xml;profile=opds-catalog;kind=navigation"
ACQUISITION = "application/atom+xml;profile=opds-catalog;kind=acquisition"
_REL = "http://opds-spec.org"
_OPENSEARCH = "application/opensearchdescription+xml"


def media_type(feed: Feed) -> str:
    """Return the media type of a feed."""
    return NAVIGATION if feed.navigation else ACQUISITION


def write_feed(feed: Feed) -> bytes:
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
    page = {"page": feed.page} if feed.page > 1 else {}
    own = _feed_address(feed.endpoint, **feed.values, **page)
    add(root, "id", own)
    add(root, "title", feed.title)
    add(root, "updated", utc_seconds(feed.updated))
    add(add(root, "author"), "name", services().settings.library_name)
    _link(root, "self", own, media_type(feed))
    _link(root, "start", _feed_address("start"), NAVIGATION)
    search = url_for("interfaces.opds_opensearch", _external=True)
    _link(root, "search", search, _OPENSEARCH)
    if feed.has_more:
        following = _feed_address(feed.endpoint, **feed.values, page=feed.page + 1)
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
            address = _feed_address(entry.endpoint, **entry.values)
            link = _link(root, f"{_REL}/facet", address, ACQUISITION, title=entry.title)
            link.set("opds:facetGroup", group)
            link.set("thr:count", str(entry.count))
            if entry.is_active:
                link.set("opds:activeFacet", "true")


def _add_navigation(root: Element, entry: Entry, feed: Feed) -> None:
    address = _feed_address(entry.endpoint, **entry.values)
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


def _feed_address(endpoint: str, **values: object) -> str:
    return url_for(f"interfaces.opds_{endpoint}", form="1.2", _external=True, **values)


MEDIA_TYPE = "application/opds+json"
_OPEN_ACCESS = "http://opds-spec.org/acquisition/open-access"
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_TYPES = {"audio": "Audiobook", "video": "VideoObject"}
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


def write(feed: Feed) -> dict[str, object]:
    """Return a feed as OPDS 2.0 describes it."""
    own = _address(feed.endpoint, **feed.values, **({"page": feed.page} if feed.page > 1 else {}))
    links = [
        {"rel": "self", "href": own, "type": MEDIA_TYPE},
        {"rel": "start", "href": _address("start"), "type": MEDIA_TYPE},
        {
            "rel": "search",
            "href": _address("search") + "{?q}",
            "type": MEDIA_TYPE,
            "templated": True,
        },
    ]
    if feed.has_more:
        following = _address(feed.endpoint, **feed.values, page=feed.page + 1)
        links.append({"rel": "next", "href": following, "type": MEDIA_TYPE})
    content: dict[str, object] = {
        "metadata": {"title": feed.title, "modified": utc_seconds(feed.updated)},
        "links": links,
    }
    if feed.publications:
        content["publications"] = [_publication(publication) for publication in feed.publications]
    else:  # a feed needs some content: an empty result leads back
        start = Entry("Trang đầu", "", "start")
        content["navigation"] = [_navigation(entry) for entry in feed.navigation or (start,)]
    if feed.facets:
        content["facets"] = [
            {"metadata": {"title": group}, "links": [_facet(entry) for entry in entries]}
            for group, entries in feed.facets
        ]
    return content


def _publication(publication: Publication) -> dict[str, object]:
    record = publication.record
    main_type, _, _ = publication.files[0].media_type.partition("/")
    metadata = {
        "@type": f"http://schema.org/{_TYPES.get(main_type, 'Book')}",
        "identifier": item_address(record.id),
        "title": record.title,
        "author": several(record.creator or record.issuing_body or ""),
        "language": record.language if _LANGUAGE.fullmatch(record.language) else "und",
        "modified": utc_seconds(publication.updated),
        "published": record.date if _DATE.fullmatch(record.date or "") else None,
        "description": record.description,
    }
    content: dict[str, object] = {
        "metadata": {name: value for name, value in metadata.items() if value},
        "links": [
            *(
                {"rel": _OPEN_ACCESS, "href": file.address, "type": file.media_type}
                for file in publication.files
            ),
            {"rel": "alternate", "href": item_address(record.id), "type": "text/html"},
        ],
    }
    if publication.cover:
        content["images"] = [
            {
                "href": cover_address(publication.cover),
                "type": "image/webp",
                "width": publication.cover.width,
                "height": publication.cover.height,
            }
        ]
    return content


def _navigation(entry: Entry) -> dict[str, object]:
    count = {"properties": {"numberOfItems": entry.count}} if entry.count is not None else {}
    return {
        "title": entry.title,
        "href": _address(entry.endpoint, **entry.values),
        "type": MEDIA_TYPE,
        "rel": "http://opds-spec.org/sort/new" if entry.endpoint == "newest" else "subsection",
        **count,
    }


def _facet(entry: Entry) -> dict[str, object]:
    return {
        "title": entry.title,
        "href": _address(entry.endpoint, **entry.values),
        "type": MEDIA_TYPE,
        **({"rel": "self"} if entry.is_active else {}),
        "properties": {"numberOfItems": entry.count},
    }


def _address(endpoint: str, **values: object) -> str:
    return url_for(f"interfaces.opds_{endpoint}", form="2", _external=True, **values)


def choose() -> ResponseReturnValue:
    """Redirect to the version that the client accepts, 1.2 if it does not say."""
    asks_for_json = request.accept_mimetypes["application/opds+json"] > 0
    is_named = "opds+json" in request.headers.get("Accept", "")
    form = "2" if asks_for_json and is_named else "1.2"
    return redirect(url_for("interfaces.opds_start", form=form), code=302)


def start(form: str) -> Response:
    """Send the first feed."""
    with reading(services().database) as session:
        return _send(feeds.start(session), form)


def newest(form: str) -> Response:
    """Send the feed of what is new."""
    with reading(services().database) as session:
        return _send(feeds.newest(session), form)


def collection(form: str, collection: str) -> Response:
    """Send a feed of one collection."""
    with reading(services().database) as session:
        return _send(feeds.collection(session, collection, screen_param("page")), form)


def search(form: str) -> Response:
    """Send the feed of a search; without a query, of everything."""
    filters = {name: text_param(name) for name in feeds.FILTERS if text_param(name)}
    with reading(services().database) as session:
        return _send(feeds.search(session, text_param(), filters, screen_param("page")), form)


def send_opensearch() -> Response:
    """Send the description of the search for OPDS 1.2."""
    root = Element("OpenSearchDescription", {"xmlns": "http://a9.com/-/spec/opensearch/1.1/"})
    add(root, "ShortName", "Địa Chí")
    add(root, "Description", f"Sách điện tử của {services().settings.library_name}")
    address = url_for("interfaces.opds_search", form="1.2", _external=True)
    template = f"{address}?q={{searchTerms}}"
    add(root, "Url", type=ACQUISITION, template=template)
    response = Response(
        document(root), content_type="application/opensearchdescription+xml; charset=utf-8"
    )
    return set_policy(response, REVALIDATE)


def _send(feed: Feed, form: str) -> Response:
    if form == "2":
        return json_answer(write(feed), media_type=MEDIA_TYPE)
    kind = f"{media_type(feed)};charset=utf-8"
    response = Response(write_feed(feed), content_type=kind)
    set_policy(response, REVALIDATE)
    response.add_etag(weak=True)
    return response.make_conditional(request)
