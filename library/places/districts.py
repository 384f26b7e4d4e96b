"""Former districts of places: abolished in 2025, but still in use among readers."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache

from library.places.atlas import centre_of
from library.places.edition import shipped_history
from library.places.place_history import PlaceHistory
from library.places.units import Link
from library.vietnamese.letters import fold, sort_key

_REFORM_2025 = "2025-07-01"
"""Resolution 1672/NQ-UBTVQH15: from this day 194 units are 65, and there are no districts."""

_LAST_DAY_BEFORE_2025 = "2025-06-30"


def district_of(place: str | None) -> str | None:
    """Return the former district of a place given with its kind; a district gives itself.

    A present unit made from several districts belongs to the one that contributed most; a former
    name that occurred in several districts gives None.
    """
    return None if place is None else _tables()[0].get(fold(place.strip()))


def units_in(district: str) -> tuple[str, ...]:
    """Return the present units within a former district."""
    return _tables()[1].get(district, ())


@cache
def districts() -> tuple[str, ...]:
    """Return the names of the former districts in alphabetical order."""
    return tuple(sorted(_tables()[1], key=sort_key))


@cache
def _tables() -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    districts_of_new: dict[str, Counter[str]] = defaultdict(Counter)
    districts_of_old: dict[str, set[str]] = defaultdict(set)
    for row in succession():
        districts_of_new[row["new_unit"]][row["old_district"]] += 1
        districts_of_old[row["old_unit"]].add(row["old_district"])
    main_district = {unit: counts.most_common(1)[0][0] for unit, counts in districts_of_new.items()}
    only_district = {
        unit: min(within) for unit, within in districts_of_old.items() if len(within) == 1
    }
    units_by_district: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for unit, district in main_district.items():
        units_by_district[district] = (*units_by_district[district], unit)
    for spelling, unit in other_spellings().items():
        only_district |= {spelling: only_district[unit]} if unit in only_district else {}
    own_names = {district: district for district in units_by_district}
    district_by_name = {**only_district, **main_district, **own_names}
    return {fold(name): district for name, district in district_by_name.items()}, dict(
        units_by_district
    )


@dataclass(frozen=True, slots=True)
class FormerUnit:
    """A commune, ward or town until 1/7/2025, and its successors."""

    unit: str
    now: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormerDistrict:
    """A district until 1/7/2025: position of its name on the map, and its units."""

    name: str
    x: int
    y: int
    units: tuple[FormerUnit, ...]


@cache
def former_districts() -> tuple[FormerDistrict, ...]:
    """Return the eleven former districts with their units, in Vietnamese alphabetical order."""
    parts: dict[str, dict[str, list[str]]] = {}
    for row in succession():
        units_of_district = parts.setdefault(row["old_district"], {})
        units_of_district.setdefault(row["old_unit"], []).append(row["new_unit"])
    return tuple(_former_district(name, parts[name]) for name in sorted(parts, key=sort_key))


def _former_district(name: str, parts: dict[str, list[str]]) -> FormerDistrict:
    x, y = centre_of({unit for now in parts.values() for unit in now}) or (0, 0)
    units = (FormerUnit(unit, tuple(parts[unit])) for unit in sorted(parts, key=sort_key))
    return FormerDistrict(name, x, y, tuple(units))


@cache
def succession() -> tuple[dict[str, str], ...]:
    """Return the table of 2025: each former unit with the unit it became."""
    history = shipped_history()
    return tuple(
        _succession_row(history, link)
        for event in history.events.values()
        if event.day == _REFORM_2025 and event.kind != "abolish"
        for link in event.links
    )


@cache
def other_spellings() -> dict[str, str]:
    """Return the units of the table of 2025 by their other spellings with kind: NT Thái Bình."""
    units = shipped_history().units.values()
    return {
        f"{unit.full_name.removesuffix(unit.last.name)}{variant.text}": unit.full_name
        for unit in units
        if unit.last.until == _LAST_DAY_BEFORE_2025
        for variant in unit.names
    }


@cache
def unit_names() -> tuple[str, ...]:
    """Return the names of all units of either period, present ones first."""
    rows = succession()
    eras = ("new_unit", "old_district", "old_unit")
    return tuple(dict.fromkeys(row[era] for era in eras for row in rows))


def _succession_row(history: PlaceHistory, link: Link) -> dict[str, str]:
    old, new = history.units[link.before].last, history.units[link.after].last
    return {
        "old_unit": old.full_name,
        "old_district": history.units[old.parent].full_name,
        "new_unit": new.full_name,
        "kind": "full" if link.event.share == "whole" else "partial",
    }
