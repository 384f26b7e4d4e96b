"""Sitemaps: an index, the fixed pages, and the items of each collection with their pictures."""

from collections.abc import Iterator
from datetime import datetime
from xml.etree.ElementTree import Element

from flask import Response, abort, request, url_for
from sqlalchemy.orm import Session

from app.interfaces.identity import item_address, utc_seconds
from app.interfaces.open_items import anybody_may_read, is_public
from app.services import profiles, services
from app.web.caching import REVALIDATE, set_policy
from library.catalogue import public_changes, queries
from library.catalogue.pages import thumbnails
from library.database import reading
from library.stories import story_records
from library.stories.models import StoryKind
from library.xml_io import add, document

ITEMS_PER_SITEMAP = 10_000
"""Fewer than the 50,000 of the standard, so that no answer takes long."""

_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_IMAGES = "http://www.google.com/schemas/sitemap-image/1.1"
_BATCH = 500
_FIXED_PAGES = (
    *("home", "browse", "newspapers", "maps", "pictures", "stories", "lessons", "glossary"),
    *("questions", "points", "help", "open_data"),
)


def index() -> Response:
    """Send the index of all sitemaps."""
    root = Element("sitemapindex", {"xmlns": _SPACE})
    _add_place(root, "sitemap", url_for("interfaces.sitemap_pages", _external=True))
    with reading(services().database) as session:
        collections = public_changes.collections(session)
    for slug, (count, change_time) in collections.items():
        for number in range(1, -(-count // ITEMS_PER_SITEMAP) + 1):
            address = url_for("interfaces.sitemap", collection=slug, number=number, _external=True)
            _add_place(root, "sitemap", address, change_time)
    return _send(root)


def pages() -> Response:
    """Send the sitemap of the pages that are not items."""
    root = Element("urlset", {"xmlns": _SPACE})
    with reading(services().database) as session:
        collections = public_changes.collections(session)
        stories = [story for kind in StoryKind for story in story_records.published(session, kind)]
    for name in _FIXED_PAGES:
        _add_place(root, "url", url_for(f"public.{name}", _external=True))
    for slug in profiles():
        if slug in collections:
            address = url_for("public.collection", collection=slug, _external=True)
            _add_place(root, "url", address, collections[slug][1])
    for story in stories:
        address = url_for("public.story", number=story.id, _external=True)
        _add_place(root, "url", address, story.changed)
    return _send(root)


def collection(collection: str, number: int) -> Response:
    """Send one sitemap of a collection; 404 beyond the last."""
    root = Element("urlset", {"xmlns": _SPACE, "xmlns:image": _IMAGES})
    with reading(services().database) as session:
        for address, change_time, picture in _entries(session, collection, number):
            place = _add_place(root, "url", address, change_time)
            if picture:
                add(add(place, "image:image"), "image:loc", picture)
    if len(root) == 0:
        abort(404)
    return _send(root)


def _entries(
    session: Session, collection: str, number: int
) -> Iterator[tuple[str, datetime, str | None]]:
    """Yield the address, time of change and picture of each item."""
    first, size = (number - 1) * ITEMS_PER_SITEMAP, min(_BATCH, ITEMS_PER_SITEMAP)
    for start in range(first, first + ITEMS_PER_SITEMAP, size):
        times = public_changes.open_part(session, collection, start, size)
        records = queries.records(session, times)
        readable = [record.id for record in records.values() if anybody_may_read(record).allowed]
        covers = thumbnails.covers(session, readable)
        for item_id, change_time in times.items():
            if item_id in records and is_public(records[item_id]):
                cover = covers.get(item_id)
                yield item_address(item_id), change_time, cover and cover_address(cover)
        if len(times) < size:
            return


def cover_address(cover: thumbnails.Thumbnail) -> str:
    """Return the full address of a thumbnail."""
    return url_for(
        "public.image",
        item_id=cover.item_id,
        number=cover.number,
        digest=cover.digest,
        _external=True,
    )


def _add_place(root: Element, tag: str, address: str, time: datetime | None = None) -> Element:
    place = add(root, tag)
    add(place, "loc", address)
    if time is not None:
        add(place, "lastmod", utc_seconds(time))
    return place


def _send(root: Element) -> Response:
    response = Response(document(root), content_type="text/xml; charset=utf-8")
    set_policy(response, REVALIDATE)
    response.add_etag(weak=True)
    return response.make_conditional(request)
