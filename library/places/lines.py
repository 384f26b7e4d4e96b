"""Units of the province in one line each, for lists: name, parent, days, heirs of today."""

from collections import defaultdict
from dataclasses import dataclass

from library.places.place_history import PlaceHistory
from library.places.units import Era, Heir, Unit, slug_of
from library.vietnamese.letters import sort_key

_PROVINCE = "p-lang-son"


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit with its last parent and the units of today that have its territory."""

    unit: Unit
    parent: Era | None
    """The district or other province it belonged to last."""
    heirs: tuple[Heir, ...]

    @property
    def first(self) -> Era:
        """Its oldest era."""
        return self.unit.eras[0]


def line_of(history: PlaceHistory, unit: Unit) -> UnitLine:
    """Return the line of a unit; one that still exists has no heirs."""
    last = unit.last
    above = history.ancestors(unit.id, last.until or last.attested) if last.parent else ()
    parent = next((era for era in above if era.unit == last.parent != _PROVINCE), None)
    heirs = () if unit.exists_today else history.heirs_today(unit.id)
    return UnitLine(unit, parent, heirs)


def lines_named(history: PlaceHistory, name: str) -> tuple[UnitLine, ...]:
    """Return the lines of all units of a name, with or without its kind."""
    return tuple(line_of(history, unit) for unit in history.find(name))


def former_lines(history: PlaceHistory) -> tuple[UnitLine, ...]:
    """Return the lines of all former communes and districts, in Vietnamese order."""
    former = (u for u in history.units.values() if u.level > 1 and not u.exists_today)
    lines = (line_of(history, unit) for unit in former)
    return tuple(
        sorted(
            lines,
            key=lambda line: (
                sort_key(line.unit.last.name),
                line.unit.level,
                sort_key(line.parent.name if line.parent else ""),
                line.unit.id,
            ),
        )
    )


def units_at(history: PlaceHistory, slug: str) -> tuple[Unit, ...]:
    """Return the units that an older address, made of a name, may mean; today's first."""
    by_slug: dict[str, set[str]] = defaultdict(set)
    for unit in history.units.values():
        for era in unit.eras:
            by_slug[slug_of(era.full_name)].add(unit.id)
            by_slug[slug_of(era.name)].add(unit.id)
        for variant in unit.names:
            by_slug[slug_of(f"{unit.last.kind} {variant.text}")].add(unit.id)
    units = [history.units[id_] for id_ in by_slug.get(slug, ())]
    return tuple(sorted(units, key=lambda unit: (not unit.exists_today, unit.level, unit.id)))
