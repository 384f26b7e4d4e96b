"""Answer sets of names of units of any era, under the name alone and under other names too."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bench import quality
from bench.answer_sets import item_texts, items_with
from bench.form import Row, material_parser, report
from library.places.edition import shipped_history
from library.places.place_history import PlaceHistory
from library.places.units import LEVELS, Unit
from search_index.documents import SearchRequest
from search_index.query.query_places import QueryPlaces
from search_index.search_service import SearchService

_LARGEST_ERROR = 0.02


@dataclass(frozen=True, slots=True)
class EraSet:
    """A name, the items found, and those that a plain reading of all texts gives."""

    name: str
    having: frozenset[str]
    alone: frozenset[str]
    """Items found without other names."""
    sure: frozenset[str]
    """Items with the name, or with another unit's name and its parent behind it."""
    possible: frozenset[str]
    """Items with the name or any name of the other units, which may mean another place."""
    answered: frozenset[str]
    """Items found with other names."""

    @property
    def error_alone(self) -> float:
        """Relative error of the count without other names."""
        return abs(len(self.alone) - len(self.having)) / len(self.having)

    @property
    def error(self) -> float:
        """Share of items that are missing or have none of the names."""
        wrong = (self.sure - self.answered) | (self.answered - self.possible)
        return len(wrong) / max(1, len(self.answered))

    @property
    def is_locked(self) -> bool:
        """True for the half of the names that is reported in totals only."""
        return hashlib.sha256(self.name.encode()).digest()[-1] % 2 == 1


def main() -> None:
    """Index the material, and compare the answers for each name with the texts."""
    parser = material_parser(__doc__)
    parser.add_argument("--one-in", type=int, default=1, help="take one other text in so many")
    parser.add_argument("--details", action="store_true", help="print the open names in error")
    args = parser.parse_args()
    with quality.searched(args.data, args.home, args.one_in) as (database, search_service):
        sets = tuple(_compare(item_texts(database), search_service, shipped_history()))
    for era_set in sets if args.details else ():
        if not era_set.is_locked and max(era_set.error, era_set.error_alone) > _LARGEST_ERROR:
            print(era_set.name, era_set.error_alone, era_set.error)
    rows = [
        row
        for half in (False, True)
        for row in _rows("locked" if half else "open", [s for s in sets if s.is_locked is half])
    ]
    report("names of any era", rows, as_json=args.json)


def _compare(
    texts: Mapping[str, str], search_service: SearchService, history: PlaceHistory
) -> Iterator[EraSet]:
    places = QueryPlaces(history)
    units = [unit for unit in history.units.values() if unit.level > LEVELS["tỉnh"]]
    names = {era.name for unit in units for era in unit.eras if " " in era.name}
    for name in sorted(names):
        if not (sure := items_with(texts, name)):
            continue
        having = possible = sure
        request = SearchRequest(name, size=len(texts), near=False)
        page = search_service.search(request)
        place = places.find(name) if page.also else None
        for unit in (history.units[id_] for id_ in (*place.units, *place.kin)) if place else ():
            sure = sure.union(*(items_with(texts, words) for words in _in_full(history, unit)))
            own_names = {era.name for era in unit.eras} | {row.text for row in unit.names}
            possible = possible.union(*(items_with(texts, other) for other in own_names))
        page_alone = search_service.search(replace(request, other_names=False))
        alone, answered = (
            frozenset(hit.item_id for hit in each.hits) for each in (page_alone, page)
        )
        yield EraSet(name, having, alone, sure, possible, answered)


def _in_full(history: PlaceHistory, unit: Unit) -> Iterator[str]:
    """Yield the names of a unit with kind and the parent of each era: xã Tân Tri huyện Bắc Sơn."""
    for era in unit.eras:
        for parent in history.units[era.parent].eras if era.parent in history.units else ():
            yield f"{era.kind} {era.name} {parent.kind} {parent.name}"


def _rows(half: str, sets: list[EraSet]) -> Iterator[Row]:
    with_kin = [era_set for era_set in sets if era_set.possible != era_set.having]
    for label, of_kind, errors in (
        ("typed alone", sets, [era_set.error_alone for era_set in sets]),
        ("with other names", with_kin, [era_set.error for era_set in with_kin]),
    ):
        right = sum(error <= _LARGEST_ERROR for error in errors) / max(1, len(of_kind))
        yield Row(f"{label}, within 2 %, {half} ({len(of_kind)})", right, "", 0.95, "higher")
    further = sum(bool(era_set.sure - era_set.having) for era_set in with_kin)
    yield Row(f"names with items that say another name and its parent, {half}", further, "")


if __name__ == "__main__":
    main()
