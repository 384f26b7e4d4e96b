"""Manifests of items, in versions 3.0 and 2.1 of the IIIF Presentation API."""

from collections.abc import Iterable, Mapping

from flask import Response, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

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
        answer = translated(answer, manifest_address(item_id, 2))
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
        context = CONTEXT if "id" in answer else _CONTEXT_2
        response.content_type = f'application/ld+json;profile="{context}"'
    response.add_etag()
    return response.make_conditional(request)


_CONTEXT_2 = "http://iiif.io/api/presentation/2/context.json"
_IMAGE_CONTEXT = "http://iiif.io/api/image/2/context.json"
_IMAGE_PROFILE = "http://iiif.io/api/image/2/level2.json"
_IMAGE_3, _IMAGE_2 = "/iiif/image/3/", "/iiif/image/2/"


def translated(manifest: Json, address: str) -> Json:
    """Return a manifest of version 3 in version 2.1, whose own address is `address`."""
    older: Json = {
        "@context": _CONTEXT_2,
        "@id": address,
        "@type": "sc:Manifest",
        "label": _text(manifest["label"]),
        "metadata": [
            {"label": _text(pair["label"]), "value": _text(pair["value"])}
            for pair in manifest["metadata"]
        ],
        "attribution": _text(manifest["requiredStatement"]["value"]),
        "viewingDirection": manifest["viewingDirection"],
        "viewingHint": manifest["behavior"][0],
        "related": [_resource(link) for link in manifest["homepage"]],
        "seeAlso": [_resource(link) for link in manifest["seeAlso"]],
        "within": manifest["partOf"][0]["id"],
        "sequences": [_sequence(address, manifest["items"])],
    }
    if "summary" in manifest:
        older["description"] = _text(manifest["summary"])
    if "rights" in manifest:
        older["license"] = manifest["rights"]
    if "navDate" in manifest:
        older["navDate"] = manifest["navDate"]
    if "thumbnail" in manifest:
        older["thumbnail"] = {"@id": manifest["thumbnail"][0]["id"]}
    if "rendering" in manifest:
        older["rendering"] = [_resource(link) for link in manifest["rendering"]]
    if "service" in manifest:
        older["service"] = {
            name: value for name, value in manifest["service"][0].items() if name != "@type"
        }
    if "structures" in manifest:
        older["structures"] = [_range(part) for part in manifest["structures"]]
    return older


def _text(label: dict[str, list[str]]) -> object:
    """Return a text, with its language if there is one."""
    values = [
        value if language == "none" else {"@value": value, "@language": language}
        for language, texts in label.items()
        for value in texts
    ]
    return values[0] if len(values) == 1 else values


def _resource(link: Json) -> Json:
    reference = {"@id": link["id"], "format": link["format"], "label": _text(link["label"])}
    return reference | ({"profile": link["profile"]} if "profile" in link else {})


def _sequence(address: str, canvases: Iterable[Json]) -> Json:
    return {
        "@id": f"{address}/sequence",
        "@type": "sc:Sequence",
        "canvases": list(map(_canvas, canvases)),
    }


def _canvas(canvas: Json) -> Json:
    older: Json = {
        "@id": canvas["id"],
        "@type": "sc:Canvas",
        "label": _text(canvas["label"]),
        "width": canvas["width"],
        "height": canvas["height"],
        "images": [
            _image(painting, canvas["id"]) for page in canvas["items"] for painting in page["items"]
        ],
    }
    if "thumbnail" in canvas:
        older["thumbnail"] = {"@id": canvas["thumbnail"][0]["id"]}
    return older


def _image(painting: Json, canvas: str) -> Json:
    body = painting["body"]
    resource = {
        "@id": body["id"].replace(_IMAGE_3, _IMAGE_2).replace("/full/max/", "/full/full/"),
        "@type": "dctypes:Image",
        "format": body["format"],
        "width": body["width"],
        "height": body["height"],
    }
    for service in body.get("service", ()):
        address = service["id"].replace(_IMAGE_3, _IMAGE_2)
        profile = {"@context": _IMAGE_CONTEXT, "@id": address, "profile": _IMAGE_PROFILE}
        resource["service"] = profile
    return {
        "@id": painting["id"],
        "@type": "oa:Annotation",
        "motivation": "sc:painting",
        "resource": resource,
        "on": canvas,
    }


def _range(part: Json) -> Json:
    return {
        "@id": part["id"],
        "@type": "sc:Range",
        "label": _text(part["label"]),
        "canvases": [canvas["id"] for canvas in part["items"]],
    }
