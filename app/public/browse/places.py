"""Page of a unit of the province: its times, parents, predecessors, heirs, and items about it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.who_asks import audience
from app.public.browse.phone_packs import offered_pack
from app.public.items.access import read_decision
from app.public.maps.old_maps import sheets_of_unit
from app.public.search.filter_results import VisibleHit, visible_hits
from app.services import profiles, services
from kit.phone.phone_files import PhonePack
from kit.phone.phone_subjects import SubjectKind
from library import clock
from library.catalogue import queries
from library.catalogue.authorities import authority_lists
from library.catalogue.authorities.authority_lists import Line
from library.catalogue.authorities.models import AuthorityKind
from library.catalogue.held_acts import held_acts
from library.catalogue.pages import thumbnails
from library.catalogue.pages.thumbnails import Thumbnail
from library.catalogue.picture_kinds import MAPS, is_picture_kind
from library.catalogue.queries import ItemRecord
from library.database import reading
from library.maps.sheets import PlacedSheet
from library.places.atlas import HEIGHT, WIDTH, MapUnit, map_units, sheets_of
from library.places.edition import current_history, sources
from library.places.in_texts.called_units import DISTRICT
from library.places.kin import predecessors, query_name
from library.places.lines import line_of, units_at
from library.places.place_history import PlaceHistory
from library.places.problems import PlaceNotFoundError
from library.places.then_and_now import heading_of
from library.places.units import Era, Link, Unit
from points.at_library import ReadingPlace, reading_places, reads_in
from search_index.documents import ResultPage, SearchRequest
from search_index.query.query_syntax import query_about_place

_MAX_HITS, _MAX_FORMER_HITS = 40, 20
_PEOPLE_SHOWN = 24
_MAX_SHEETS = 8
_MAX_SHOWN = {"maps": 4, "pictures": 8, "newspapers": 12, "items": 16}
"""Hits shown of each group, so that the booklet has at most eight pages."""


@dataclass(frozen=True, slots=True)
class AboutUnit:
    """Items that name a unit, those under the names of its predecessors, and people in them."""

    query: str
    total: int
    groups: dict[str, tuple[VisibleHit, ...]]
    people: tuple[Line, ...]
    former_query: str = ""
    former: dict[str, tuple[VisibleHit, ...]] | None = None
    """Hits for the predecessors of a unit of today that do not name the unit itself."""


@dataclass(frozen=True, slots=True)
class Commune:
    """Contents of the page of a commune of today: maps, points, reads, a pack for phones."""

    drawn: MapUnit
    sheets: tuple[str, ...]
    """Numbers of the map sheets that show it."""
    sheet_items: tuple[ItemRecord, ...]
    placed_sheets: tuple[PlacedSheet, ...]
    """Old maps placed on the map of today that show it."""
    covers: dict[str, Thumbnail]
    places: tuple[ReadingPlace, ...]
    reads: tuple[tuple[str, str], ...]
    """Collections with the numbers of their reads at the points of the commune, as published."""
    reads_total: str
    pack: PhonePack | None


def commune_of(present: Unit) -> Commune | None:
    """Return the contents for a commune of today; None for any other unit."""
    drawn = next((unit for unit in map_units() if unit.id == present.id), None)
    if drawn is None or not present.exists_today:
        return None
    with reading(services().database) as session:
        places = tuple(
            place
            for place in reading_places(session, clock.today())
            if place.unit == present.full_name
        )
        sheets = sheets_of(drawn)
        sheet_items = queries.of_kinds(
            session, MAPS, first=0, count=_MAX_SHEETS, sheets=sheets
        ).items
        readable = [item.id for item in sheet_items if read_decision(item).allowed]
        covers = thumbnails.covers(session, readable)
        placed_sheets = sheets_of_unit(session, drawn)
        reads, reads_total = reads_in(session, present.full_name, clock.today())
    collections = profiles()
    return Commune(
        drawn=drawn,
        sheets=sheets,
        sheet_items=sheet_items,
        placed_sheets=placed_sheets[:_MAX_SHEETS],
        covers=covers,
        places=places,
        reads=tuple((slug, count) for slug, count in reads if slug in collections),
        reads_total=reads_total,
        pack=offered_pack(SubjectKind.COMMUNE, present.id),
    )


def about_unit(
    history: PlaceHistory, unit: Unit, shown_items: tuple[ItemRecord, ...]
) -> AboutUnit | None:
    """Return the items that name a unit; `shown_items` stand elsewhere on its page."""
    if unit.level < DISTRICT:
        return None
    query = query_about_place(query_name(history, unit))
    results = _search(query, _MAX_HITS)
    former_query, former = "", ()
    if unit.exists_today and (earlier := predecessors(history, unit.id)):
        names = (query_name(history, history.units[other]) for other in earlier)
        former_query = " HOẶC ".join(query_about_place(name) for name in names)
        former = _search(f"({former_query}) KHÔNG {query}", _MAX_FORMER_HITS).hits
    visible = visible_hits((*results.hits, *former))
    own = {hit.item_id for hit in results.hits}
    with reading(services().database) as session:
        item_ids = [hit.hit.item_id for hit in visible]
        people = authority_lists.named_in(session, item_ids, (AuthorityKind.PERSON,), _PEOPLE_SHOWN)
    shown = [hit for hit in visible if hit.hit.item not in shown_items]
    groups = _groups(hit for hit in shown if hit.hit.item_id in own)
    former_groups = _groups(hit for hit in shown if hit.hit.item_id not in own)
    is_former = any(hit.hit.item_id not in own for hit in visible)
    return AboutUnit(
        query, results.total, groups, people, former_query, former_groups if is_former else None
    )


def _search(query: str, size: int) -> ResultPage:
    request = SearchRequest(query, size=size, audience=audience(), other_names=False)
    return services().search.search(replace(request, near=False, meaning=False, snippets=False))


def _groups(hits: Iterable[VisibleHit]) -> dict[str, tuple[VisibleHit, ...]]:
    groups: dict[str, list[VisibleHit]] = {name: [] for name in _MAX_SHOWN}
    for hit in hits:
        groups[_group_of(hit.hit.item)].append(hit)
    return {name: tuple(groups[name][:count]) for name, count in _MAX_SHOWN.items()}


def _group_of(item: ItemRecord) -> str:
    if (item.kind or "").startswith(MAPS):
        return "maps"
    if is_picture_kind(item.kind):
        return "pictures"
    return "newspapers" if item.series else "items"


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
