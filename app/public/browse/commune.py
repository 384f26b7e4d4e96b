"""Contents of the page of a unit: all that the library has about it, briefly."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

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
from library.catalogue.pages import thumbnails
from library.catalogue.pages.thumbnails import Thumbnail
from library.catalogue.picture_kinds import MAPS, is_picture_kind
from library.catalogue.queries import ItemRecord
from library.database import reading
from library.maps.sheets import PlacedSheet
from library.places.atlas import MapUnit, map_units, sheets_of
from library.places.in_texts.called_units import DISTRICT
from library.places.kin import predecessors, query_name
from library.places.place_history import PlaceHistory
from library.places.units import Unit
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
