"""The province in one year: its units in their districts, and where those lie on today's map."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from library.places.atlas import map_units, touching
from library.places.place_history import PlaceHistory
from library.places.units import LEVELS, Era, Presence

_COMMUNE, _DISTRICT = LEVELS["xã"], LEVELS["huyện"]
_SHADES = 5


@dataclass(frozen=True, slots=True)
class ListedUnit:
    """A commune in the list of a year; one of unknown beginning may not have existed yet."""

    era: Era
    is_proved: bool


@dataclass(frozen=True, slots=True)
class ListedDistrict:
    """A district of a year with its communes, or a province with those directly below it."""

    era: Era
    above: tuple[Era, ...]
    units: tuple[ListedUnit, ...]


@dataclass(frozen=True, slots=True)
class DrawnLand:
    """A unit of today's map, shaded by the district that most of its land belonged to."""

    outline: str
    district: Era
    shade: int


@dataclass(frozen=True, slots=True)
class DistrictName:
    """Name of a district on the map."""

    era: Era
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class ProvinceOfYear:
    """Lists and map of a day."""

    districts: tuple[ListedDistrict, ...]
    land: tuple[DrawnLand, ...]
    names: tuple[DistrictName, ...]


def province_on(history: PlaceHistory, day: str) -> ProvinceOfYear:
    """Return the units of a day by district, and the map."""
    units: dict[str, list[ListedUnit]] = defaultdict(list)
    parents: dict[str, Era] = {}
    for era in history.units_on(day):
        level = LEVELS.get(era.kind)
        if level == _COMMUNE:
            proved = history.presence(era, day) is Presence.PROVED
            units[era.parent].append(ListedUnit(era, proved))
        if level == _DISTRICT:
            parents[era.unit] = era
            units[era.unit] += ()
    for parent in units:
        if parent not in parents and parent in history.units:
            over = history.units[parent].era_on(day)
            parents |= {parent: over} if over else {}
    districts = tuple(
        ListedDistrict(era, history.ancestors(id_, day), tuple(units[id_]))
        for id_, era in parents.items()
    )
    return ProvinceOfYear(districts, *_drawn(history, districts))


def _drawn(
    history: PlaceHistory, districts: tuple[ListedDistrict, ...]
) -> tuple[tuple[DrawnLand, ...], tuple[DistrictName, ...]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for district in districts:
        lands = [history.land_of(unit.era.unit) for unit in district.units]
        for land in lands if any(lands) else [history.land_of(district.era.unit)]:
            for unit in land:
                counts[unit][district.era.unit] += 1
    eras = {district.era.unit: district.era for district in districts}
    owners = {unit: max(sorted(votes), key=votes.__getitem__) for unit, votes in counts.items()}
    shades = _shades(owners)
    land, positions = [], defaultdict(list)
    for drawn in map_units():
        if owner := owners.get(drawn.id):
            land.append(DrawnLand(drawn.outline, eras[owner], shades[owner]))
            positions[owner].append((drawn.x, drawn.y))
    names = (
        DistrictName(eras[id_], *(sum(axis) // len(axis) for axis in zip(*own, strict=True)))
        for id_, own in positions.items()
    )
    return tuple(land), tuple(names)


def _shades(owners: dict[str, str]) -> dict[str, int]:
    """Return a shade for each district, other than those of the districts that it touches."""
    around: dict[str, set[str]] = {owner: set() for owner in sorted(owners.values())}
    for unit, border in touching().items():
        if unit in owners:
            around[owners[unit]] |= {owners[other] for other in border if other in owners}
    shades: dict[str, int] = {}
    for district, neighbours in around.items():
        taken = {shades.get(other) for other in neighbours}
        free = (shade for shade in range(1, _SHADES + 1) if shade not in taken)
        shades[district] = next(free, _SHADES)
    return shades
