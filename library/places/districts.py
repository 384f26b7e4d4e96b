"""Former districts of places: abolished in 2025, but still in use among readers."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache

from library.places.atlas import centre_of
from library.places.gazetteer import other_spellings, succession
from library.vietnamese.letters import fold, sort_key


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
