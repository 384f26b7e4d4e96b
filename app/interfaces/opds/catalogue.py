"""OPDS at /opds/1.2 and /opds/2: the same feeds as Atom and as JSON."""

from xml.etree.ElementTree import Element

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.interfaces.json_answers import json_answer
from app.interfaces.opds import atom_feeds, feeds, json_feeds
from app.interfaces.opds.feeds import Feed
from app.services import services
from app.web.caching import REVALIDATE, set_policy
from app.web.url_converters import screen_param, text_param
from library.database import reading
from library.xml_io import add, document


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
        return json_answer(json_feeds.write(feed), media_type=json_feeds.MEDIA_TYPE)
    kind = f"{atom_feeds.media_type(feed)};charset=utf-8"
    response = Response(atom_feeds.write(feed), content_type=kind)
    set_policy(response, REVALIDATE)
    response.add_etag(weak=True)
    return response.make_conditional(request)
