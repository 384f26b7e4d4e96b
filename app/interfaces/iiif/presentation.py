"""Manifests of items, in versions 3.0 and 2.1 of the IIIF Presentation API."""

from collections.abc import Mapping

from flask import Response, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.interfaces.iiif import manifest_2
from app.interfaces.iiif.addresses import manifest_address
from app.interfaces.iiif.canvases import Json
from app.interfaces.iiif.manifest import CONTEXT, ManifestItem, manifest
from app.public.items.access import is_open_to_all, visible_record
from app.services import services
from app.web.caching import PRIVATE_REVALIDATE, for_seconds, set_policy
from app.web.usage_counting import count
from library.catalogue.description import parts
from library.catalogue.pages.canvases import canvases_of
from library.catalogue.pictures.described_pictures import pictures_of
from library.catalogue.queries import ItemRecord
from library.database import reading
from library.errors import ItemNotFoundError
from library.exchange.item_description import several
from library.exchange.records.item_descriptions import descriptions
from library.maps.sheets import placed_pages
from library.places.edition import current_history
from library.places.then_and_now import units_of_record
from library.recordings.playing import recordings_of
from points.use_kind import UseKind

_MAX_AGE_SECONDS = 30


def send_manifest(item_id: str, version: int) -> Response:
    """Send the manifest of an item."""
    with reading(services().database) as session:
        record = visible_record(session, item_id)
        (description,) = descriptions(session, (item_id,))
        item = ManifestItem(
            record,
            description.cells,
            description.extent.nature(record.kind),
            canvases_of(session, item_id),
            parts.whole_of(session, item_id),
            pictures_of(session, item_id),
            frozenset(placed_pages(session, item_id)),
            recordings_of(session, item_id) if version == 3 else (),
            _place_headings(session, record, description.cells),
        )
    if not item.canvases:  # the standard knows no item without a canvas, and text has none
        raise ItemNotFoundError(item_id)
    count(UseKind.INVESTIGATION, item_id)
    answer = manifest(item)
    if version == 2:
        answer = manifest_2.translated(answer, manifest_address(item_id, 2))
    policy = for_seconds(_MAX_AGE_SECONDS, public=True)
    response = _as_json(answer)
    return set_policy(response, policy if is_open_to_all(record) else PRIVATE_REVALIDATE)


def _place_headings(
    session: Session, record: ItemRecord, cells: Mapping[str, str]
) -> tuple[str, ...]:
    names = several(cells.get("coverage"))
    units = units_of_record(current_history(session), names, record.date or "")
    return tuple(dict.fromkeys(heading for unit in units for _, heading in unit.headings))


def open_page(item_id: str, number: int) -> ResponseReturnValue:
    """Redirect the identifier of a canvas to the page in the reading room."""
    return redirect(url_for("public.page", item_id=item_id, number=number), code=303)


def _as_json(answer: Json) -> Response:
    """Return the answer, in the media type that the client understands."""
    response = jsonify(answer)
    response.vary.update(("Accept", "Accept-Language", "Cookie"))  # dates are in words
    if "application/ld+json" in request.headers.get("Accept", ""):
        context = CONTEXT if "id" in answer else manifest_2.CONTEXT
        response.content_type = f'application/ld+json;profile="{context}"'
    response.add_etag()
    return response.make_conditional(request)
