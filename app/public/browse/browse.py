"""Lets readers look around without a question: by place, by time, by kind, or by chance."""

from dataclasses import dataclass

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.public.search.query_address import address
from app.services import services
from library.catalogue import queries
from library.database import reading
from library.identifiers import secret_code
from library.places.atlas import HEIGHT, WIDTH, DrawnUnit, drawn_units, former_districts
from library.places.chronicle import slug_of
from library.vietnamese.letters import sort_key
from search_index.documents import FacetValue, SearchRequest

_EVERYTHING = SearchRequest("", facets=True, size=1)
_SHADES = (1, 3, 10, 30)
"""From so many items on a place, or a decade, is drawn a shade darker."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit on the map, with what there is about it."""

    drawn: DrawnUnit
    items: int
    address: str

    @property
    def shade(self) -> int:
        """How dark it is drawn, 0 to 4."""
        return sum(self.items >= least for least in _SHADES)


@dataclass(frozen=True, slots=True)
class Decade:
    """Ten years, with how many items are from them; `share` is of the fullest ones, in percent."""

    first: int
    items: int
    share: int
    address: str


def show() -> str:
    """Show what there is, by place on a map, by decade and by kind."""
    found = services().search.search(_EVERYTHING)
    facets = {facet.name: facet.values for facet in found.facets}
    return render_template(
        "public/browse/browse.html",
        total=found.total,
        units=_units(facets.get("place", ())),
        former=former_districts(),
        sheet=(WIDTH, HEIGHT),
        decades=_decades(facets.get("decade", ())),
        kinds=_choices("kind", facets.get("kind", ())),
        written_in=_choices("language", facets.get("language", ())),
    )


def show_former() -> str:
    """Show the districts of old and what they were made of, each leading to what is about it."""
    return render_template(
        "public/browse/former_districts.html", former=former_districts(), slug_of=slug_of
    )


def go_by_chance() -> ResponseReturnValue:
    """Lead to an item that nobody asked for; home when there is none."""
    with reading(services().database) as session:
        item_id = queries.open_id_from(session, secret_code())
    if item_id is None:
        return redirect(url_for("public.home"), code=303)
    return redirect(url_for("public.item", item_id=item_id), code=303)


def _units(values: tuple[FacetValue, ...]) -> tuple[Unit, ...]:
    counted = {told.value: told.items for told in values}
    return tuple(
        Unit(drawn, counted.get(drawn.name, 0), address(_EVERYTHING, place=drawn.name))
        for drawn in sorted(drawn_units(), key=lambda drawn: sort_key(drawn.name))
    )


def _decades(values: tuple[FacetValue, ...]) -> tuple[Decade, ...]:
    fullest = max((told.items for told in values), default=1)
    return tuple(
        Decade(
            int(told.value),
            told.items,
            max(1, round(100 * told.items / fullest)),
            address(_EVERYTHING, decade=told.value),
        )
        for told in sorted(values, key=lambda told: int(told.value))
    )


def _choices(name: str, values: tuple[FacetValue, ...]) -> tuple[tuple[str, int, str], ...]:
    return tuple(
        (told.value, told.items, address(_EVERYTHING, **{name: told.value})) for told in values
    )
