"""Deep zoom: a viewer for scans in full size, and their tiles."""

from flask import Response, abort, render_template

from app.public.items.access import readable_record, refuse_direct_download
from app.public.reader.images import set_caching
from app.services import services
from app.web.usage_counting import count
from library.catalogue.pages import iiif_tiles
from library.catalogue.queries import page_details
from library.database import reading
from points.use_kind import UseKind


def show(item_id: str, number: int) -> str:
    """Render a scan in the viewer; without scripts, its largest image."""
    with reading(services().database) as session:
        record = readable_record(session, item_id)
        page = page_details(session, item_id, number)
    if page.tiles is None:
        abort(404)
    count(UseKind.REQUEST, item_id, number)
    usable = services().derivatives.is_usable(page.tiles.digest)
    return render_template(
        "public/reader/deep_zoom.html",
        record=record,
        page=page,
        has_tiles=usable,
        tile_side=iiif_tiles.TILE,
    )


def send(item_id: str, number: int, digest: str, name: str) -> Response:
    """Send one tile; its address contains its checksum, so it may be cached for ever."""
    with reading(services().database) as session:
        record = readable_record(session, item_id)
        tiles = page_details(session, item_id, number).tiles
    if tiles is None or tiles.digest != digest:
        abort(404)
    refuse_direct_download(record)
    tile = iiif_tiles.read(services().derivatives.path(tiles.digest), name)
    if tile is None:
        abort(404)
    content, media_type = tile
    return set_caching(Response(content, mimetype=media_type), record)
