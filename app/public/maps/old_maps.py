"""Old maps found by place: pointed at on the map, by commune or by coordinates; as GeoJSON."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask import Response, jsonify, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from app.interfaces.open_items import anybody_may_read
from app.public.items.access import read_decision
from app.services import profiles, services
from app.web.caching import for_seconds, set_policy
from library.catalogue import queries
from library.catalogue.queries import ItemRecord
from library.database import reading
from library.maps.coordinates import SYSTEMS, read_place
from library.maps.problems import CoordinateError
from library.maps.sheets import PlacedSheet, covering, published_sheets, showing
from library.places.atlas import HEIGHT, WIDTH, MapUnit, map_units
from library.places.units import slug_of
from library.vietnamese.letters import sort_key

_GEOJSON_SECONDS = 30
_SHEETS_LISTED = 300


@dataclass(frozen=True, slots=True)
class _Place:
    """The place that was asked for: a commune, or coordinates, or neither."""

    unit: MapUnit | None = None
    point: tuple[float, float] | None = None
    problem: str | None = None


def show() -> str:
    """Render the sheets on the map, all or those that show a commune or a point."""
    place = _place()
    with reading(services().database) as session:
        sheets = readable_sheets(session, lambda record: read_decision(record).allowed)
    unit = place.unit
    matches = covering(sheets, place.point) if unit is None else showing(sheets, unit)
    return render_template(
        "public/maps/old_maps.html",
        place=place,
        sheets=matches[:_SHEETS_LISTED],
        total=len(matches),
        units=sorted(map_units(), key=lambda unit: sort_key(unit.name)),
        slug_of=slug_of,
        map_size=(WIDTH, HEIGHT),
    )


def send_geojson() -> Response:
    """Send the outlines of the sheets that anybody may read."""
    with reading(services().database) as session:
        sheets = readable_sheets(session, lambda record: anybody_may_read(record).allowed)
    features = [_feature(sheet) for sheet in sheets]
    response = jsonify(type="FeatureCollection", features=features)
    response.content_type = "application/geo+json"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return set_policy(response, for_seconds(_GEOJSON_SECONDS, public=True))


def readable_sheets(
    session: Session, may_read: Callable[[ItemRecord], bool]
) -> tuple[PlacedSheet, ...]:
    """Return the published sheets of the items that somebody may read."""
    profiles(session)  # the decision on rights then needs no second connection
    sheets = published_sheets(session)
    records = queries.records(session, {sheet.item_id for sheet in sheets})
    readable = {item_id for item_id, record in records.items() if may_read(record)}
    return tuple(sheet for sheet in sheets if sheet.item_id in readable)


def sheets_of_unit(session: Session, unit: MapUnit) -> tuple[PlacedSheet, ...]:
    """Return the sheets that show a commune and that this reader may read."""
    return showing(readable_sheets(session, lambda record: read_decision(record).allowed), unit)


def _place() -> _Place:
    slug, latitude, longitude = (request.args.get(n, "").strip() for n in ("xa", "vi", "kinh"))
    if slug:
        unit = next((unit for unit in map_units() if slug_of(unit.unit) == slug), None)
        return _Place(
            unit=unit, problem=None if unit else gettext("Không có xã, phường nào tên như vậy.")
        )
    if not (latitude or longitude):
        return _Place()
    try:
        return _Place(point=read_place(latitude[:40], longitude[:40], SYSTEMS["wgs84"]))
    except CoordinateError as problem:
        return _Place(problem=str(problem))


def _feature(sheet: PlacedSheet) -> dict[str, object]:
    page = {"item_id": sheet.item_id, "number": sheet.number, "_external": True}
    return {
        "type": "Feature",
        "id": url_for("public.over_map", **page),
        "geometry": {"type": "Polygon", "coordinates": [_ring(sheet.fitted.corners)]},
        "properties": {
            "title": sheet.title,
            "year": sheet.year,
            "page": url_for("public.page", **page),
            "georeference": url_for("interfaces.iiif.georeference", **page),
            "residual_metres": round(sheet.residual),
        },
    }


def _ring(corners: Iterable[tuple[float, float]]) -> list[list[float]]:
    """Return a closed ring counterclockwise, as RFC 7946 demands."""
    ring = [[round(lon, 6), round(lat, 6)] for lon, lat in reversed(tuple(corners))]
    return [*ring, ring[0]]
