"""Answers about the units of the province on any day: names, parents, heirs, neighbours.

A `PlaceHistory` never changes: an edit in the office makes another one.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from library.places.atlas import touching
from library.places.units import (
    LEVELS,
    Era,
    Event,
    Heir,
    Link,
    Path,
    Presence,
    Unit,
    Variant,
    rank,
)
from library.vietnamese.letters import fold, sort_key, spell_one_way

_SHORT_KINDS = {"tt": "thị trấn", "tx": "thị xã", "tp": "thành phố", "p": "phường", "x": "xã"}
_WORD = re.compile(r"\w+")
_MAX_LINKS = 12
"""Links of the longest way to today; the sources have at most five."""

_MAX_PARENTS = 3
"""Names after commas that are looked at; each would multiply the work."""

_LONGEST_KIND = 2
"""Words of the longest kind: thị trấn."""


class PlaceHistory:
    """All units with their eras, other spellings and events."""

    def __init__(
        self, eras: Iterable[Era], events: Iterable[Event] = (), variants: Iterable[Variant] = ()
    ) -> None:
        eras_by_unit: dict[str, list[Era]] = defaultdict(list)
        for era in sorted(eras, key=lambda era: (era.unit, era.number)):
            eras_by_unit[era.unit].append(era)
        variants_by_unit: dict[str, list[Variant]] = defaultdict(list)
        for variant in variants:
            variants_by_unit[variant.unit].append(variant)
        self.units = {
            id_: Unit(id_, tuple(own), tuple(variants_by_unit[id_]))
            for id_, own in eras_by_unit.items()
        }
        self.events = {event.id: event for event in events}

    def units_on(self, day: str) -> tuple[Era, ...]:
        """Return the eras of all units that existed on a day, or may have, in Vietnamese order."""
        eras = (era for unit in self.units.values() if (era := unit.era_on(day)))
        present = (era for era in eras if self.presence(era, day))
        return tuple(sorted(present, key=lambda era: (sort_key(era.name), era.unit)))

    def presence(self, era: Era, day: str) -> Presence:
        """Return the presence of a unit on a day: no more than that of its parent."""
        parent = self.units.get(era.parent)
        over = parent.era_on(day) if parent else None
        own = era.presence(day)
        if parent is None:
            return own
        return min(own, self.presence(over, day)) if over else Presence.ABSENT

    def possible_presence(self, era: Era, day: str) -> Presence:
        """Return the presence of a unit on a day, possible also before its parent was made.

        It may have belonged to those from which its parent was made.
        """
        parent = self.units.get(era.parent)
        is_older = parent and parent.eras[0].since > day
        return min(era.presence(day), Presence.POSSIBLE) if is_older else self.presence(era, day)

    def find(
        self, name: str, day: str | None = None, parent: str | None = None
    ) -> tuple[Unit, ...]:
        """Return the units called this, with or without kind and marks.

        With a day those that existed then, or may have; with a parent, given by identifier or name
        or after a comma, those within it. Several of one name are all returned, today's first.
        """
        name, _, after_comma = name.partition(",")
        above = (parent or after_comma).split(",", _MAX_PARENTS)[:_MAX_PARENTS]
        units = self._called(name, day)
        if above[0].strip():
            wanted = self._parents(above)
            units = [unit for unit in units if self._is_within(unit, wanted, day)]
        units.sort(key=lambda unit: (not unit.exists_today, unit.level, unit.id))
        return tuple(units)

    def heirs_today(self, unit: str) -> tuple[Heir, ...]:
        """Return the units of today that have the territory of a unit; today's has itself."""
        best: dict[str, Path] = {}
        for path in self.path_to_today(unit):
            if path.is_complete:
                other = best.setdefault(path.end, path)
                best[path.end] = min(other, path, key=lambda way: rank(way.certainty))
        heirs = (Heir(self.units[end], way.is_whole, way.certainty) for end, way in best.items())
        return tuple(sorted(heirs, key=lambda heir: sort_key(heir.unit.last.name)))

    def path_to_today(self, unit: str) -> tuple[Path, ...]:
        """Return all ways from a unit to those of today, and those that end before, unknown."""
        return tuple(self._paths(unit, (), frozenset()))

    def ancestors(self, unit: str, day: str) -> tuple[Era, ...]:
        """Return the units that a unit belonged to on a day, the nearest first."""
        above: list[Era] = []
        era = self.units[unit].era_on(day)
        while era and era.parent in self.units and len(above) < len(LEVELS):
            era = self.units[era.parent].era_on(day)
            above += [era] if era else []
        return tuple(above)

    def neighbours(self, unit: str, day: str) -> tuple[Era, ...]:
        """Return units of the same level on a day that touched it or shared its territory.

        Outlines are known of today's units only: former ones are where their heirs are.
        """
        own = self.land_of(unit)
        around = own.union(*(touching().get(other, frozenset()) for other in own))
        level = self.units[unit].level
        return tuple(
            era
            for era in self.units_on(day)
            if era.unit != unit
            and LEVELS.get(era.kind) == level
            and not around.isdisjoint(self.land_of(era.unit))
        )

    def land_of(self, unit: str) -> frozenset[str]:
        """Return the units of today, by identifier, that have the territory of a unit."""
        return self._land_by_unit.get(unit, frozenset())

    def links_from(self, unit: str) -> tuple[Link, ...]:
        """Return the links from a unit to its heirs, oldest first."""
        return self._links_of[0].get(unit, ())

    def links_to(self, unit: str) -> tuple[Link, ...]:
        """Return the links to a unit from its predecessors, oldest first."""
        return self._links_of[1].get(unit, ())

    def own_events(self, unit: str) -> tuple[Event, ...]:
        """Return the events that changed only a unit's parent, name or kind, oldest first."""
        own = (event for event in self.events.values() if not event.links and unit in event.before)
        return tuple(sorted(own, key=lambda event: (event.day, event.id)))

    def _paths(self, unit: str, way: tuple[Link, ...], passed: frozenset[str]) -> Iterator[Path]:
        if self.units[unit].exists_today:
            yield Path(way, unit, is_complete=True)
            return
        since = next((link.event.day for link in reversed(way) if link.event.day), "")
        onward = [
            link
            for link in self.links_from(unit)
            if link.after not in passed
            and len(way) < _MAX_LINKS
            and (not link.event.day or link.event.day >= since)
        ]
        if not onward:
            yield Path(way, unit, is_complete=False)
        for link in onward:
            yield from self._paths(link.after, (*way, link), passed | {unit})

    @cached_property
    def _land_by_unit(self) -> dict[str, frozenset[str]]:
        return {
            unit: frozenset(heir.unit.id for heir in self.heirs_today(unit)) for unit in self.units
        }

    @cached_property
    def _links_of(self) -> tuple[dict[str, tuple[Link, ...]], dict[str, tuple[Link, ...]]]:
        forward, backward = defaultdict(list), defaultdict(list)
        for event in sorted(self.events.values(), key=lambda event: (event.day, event.id)):
            for link in event.links:
                if {link.before, link.after} <= self.units.keys():  # an edition may remove units
                    forward[link.before].append(link)
                    backward[link.after].append(link)
        return tuple(
            {unit: tuple(links) for unit, links in way.items()} for way in (forward, backward)
        )

    @cached_property
    def _by_name(self) -> dict[str, list[tuple[Unit, str, Era | None]]]:
        """Return units with kind and era by the words of each name, with and without marks."""
        by_name: dict[str, list[tuple[Unit, str, Era | None]]] = defaultdict(list)
        for unit in self.units.values():
            rows = [(era.name, era.kind, era) for era in unit.eras]
            for variant in unit.names:
                kind, bare = _kind_and_name(variant.text)
                rows += [(bare, kind, None)]
            for name, kind, era in rows:
                spelt = " ".join(_words(name))
                for key in {spelt, fold(spelt)}:
                    by_name[key].append((unit, kind, era))
        return by_name

    def _named(self, kind: str, name: str, day: str | None) -> list[Unit]:
        named: dict[str, Unit] = {}
        for unit, own_kind, era in self._by_name.get(name, ()):
            kinds = {own_kind} if own_kind else {past.kind for past in unit.eras}
            if kind and fold(kind) not in {fold(each) for each in kinds}:
                continue
            eras = unit.eras if era is None else (era,)
            if day is None or any(self.possible_presence(each, day) for each in eras):
                named[unit.id] = unit
        return list(named.values())

    def _called(self, name: str, day: str | None) -> list[Unit]:
        kind, bare = _kind_and_name(name)
        return self._named(kind, bare, day) or self._named("", " ".join(_words(name)), day)

    def _parents(self, names: Sequence[str]) -> set[str]:
        """Return the units of the first name within those of the next, and so on."""
        wanted: set[str] | None = None
        for name in map(str.strip, reversed(names)):
            units = [self.units[name]] if name in self.units else self._called(name, None)
            wanted = {u.id for u in units if wanted is None or self._is_within(u, wanted, None)}
        return wanted or set()

    def _is_within(self, unit: Unit, wanted: set[str], day: str | None) -> bool:
        """Return True if a unit belonged to one of these, on a day or ever, directly or not."""
        days = [day] if day else [era.since or era.attested or era.until for era in unit.eras]
        above = {era.unit for each in days for era in self.ancestors(unit.id, each)}
        return not wanted.isdisjoint(above | {era.parent for era in unit.eras if not day})


def _kind_and_name(text: str) -> tuple[str, str]:
    """Return the kind before a name, empty if there is none, and the words of the name."""
    words = _words(text)
    for length in range(_LONGEST_KIND, 0, -1):
        kind = " ".join(words[:length])
        kind = _SHORT_KINDS.get(kind, kind)
        if len(words) > length and kind in _KINDS:
            return _KINDS[kind], " ".join(words[length:])
    return "", " ".join(words)


def _words(text: str) -> list[str]:
    return _WORD.findall(spell_one_way(text))


_KINDS = {key: kind for kind in LEVELS for key in (spell_one_way(kind), fold(kind))}
