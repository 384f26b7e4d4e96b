"""Gazetteer: which unit became which, to find new units by old names and vice versa."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from library.places.edition import shipped_history
from library.places.place_history import PlaceHistory
from library.places.units import LEVELS, Link
from library.vietnamese.letters import fold, spell_one_way

_REFORM_2025 = "2025-07-01"
"""Resolution 1672/NQ-UBTVQH15: from this day 194 units are 65, and there are no districts."""

_LAST_DAY_BEFORE_2025 = "2025-06-30"
_REFORM_1964 = "1964-12-16"
"""Decision 177-CP: from this day five districts, once called châu, are three."""

_KINDS = ("thị trấn", "thành phố", "phường", "huyện", "châu", "xã")
_KINDS_OF_DISTRICT = ("thành phố", "huyện")
_KINDS_BEFORE_1964 = ("châu", "huyện")
_DISTRICT_LEVEL = LEVELS["huyện"]
_MAX_NAME_WORDS = 4
_WORD = re.compile(r"\w+")
_WELL_KNOWN_ELSEWHERE = frozenset(
    {"hoa binh", "tan thanh", "thai binh", "thong nhat", "quan son", "on chau"}
)
"""Names that usually mean something else: they count only after xã, phường, thị trấn …"""


@dataclass(frozen=True, slots=True)
class RelatedNames:
    """A place, and the names of the same territory in other periods."""

    name: str
    now: tuple[str, ...]
    """Present names; successors of a district include their kind, since many are common words."""
    before: tuple[str, ...]
    within: tuple[str, ...] = ()
    """The district it belonged to until 2025, if any."""

    @property
    def others(self) -> tuple[str, ...]:
        """All other names, nearest first."""
        return (*self.now, *self.before, *self.within)


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place named in a text, from word `start` up to but not including word `end`."""

    start: int
    end: int
    place: RelatedNames
    called_a_unit: bool
    """True if xã, phường, huyện … precedes the name."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A unit under one of its names, paired with one predecessor or successor."""

    name: str
    kind: str
    now: str | None = None
    before: str | None = None
    within: str | None = None

    def matches(self, words: list[str], kind: str | None) -> bool:
        """Return True if these words mean this unit; a district needs its kind before its name."""
        right_kind = self.kind == kind if kind else self.kind not in _KINDS_OF_DISTRICT
        return right_kind and self.has_words(words)

    def has_words(self, words: list[str]) -> bool:
        """Return True if these are the words of its name, with or without marks."""
        name_words = _words(self.name)
        return all(word in (part, fold(part)) for word, part in zip(words, name_words, strict=True))


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The units before and after the reforms, by their folded names."""

    units: Mapping[str, tuple[_Unit, ...]]

    def related_names(self, text: str) -> tuple[RelatedNames, ...]:
        """Return the related names of each place named in a text, typed with or without marks.

        A bare name matches all units that have it, and a name that usually means something else
        (Hòa Bình, Thái Bình) counts only with its kind before it. A place without other names is
        omitted.
        """
        by_name = {mention.place.name: mention.place for mention in self.mentions(text)}
        return tuple(place for place in by_name.values() if place.others)

    def mentions(self, text: str) -> Iterator[PlaceMention]:
        """Yield each place named in a text, with its position in words."""
        words = _words(text)
        start = 0
        while start < len(words):
            kind = _kind_before(words, start)
            length, place = self._longest(words, start, kind)
            if place is not None:
                yield PlaceMention(start, start + length, place, called_a_unit=kind is not None)
            start += length

    def find(self, name: str) -> RelatedNames | None:
        """Return the related names of a place, given its full name; None if unknown.

        Without a kind the name matches units of every kind, districts included.
        """
        words = _words(name)
        kind = next((kind for kind in _KINDS if _begins(words, kind)), None)
        of_kind = self._find(words[len(kind.split()) :], kind) if kind else None
        return of_kind or self._find(words, None)  # Châu Sơn is a commune, not a châu

    def _find(self, words: list[str], kind: str | None) -> RelatedNames | None:
        candidates = self.units.get(fold(" ".join(words)), ())
        matching = (
            unit.matches(words, kind) if kind else unit.has_words(words) for unit in candidates
        )
        return _related_names(
            [unit for unit, is_meant in zip(candidates, matching, strict=True) if is_meant]
        )

    def _longest(
        self, words: list[str], start: int, kind: str | None
    ) -> tuple[int, RelatedNames | None]:
        for length in range(min(_MAX_NAME_WORDS, len(words) - start), 1, -1):
            place = self._match(words[start : start + length], kind)
            if place is not None:
                return length, place
        return 1, None

    def _match(self, words: list[str], kind: str | None) -> RelatedNames | None:
        folded_name = fold(" ".join(words))
        if kind is None and folded_name in _WELL_KNOWN_ELSEWHERE:
            return None
        candidates = self.units.get(folded_name, ())
        return _related_names([unit for unit in candidates if unit.matches(words, kind)])


@cache
def read_gazetteer() -> Gazetteer:
    """Return the gazetteer of the province, about 200 pairs of old and new units (cached)."""
    by_name: dict[str, list[_Unit]] = {}
    before_2025 = (unit for row in succession() for unit in _units(row))
    before_1964 = (unit for pair in _districts_of_1964() for unit in _districts(*pair))
    for unit in (*before_2025, *before_1964):
        by_name.setdefault(fold(" ".join(_words(unit.name))), []).append(unit)
    return Gazetteer({name: tuple(units) for name, units in by_name.items()})


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


def _units(row: Mapping[str, str]) -> Iterator[_Unit]:
    old_kind, old = _kind_and_name(row["old_unit"])
    new_kind, new = _kind_and_name(row["new_unit"])
    district_kind, district = _kind_and_name(row["old_district"])
    within = f"{district_kind} {district}"
    yield _Unit(old, old_kind, now=new, within=within)
    yield _Unit(new, new_kind, before=old, within=within)
    yield _Unit(district, district_kind, now=f"{new_kind} {new}")


def _districts(old: str, new: str) -> Iterator[_Unit]:
    for kind in _KINDS_BEFORE_1964:
        yield _Unit(old, kind, now=new)
    yield _Unit(new, "huyện", before=old)


def _districts_of_1964() -> Iterator[tuple[str, str]]:
    """Yield the names of former districts with those that they became."""
    units = shipped_history().units
    for event in shipped_history().events.values():
        for link in event.links if event.day == _REFORM_1964 else ():
            if units[link.before].level == units[link.after].level == _DISTRICT_LEVEL:
                yield units[link.before].last.name, units[link.after].last.name


def _succession_row(history: PlaceHistory, link: Link) -> dict[str, str]:
    old, new = history.units[link.before].last, history.units[link.after].last
    return {
        "old_unit": old.full_name,
        "old_district": history.units[old.parent].full_name,
        "new_code": new.code,
        "new_unit": new.full_name,
        "kind": "full" if link.event.share == "whole" else "partial",
    }


def _related_names(units: list[_Unit]) -> RelatedNames | None:
    """Return the related names of all units with one name, in table order: towns come first."""
    if not units:
        return None
    name = units[0].name
    now, former, within = (
        dict.fromkeys(other for unit in units if (other := getattr(unit, era)) and other != name)
        for era in ("now", "before", "within")
    )
    return RelatedNames(name, tuple(now), tuple(former), tuple(within) if len(within) == 1 else ())


def _begins(words: list[str], kind: str) -> bool:
    return fold(" ".join(words)).startswith(f"{fold(kind)} ")


def _kind_and_name(text: str) -> tuple[str, str]:
    kind = next(kind for kind in _KINDS if text.lower().startswith(kind))
    return kind, text[len(kind) :].strip()


def _kind_before(words: list[str], start: int) -> str | None:
    preceding = fold(" ".join(words[max(0, start - 2) : start]))
    return next((kind for kind in _KINDS if preceding.endswith(fold(kind))), None)


def _words(text: str) -> list[str]:
    return _WORD.findall(spell_one_way(text))
