"""Browsing of the holdings: by units, times and collections; the page of old words."""

from dataclasses import dataclass, replace

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.who_asks import audience
from app.public.browse.phone_packs import offered_pack
from app.public.search.query_address import address
from app.services import profiles, services
from app.web.caching import for_seconds, set_policy
from app.web.url_converters import screen_param
from kit.phone.phone_subjects import SubjectKind
from library.catalogue import featured_items, queries
from library.catalogue import queries as catalogue
from library.catalogue.description import serials
from library.catalogue.pages import thumbnails
from library.catalogue.profiles import profile_of
from library.database import reading
from library.identifiers import secret_code
from library.places.atlas import HEIGHT, WIDTH, MapUnit, map_units
from library.places.districts import former_districts
from library.places.units import slug_of
from library.vietnamese.letters import sort_key
from library.vietnamese.old_words import KINDS, old_words
from search_index.documents import FacetValue, SearchRequest

_EVERYTHING = SearchRequest("", facets=True, size=1)
_SHADE_THRESHOLDS = (1, 3, 10, 30)
"""Number of items from which a place or decade is drawn one shade darker."""

_MAP_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Unit:
    """Administrative unit on the map, with its number of items."""

    drawn: MapUnit
    items: int
    address: str

    @property
    def shade(self) -> int:
        """Shade of the unit on the map, 0 to 4."""
        return sum(self.items >= least for least in _SHADE_THRESHOLDS)


@dataclass(frozen=True, slots=True)
class Decade:
    """Decade with its number of items; `share` is in percent of the largest decade."""

    first: int
    items: int
    share: int
    address: str


def show() -> str:
    """Render the collection by place on a map, by decade and by kind."""
    results = services().search.search(replace(_EVERYTHING, audience=audience()))
    facets = {facet.name: facet.values for facet in results.facets}
    return render_template(
        "public/browse/browse.html",
        total=results.total,
        rebuilding=results.rebuilding,
        partial=results.partial,
        units=_units(facets.get("place", ())),
        former=former_districts(),
        map_size=(WIDTH, HEIGHT),
        decades=_decades(facets.get("decade", ())),
        kinds=_choices("kind", facets.get("kind", ())),
        written_in=_choices("language", facets.get("language", ())),
    )


def send_province_map() -> Response:
    """Send the outlines of all units as a picture, which leads to the map of this page."""
    outlines = "".join(f'<path d="{unit.outline}"/>' for unit in map_units())
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<g fill="#e0b95c" stroke="#7a2b23" stroke-width="1.2">{outlines}</g></svg>'
    )
    response = Response(drawing, mimetype="image/svg+xml")
    return set_policy(response, for_seconds(_MAP_SECONDS, public=True))


def show_former() -> str:
    """Render the former districts and their parts, with links to items about them."""
    return render_template(
        "public/browse/former_districts.html", former=former_districts(), slug_of=slug_of
    )


def open_random_item() -> ResponseReturnValue:
    """Redirect to a random open item, or home if there is none."""
    with reading(services().database) as session:
        item_id = queries.open_id_from(session, secret_code())
    if item_id is None:
        return redirect(url_for("public.home"), code=303)
    return redirect(url_for("public.item", item_id=item_id), code=303)


def _units(values: tuple[FacetValue, ...]) -> tuple[Unit, ...]:
    item_counts = {value.value: value.items for value in values}
    return tuple(
        Unit(
            map_unit,
            item_counts.get(map_unit.id, 0),
            url_for("public.place", slug=map_unit.id),
        )
        for map_unit in sorted(map_units(), key=lambda map_unit: sort_key(map_unit.name))
    )


def _decades(values: tuple[FacetValue, ...]) -> tuple[Decade, ...]:
    fullest = max((value.items for value in values), default=1)
    return tuple(
        Decade(
            int(value.value),
            value.items,
            max(1, round(100 * value.items / fullest)),
            address(_EVERYTHING, decade=value.value),
        )
        for value in sorted(values, key=lambda value: int(value.value))
    )


def _choices(name: str, values: tuple[FacetValue, ...]) -> tuple[tuple[str, int, str], ...]:
    return tuple(
        (value.value, value.items, address(_EVERYTHING, **{name: value.value})) for value in values
    )


ITEMS_PER_SCREEN = 24


def show_collection(collection: str) -> str:
    """Render a collection: its description, and its items in alphabetical order."""
    profile = profile_of(profiles(), collection)
    screen = screen_param()
    with reading(services().database) as session:
        item_page = catalogue.in_collection(
            session, collection, first=(screen - 1) * ITEMS_PER_SCREEN, count=ITEMS_PER_SCREEN
        )
        in_issues = serials.serials_in(session, collection)
        features = featured_items.open_records(session, profile.featured) if screen == 1 else ()
        covers = thumbnails.covers_with_parts(
            session, [record.id for record in (*features, *item_page.items)]
        )
    return render_template(
        "public/browse/collection.html",
        profile=profile,
        item_page=item_page,
        featured=features,
        covers=covers,
        in_issues=in_issues,
        screen=screen,
        size=ITEMS_PER_SCREEN,
        pack=offered_pack(SubjectKind.COLLECTION, collection),
    )


def show_glossary() -> str:
    """Render all words, by kind."""
    words = old_words()
    return render_template(
        "public/browse/glossary.html",
        words_by_kind={kind: [word for word in words if word.kind == kind] for kind in KINDS},
        sources=sorted({word.source for word in words}),
    )
