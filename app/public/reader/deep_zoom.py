"""Deep zoom: a viewer for large pages, and its IIIF tiles."""

import json

from flask import Response, abort, render_template, url_for

from app.public.items.access import readable_record, refuse_direct_download
from app.public.reader.images import set_caching
from app.services import services
from app.web.usage_counting import count
from library.catalogue.pages import iiif_tiles
from library.catalogue.queries import Image, ItemRecord, page_details
from library.database import reading
from points.use_kind import UseKind


def show(item_id: str, number: int) -> str:
    """Render a large page in the viewer; without scripts, its largest image."""
    with reading(services().database) as session:
        record = readable_record(session, item_id)
        page = page_details(session, item_id, number)
    if page.tiles is None:
        abort(404)
    count(UseKind.REQUEST, item_id, number)
    usable = services().derivatives.is_usable(page.tiles.digest)
    return render_template(
        "public/reader/deep_zoom.html", record=record, page=page, has_tiles=usable
    )


def describe(item_id: str, number: int, digest: str) -> Response:
    """Return the info.json of the IIIF Image API for a page."""
    record, tiles = _tiles(item_id, number, digest)
    services().derivatives.path(digest)  # without its tiles, the viewer shows the plain image
    address = url_for("public.tiles", item_id=item_id, number=number, digest=digest, _external=True)
    image_info = iiif_tiles.image_info(
        address.removesuffix("/info.json"), tiles.width, tiles.height
    )
    return set_caching(Response(json.dumps(image_info), mimetype="application/json"), record)


def send(item_id: str, number: int, digest: str, name: str) -> Response:
    """Send one tile; its address contains its checksum, so it may be cached for ever."""
    record, tiles = _tiles(item_id, number, digest)
    refuse_direct_download(record)
    archive = iiif_tiles.open_archive(services().derivatives.path(tiles.digest))
    stored_name = iiif_tiles.stored_name(name, tiles.width, tiles.height)
    if stored_name not in archive.NameToInfo:
        abort(404)
    return set_caching(Response(archive.read(stored_name), mimetype="image/jpeg"), record)


def _tiles(item_id: str, number: int, digest: str) -> tuple[ItemRecord, Image]:
    with reading(services().database) as session:
        record = readable_record(session, item_id)
        tiles = page_details(session, item_id, number).tiles
    if tiles is None or tiles.digest != digest:
        abort(404)
    return record, tiles
