"""Units that a name in a text may mean, those above them, and which of them a day leaves."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from library.places.mentions import Above, Mention
from library.places.place_history import PlaceHistory
from library.places.provinces import is_other
from library.places.units import LEVELS, Presence, Unit
from library.vietnamese.letters import spell_one_way

DISTRICT, COMMUNE = 2, 3
_NAMES_KEPT = 10_000


class CalledUnits:
    """Units by their names, with what was worked out about them; one serves many pages."""

    def __init__(self, history: PlaceHistory) -> None:
        self.history = history
        self._spelt = lru_cache(maxsize=_NAMES_KEPT)(self._units_spelt)
        self._lineages: dict[str, frozenset[str]] = {}
        self._districts: dict[str, frozenset[str]] = {}

    def called(self, mention: Mention) -> tuple[Unit, ...]:
        """Return the units of its level called this with its marks, else those also called so."""
        units = self._spelt(mention.name)
        return tuple(unit for unit in units if mention.level in (0, unit.level))

    def units_above(self, above: Above) -> frozenset[str] | None:
        """Return the units of a name written above another; None for one of another province.

        A name without a kind that nobody knows says nothing: it may be the next of a list.
        """
        mention = Mention(0, 0, above.name.replace("-", " "), above.kind)
        units = frozenset(unit.id for unit in self.called(mention) if unit.level < COMMUNE)
        if units:
            return units
        is_foreign = is_other(above.name) or LEVELS.get(above.kind, COMMUNE) < COMMUNE
        return None if is_foreign else frozenset()

    def lineage(self, unit: Unit) -> frozenset[str]:
        """Return a unit with all units to which it ever belonged."""
        lineage = self._lineages.get(unit.id)
        if lineage is None:
            days = {era.since or era.attested or era.until for era in unit.eras}
            days |= {era.until for era in unit.eras if era.until}
            above = {era.unit for day in days for era in self.history.ancestors(unit.id, day)}
            parents = {era.parent for era in unit.eras if era.parent}
            lineage = self._lineages[unit.id] = frozenset({unit.id, *above, *parents})
        return lineage

    def districts(self, unit: Unit) -> frozenset[str]:
        """Return the districts to which a unit ever belonged, or itself."""
        districts = self._districts.get(unit.id)
        if districts is None:
            units = self.history.units
            districts = self._districts[unit.id] = frozenset(
                name for name in self.lineage(unit) if units[name].level == DISTRICT
            )
        return districts

    def on_day(self, units: Sequence[Unit], day: str) -> list[Unit]:
        """Return those units that existed on a day, or may have; if none did, the nearest in time.

        Of a unit and its successor the one whose time is proved or nearer.
        """
        odds = {unit.id: (self._presence(unit, day), -_years_off(unit, day)) for unit in units}
        present = [unit for unit in units if odds[unit.id][0]] or [
            unit for unit in units if odds[unit.id] == max(odds.values())
        ]
        return [
            unit
            for unit in present
            if not any(
                odds[other.id] > odds[unit.id] and self._follow(unit, other) for other in present
            )
        ]

    def _follow(self, unit: Unit, other: Unit) -> bool:
        """Return True if one of two units took the place of the other."""
        links = self.history.links_from(unit.id) + self.history.links_to(unit.id)
        return any(other.id in (link.before, link.after) for link in links)

    def _presence(self, unit: Unit, day: str) -> Presence:
        era = unit.era_on(day)
        return self.history.presence(era, day) if era else Presence.ABSENT

    def _units_spelt(self, name: str) -> tuple[Unit, ...]:
        spelt = spell_one_way(name)
        units = self.history.find(name)
        own = [unit for unit in units if spelt in map(spell_one_way, _own_names(unit))]
        if own:
            return tuple(own)
        called = [u for u in units if spelt in map(spell_one_way, _other_names(u))]
        own_names = {era.name for unit in called for era in unit.eras}
        namesakes = (unit for own_name in own_names for unit in self.history.find(own_name))
        return tuple(dict.fromkeys((*called, *namesakes)))


def _years_off(unit: Unit, day: str) -> int:
    """Return the years between a day and the time in which the sources show a unit."""
    year = int(day[:4])
    first = min(int((era.since or era.attested or era.until or day)[:4]) for era in unit.eras)
    last = max(
        int((era.until or (day if era.exists_today else era.attested) or day)[:4])
        for era in unit.eras
    )
    return max(first - year, year - last, 0)


def _own_names(unit: Unit) -> Iterable[str]:
    return (era.name.replace("-", " ") for era in unit.eras)


def _other_names(unit: Unit) -> Iterable[str]:
    return (variant.text.replace("-", " ") for variant in unit.names)
