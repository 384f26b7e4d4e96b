"""Lists of the units of the province: of a year with a map, of former names, as files."""

from flask import Response, render_template, url_for

from app.public.browse.places import FIRST_YEAR, asked_year, last_day_of
from app.services import services
from app.web.caching import for_seconds, set_policy
from app.web.url_converters import text_param
from library import clock
from library.database import reading
from library.exchange.marc21.marc_record import collection, to_iso2709
from library.exchange.marc21.place_authorities import unit_records
from library.places import exports
from library.places.atlas import HEIGHT, WIDTH
from library.places.edition import current_history
from library.places.lines import UnitLine, former_lines
from library.places.place_history import PlaceHistory
from library.places.units import LEVELS
from library.places.year_map import province_on
from library.vietnamese.letters import sort_key

_YEARS_OF_CHANGE = (1945, 1948, 1956, 1964, 1975, 1978, 1981, 1986, 2000, 2002, 2020, 2024, 2025)
_COMMUNE = LEVELS["xã"]
_FILE_SECONDS = 3600
_MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "geojson": "application/geo+json",
    "jsonld": "application/ld+json",
    "mrc": "application/marc",
    "marcxml": "application/marcxml+xml",
}


def show_year() -> str:
    """Render the units at the end of a year by district, with a map."""
    year = asked_year(clock.today().year)
    with reading(services().database) as session:
        province = province_on(current_history(session), last_day_of(year))
    return render_template(
        "public/browse/places.html",
        year=year,
        first_year=FIRST_YEAR,
        this_year=clock.today().year,
        years=_YEARS_OF_CHANGE,
        province=province,
        map_size=(WIDTH, HEIGHT),
    )


def send_map() -> Response:
    """Send the map of a year as a picture."""
    year = asked_year(clock.today().year)
    with reading(services().database) as session:
        province = province_on(current_history(session), last_day_of(year))
    drawing = render_template(
        "public/browse/places_map.svg", province=province, map_size=(WIDTH, HEIGHT)
    )
    response = Response(drawing, mimetype="image/svg+xml")
    return set_policy(response, for_seconds(_FILE_SECONDS, public=True))


def show_renamed() -> str:
    """Render the former units of a district, or the former districts, with today's, to print."""
    wanted = text_param("huyen")
    with reading(services().database) as session:
        lines = former_lines(current_history(session))
    districts = {line.parent.unit: line.parent for line in lines if line.unit.level == _COMMUNE}
    return render_template(
        "public/browse/renamed_places.html",
        lines=tuple(line for line in lines if _group_of(line) == (wanted in districts and wanted)),
        districts=sorted(districts.values(), key=lambda era: sort_key(era.name)),
        wanted=wanted,
    )


def send(form: str) -> Response:
    """Send all units as a file."""
    with reading(services().database) as session:
        base = url_for("public.places", _external=True)
        content = _WRITERS[form](current_history(session), base)
    response = Response(content, content_type=_MEDIA_TYPES[form])
    return set_policy(response, for_seconds(_FILE_SECONDS, public=True))


def _group_of(line: UnitLine) -> str | bool:
    """Return the district of a former commune; False for a former district."""
    return line.unit.level == _COMMUNE and line.parent is not None and line.parent.unit


def _marc(history: PlaceHistory, base: str) -> bytes:
    return b"".join(map(to_iso2709, unit_records(history, base)))


def _marcxml(history: PlaceHistory, base: str) -> bytes:
    return b"".join(collection(unit_records(history, base)))


_WRITERS = {
    "csv": lambda history, _: exports.as_csv(history),
    "geojson": exports.as_geojson,
    "jsonld": exports.as_linked_places,
    "mrc": _marc,
    "marcxml": _marcxml,
}
