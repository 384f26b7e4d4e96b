"""Embedding of items in other pages: oEmbed, and a small page for an iframe."""

from xml.etree.ElementTree import Element

from flask import Response, current_app, make_response, render_template, request, url_for
from markupsafe import escape
from werkzeug.exceptions import HTTPException

from app.interfaces.json_answers import json_answer
from app.interfaces.open_items import anybody_may_read, open_record
from app.interfaces.search_engines.sitemaps import cover_address
from app.services import services
from app.web.formats import item_date
from library.catalogue.pages import thumbnails
from library.catalogue.pages.thumbnails import Thumbnail
from library.catalogue.queries import ItemRecord
from library.database import reading
from library.errors import ItemNotFoundError
from library.untrusted.web_addresses import split_address
from library.xml_io import add, document

_WIDTH, _HEIGHT = 420, 180
_MIN_WIDTH, _MIN_HEIGHT = 200, 120
_MAX_PIXELS_DIGITS = 5
_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; font-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors *"
)


def show(item_id: str) -> Response:
    """Render an item as a card that other sites may show in a frame."""
    record, cover = _item(item_id)
    body = render_template(
        "public/items/embedded.html", record=record, cover=cover, when=item_date(record)
    )
    response = make_response(body)
    response.headers["Content-Security-Policy"] = _POLICY
    return response


def oembed() -> Response:
    """Answer oEmbed for the address of an item or a page of it (oembed.com, 1.0)."""
    form = request.args.get("format", "json")
    if form not in ("json", "xml"):
        return Response("Only json and xml.", status=501, mimetype="text/plain")
    record, cover = _item(_item_of(request.args.get("url", "")))
    width, height = _size("maxwidth", _WIDTH, _MIN_WIDTH), _size("maxheight", _HEIGHT, _MIN_HEIGHT)
    frame = url_for("interfaces.embedded", item_id=record.id, _external=True)
    facts = {
        "version": "1.0",
        "type": "rich",
        "title": record.title,
        "author_name": record.creator or record.issuing_body,
        "provider_name": services().settings.library_name,
        "provider_url": url_for("public.home", _external=True),
        "cache_age": 86_400,
        "width": width,
        "height": height,
        "html": (
            f'<iframe src="{frame}" width="{width}" height="{height}" '
            f'title="{escape(record.title)}" loading="lazy"></iframe>'
        ),
        **_picture(cover),
    }
    oembed_fields = {name: value for name, value in facts.items() if value}
    if form == "json":
        response = json_answer(oembed_fields)
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response
    root = Element("oembed")
    for name, value in oembed_fields.items():
        add(root, name, str(value))
    return Response(document(root), content_type="text/xml; charset=utf-8")


def _item(item_id: str) -> tuple[ItemRecord, Thumbnail | None]:
    with reading(services().database) as session:
        record = open_record(session, item_id)
        may_read = anybody_may_read(record).allowed
        cover = thumbnails.covers(session, [item_id]).get(item_id) if may_read else None
    return record, cover


def _item_of(address: str) -> str:
    """Return the id of the item that an address of this site shows; raise ItemNotFoundError."""
    parts = split_address(address)
    try:
        rules = current_app.url_map.bind(request.host)
        endpoint, values = rules.match(parts.path)
    except (ValueError, HTTPException):
        raise ItemNotFoundError(address[:80]) from None
    is_here = current_app.serves(parts.netloc)
    if not is_here or endpoint not in ("public.item", "public.page", "public.lasting_page"):
        raise ItemNotFoundError(address[:80])
    return str(values["item_id"])


def _size(name: str, usual: int, lowest: int) -> int:
    text = request.args.get(name, "")
    is_number = text.isascii() and text.isdigit() and len(text) <= _MAX_PIXELS_DIGITS
    return max(lowest, min(usual, int(text))) if is_number else usual


def _picture(cover: Thumbnail | None) -> dict[str, object]:
    if cover is None:
        return {}
    return {
        "thumbnail_url": cover_address(cover),
        "thumbnail_width": cover.width,
        "thumbnail_height": cover.height,
    }
