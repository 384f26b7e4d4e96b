"""Page of a unit of the province: its times, parents, predecessors, heirs, and items about it."""

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.public.browse.commune import about_unit, commune_of
from app.services import services
from library import clock
from library.catalogue.authorities import authority_lists
from library.catalogue.held_acts import held_acts
from library.database import reading
from library.places.atlas import HEIGHT, WIDTH, map_units
from library.places.edition import current_history, sources
from library.places.lines import line_of, units_at
from library.places.place_history import PlaceHistory
from library.places.problems import PlaceNotFoundError
from library.places.then_and_now import heading_of
from library.places.units import Era, Link, Unit

FIRST_YEAR = 1945
"""First year about which the sources are asked."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A unit at the end of a year: its name, parents and neighbours, and their land today."""

    year: int
    era: Era | None
    above: tuple[Era, ...]
    neighbours: tuple[Era, ...]
    own_land: tuple[str, ...]
    """Outlines of today's units that have its land."""
    land_around: tuple[str, ...]


def show(slug: str) -> ResponseReturnValue:
    """Render a unit; an older address leads to today's unit of its name, or to a choice."""
    with reading(services().database) as session:
        history = current_history(session)
        unit = history.units.get(slug)
        if unit is None:
            return _older_address(history, slug)
        names = dict.fromkeys(name for era in unit.eras for name in (era.full_name, era.name))
        place_records = authority_lists.places_called(session, tuple(names))
        acts = held_acts(session, _acts_of(history, unit))
    commune = commune_of(unit)
    return render_template(
        "public/browse/place.html",
        unit=unit,
        line=line_of(history, unit),
        history=history,
        heading_of=heading_of,
        parents={era.number: _parents(history, era) for era in unit.eras},
        made_of=history.links_to(unit.id),
        became=history.links_from(unit.id),
        namesakes=tuple(
            line_of(history, other) for other in history.find(unit.full_name) if other != unit
        ),
        moment=_moment(history, unit),
        first_year=FIRST_YEAR,
        this_year=clock.today().year,
        acts=acts,
        sources=sources(),
        records=place_records,
        commune=commune,
        about=about_unit(history, unit, commune.sheet_items if commune else ()),
        map_size=(WIDTH, HEIGHT),
        outlines=tuple(drawn.outline for drawn in map_units()),
    )


def last_day_of(year: int) -> str:
    """Return the day on which a year is asked about: its last, or today."""
    return min(f"{year}-12-31", clock.today().isoformat())


def asked_year(default: int) -> int:
    """Return the year in the address, within those that can be asked about."""
    year = request.args.get("nam", default, int)
    return min(max(year, FIRST_YEAR), clock.today().year)


def _older_address(history: PlaceHistory, slug: str) -> ResponseReturnValue:
    units = units_at(history, slug)
    if not units:
        raise PlaceNotFoundError
    if len(units) == 1 or (units[0].exists_today and not units[1].exists_today):
        return redirect(url_for("public.place", slug=units[0].id), code=301)
    return render_template(
        "public/browse/place_choice.html",
        name=units[0].full_name,
        lines=tuple(line_of(history, unit) for unit in units),
    )


def _moment(history: PlaceHistory, unit: Unit) -> Moment:
    last = unit.last.until or unit.last.gone_by or unit.last.attested
    year = asked_year(clock.today().year if unit.exists_today else int(last[:4]) - 1)
    day = last_day_of(year)
    around = history.neighbours(unit.id, day)
    own = history.land_of(unit.id)
    land_around = frozenset().union(*(history.land_of(era.unit) for era in around)) - own
    return Moment(
        year,
        unit.era_on(day),
        history.ancestors(unit.id, day),
        around,
        tuple(drawn.outline for drawn in map_units() if drawn.id in own),
        tuple(drawn.outline for drawn in map_units() if drawn.id in land_around),
    )


def _parents(history: PlaceHistory, era: Era) -> tuple[Era, ...]:
    """Return the parents of an era at its end, the nearest first."""
    above = history.ancestors(era.unit, (era.until or era.attested or era.since))
    parent = history.units.get(era.parent)
    return above or ((parent.last,) if parent else ())


def _acts_of(history: PlaceHistory, unit: Unit) -> set[str]:
    links: tuple[Link, ...] = (*history.links_to(unit.id), *history.links_from(unit.id))
    steps = (link for path in history.path_to_today(unit.id) for link in path.links)
    acts = {link.event.act for link in (*links, *steps)}
    return acts | {act for era in unit.eras for act in (era.since_act, era.until_act)} - {""}
