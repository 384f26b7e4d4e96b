"""Knows in which district of old a place lies: districts are gone, and people go on using them."""

from collections import Counter, defaultdict
from functools import cache

from library.places.gazetteer import succession
from library.vietnamese.letters import fold, sort_key


def district_of(place: str | None) -> str | None:
    """Return the district of old of a place called with its kind: the place itself may be it.

    A unit of today made of several districts' lies in the one that gave most; an old name that
    several districts had lies in none.
    """
    return None if place is None else _whole()[0].get(fold(place.strip()))


def units_in(district: str) -> tuple[str, ...]:
    """Return the units of today in a district of old."""
    return _whole()[1].get(district, ())


@cache
def districts() -> tuple[str, ...]:
    """Return the districts of old by name."""
    return tuple(sorted(_whole()[1], key=sort_key))


@cache
def _whole() -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    now: dict[str, Counter[str]] = defaultdict(Counter)
    before: dict[str, set[str]] = defaultdict(set)
    for row in succession():
        now[row["new_unit"]][row["old_district"]] += 1
        before[row["old_unit"]].add(row["old_district"])
    home = {unit: counted.most_common(1)[0][0] for unit, counted in now.items()}
    lone = {unit: min(within) for unit, within in before.items() if len(within) == 1}
    held: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for unit, district in home.items():
        held[district] = (*held[district], unit)
    themselves = {district: district for district in held}
    named = {**lone, **home, **themselves}
    return {fold(name): district for name, district in named.items()}, dict(held)
