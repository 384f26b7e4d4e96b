"""OPDS at /opds/1.2 and /opds/2: the same feeds as Atom and as JSON."""

import re
from xml.etree.ElementTree import Element

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.interfaces.identity import item_address, utc_seconds
from app.interfaces.json_answers import json_answer
from app.interfaces.opds import atom_feeds, feeds
from app.interfaces.opds.feeds import Entry, Feed, Publication
from app.interfaces.search_engines.sitemaps import cover_address
from app.services import services
from app.web.caching import REVALIDATE, set_policy
from app.web.url_converters import screen_param, text_param
from library.catalogue.description.fields import several
from library.database import reading
from library.xml_io import add, document

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
    add(root, "Url", type=atom_feeds.ACQUISITION, template=template)
    response = Response(
        document(root), content_type="application/opensearchdescription+xml; charset=utf-8"
    )
    return set_policy(response, REVALIDATE)


def _send(feed: Feed, form: str) -> Response:
    if form == "2":
        return json_answer(write(feed), media_type=MEDIA_TYPE)
    kind = f"{atom_feeds.media_type(feed)};charset=utf-8"
    response = Response(atom_feeds.write(feed), content_type=kind)
    set_policy(response, REVALIDATE)
    response.add_etag(weak=True)
    return response.make_conditional(request)
