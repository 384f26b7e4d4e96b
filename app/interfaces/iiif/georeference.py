"""Georeference annotations of map sheets: the IIIF Georeference Extension 1.0.

https://iiif.io/api/extension/georef/
"""

from flask import Response, abort, jsonify

from app.interfaces.iiif.addresses import ItemAddresses
from app.interfaces.iiif.manifest import CONTEXT
from app.public.items.access import is_open_to_all, readable_record
from app.services import services
from app.web.caching import PRIVATE_REVALIDATE, REVALIDATE, set_policy
from library.catalogue.pages.canvases import Canvas, canvas_of
from library.database import reading
from library.maps.fitting import ControlPoint
from library.maps.sheets import sheet_of_page

_CONTEXT = "http://iiif.io/api/extension/georef/1/context.json"


def send(item_id: str, number: int) -> Response:
    """Send the annotation page with the control points of a sheet."""
    with reading(services().database) as session:
        record = readable_record(session, item_id)
        canvas = canvas_of(session, item_id, number)
        sheet = sheet_of_page(session, item_id, number)
    if canvas is None or canvas.largest is None or sheet is None:
        abort(404)
    addresses = ItemAddresses.of(item_id)
    page = addresses.georeference(number)
    annotation = {
        "id": f"{page}/1",
        "type": "Annotation",
        "motivation": "georeferencing",
        "target": _target(addresses, canvas),
        "body": _body(canvas, sheet.points),
    }
    context = [_CONTEXT, CONTEXT]
    answer = {"@context": context, "id": page, "type": "AnnotationPage", "items": [annotation]}
    policy = REVALIDATE if is_open_to_all(record) else PRIVATE_REVALIDATE
    return set_policy(jsonify(answer), policy)


def _target(addresses: ItemAddresses, canvas: Canvas) -> dict[str, object]:
    """Return the canvas and the part of it that is map: all of it."""
    width, height = canvas.largest.width, canvas.largest.height
    corners = f"0,0 {width},0 {width},{height} 0,{height}"
    return {
        "type": "SpecificResource",
        "source": {
            "id": addresses.canvas(canvas.number),
            "type": "Canvas",
            "width": width,
            "height": height,
            "partOf": [{"id": addresses.manifest, "type": "Manifest"}],
        },
        "selector": {
            "type": "SvgSelector",
            "value": f'<svg width="{width}" height="{height}"><polygon points="{corners}" /></svg>',
        },
    }


def _body(canvas: Canvas, points: tuple[ControlPoint, ...]) -> dict[str, object]:
    return {
        "type": "FeatureCollection",
        "transformation": {"type": "polynomial", "options": {"order": 1}},
        "features": [_feature(canvas, point) for point in points],
    }


def _feature(canvas: Canvas, point: ControlPoint) -> dict[str, object]:
    x, y = round(point.x * canvas.largest.width), round(point.y * canvas.largest.height)
    return {
        "type": "Feature",
        "properties": {"resourceCoords": [x, y]},
        "geometry": {"type": "Point", "coordinates": [point.lon, point.lat]},
    }
