"""Lets readers look closely at large pages: a viewer, and the tiles it draws."""

import json
from functools import lru_cache
from pathlib import Path
from zipfile import ZipFile

from flask import Response, abort, render_template, url_for

from app.public.items.access import readable_record, refuse_to_save
from app.public.reader.images import lasting
from app.services import services
from app.web.usage_counting import count
from library.catalogue.pages import iiif_tiles
from library.catalogue.queries import Image, ItemRecord, page_sheet
from library.database import reading
from library.usage.models import UseKind

_OPEN_AT_ONCE = 16


def show(item_id: str, number: int) -> str:
    """Show a large page in a viewer; without scripts, its largest image."""
    with reading(services().database) as session:
        record = readable_record(session, item_id)
        sheet = page_sheet(session, item_id, number)
    if sheet.tiles is None:
        abort(404)
    count(UseKind.REQUEST, item_id, number)
    return render_template("public/reader/deep_zoom.html", record=record, sheet=sheet)


def describe(item_id: str, number: int, digest: str) -> Response:
    """Say how a page is cut into tiles, as the IIIF Image API asks."""
    record, tiles = _tiles(item_id, number, digest)
    here = url_for("public.tiles", item_id=item_id, number=number, digest=digest, _external=True)
    told = iiif_tiles.description(here.removesuffix("/info.json"), tiles.width, tiles.height)
    return lasting(Response(json.dumps(told), mimetype="application/json"), record)


def send(item_id: str, number: int, digest: str, name: str) -> Response:
    """Send one tile; its address is its content, so it can be kept for good."""
    record, tiles = _tiles(item_id, number, digest)
    refuse_to_save(record)
    packed = _opened(services().derivatives.path(tiles.digest))
    kept = iiif_tiles.kept_as(name, tiles.width, tiles.height)
    if kept not in packed.NameToInfo:
        abort(404)
    return lasting(Response(packed.read(kept), mimetype="image/jpeg"), record)


def _tiles(item_id: str, number: int, digest: str) -> tuple[ItemRecord, Image]:
    with reading(services().database) as session:
        record = readable_record(session, item_id)
        tiles = page_sheet(session, item_id, number).tiles
    if tiles is None or tiles.digest != digest:
        abort(404)
    return record, tiles


@lru_cache(maxsize=_OPEN_AT_ONCE)
def _opened(path: Path) -> ZipFile:
    return ZipFile(path)
