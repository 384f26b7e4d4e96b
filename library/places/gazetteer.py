"""Knows which unit became which, so that an old name finds the new unit and the reverse."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from library.vietnamese import fold, spell_one_way

_SUCCESSION = Path(__file__).parent / "data" / "succession-2025.csv"
"""Resolution 1672/NQ-UBTVQH15: from 1/7/2025 194 units are 65, and there are no districts."""

_KINDS = ("thị trấn", "thành phố", "phường", "huyện", "xã")
_KINDS_OF_DISTRICT = ("thành phố", "huyện")
_LONGEST_NAME = 4
_WORD = re.compile(r"\w+")
_WELL_KNOWN_ELSEWHERE = frozenset({"hoa binh", "tan thanh", "thai binh", "thong nhat", "quan son"})
"""Names more often meant as something else: they count only after xã, phường, thị trấn …"""


@dataclass(frozen=True, slots=True)
class Kinship:
    """A place that was named, and the names under which its ground is known in the other era."""

    said: str
    now: tuple[str, ...]
    before: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A place named in a text, from its first word up to but not including `end`."""

    start: int
    end: int
    kinship: Kinship
    called_a_unit: bool
    """Whether xã, phường, huyện … stands before it."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A unit under one of its names, beside one unit it became or was made of."""

    name: str
    kind: str
    now: str | None = None
    before: str | None = None

    def is_meant(self, said: list[str], kind: str | None) -> bool:
        """Say whether these words mean this unit; a district is meant only when it is called so."""
        right_kind = self.kind == kind if kind else self.kind not in _KINDS_OF_DISTRICT
        named = _words(self.name)
        return right_kind and all(
            word in (part, fold(part)) for word, part in zip(said, named, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The units before and after the reform, under their folded names."""

    units: Mapping[str, tuple[_Unit, ...]]

    def kin(self, text: str) -> tuple[Kinship, ...]:
        """Return the kin of each place named in a text, typed with marks or without.

        A bare name is never a key: all its bearers are meant, and a name that usually means
        something else (Hòa Bình, Thái Bình) counts only with its kind before it. A place whose
        ground always had this one name has no kin.
        """
        found = {mention.kinship.said: mention.kinship for mention in self.mentions(text)}
        return tuple(kinship for kinship in found.values() if kinship.now or kinship.before)

    def mentions(self, text: str) -> Iterator[Mention]:
        """Give each place named in a text, with where its words stand among the words."""
        words = _words(text)
        start = 0
        while start < len(words):
            kind = _kind_before(words, start)
            length, kinship = self._longest(words, start, kind)
            if kinship is not None:
                yield Mention(start, start + length, kinship, called_a_unit=kind is not None)
            start += length

    def _longest(
        self, words: list[str], start: int, kind: str | None
    ) -> tuple[int, Kinship | None]:
        for length in range(min(_LONGEST_NAME, len(words) - start), 1, -1):
            kinship = self._kinship(words[start : start + length], kind)
            if kinship is not None:
                return length, kinship
        return 1, None

    def _kinship(self, said: list[str], kind: str | None) -> Kinship | None:
        folded = fold(" ".join(said))
        if kind is None and folded in _WELL_KNOWN_ELSEWHERE:
            return None
        meant = [unit for unit in self.units.get(folded, ()) if unit.is_meant(said, kind)]
        if not meant:
            return None
        name = meant[0].name
        now = {unit.now for unit in meant if unit.now} - {name}
        before = {unit.before for unit in meant if unit.before} - {name}
        return Kinship(name, tuple(sorted(now)), tuple(sorted(before)))


@cache
def read_gazetteer() -> Gazetteer:
    """Return the gazetteer of the province (read once; some 200 pairs of old and new)."""
    by_name: dict[str, list[_Unit]] = {}
    with _SUCCESSION.open(encoding="utf-8", newline="") as rows:
        for unit in (unit for row in csv.DictReader(rows) for unit in _units(row)):
            by_name.setdefault(fold(" ".join(_words(unit.name))), []).append(unit)
    return Gazetteer({name: tuple(units) for name, units in by_name.items()})


@cache
def unit_names() -> tuple[str, ...]:
    """Return every unit of either era as it is called, the present ones first."""
    with _SUCCESSION.open(encoding="utf-8", newline="") as rows:
        read = list(csv.DictReader(rows))
    eras = ("new_unit", "old_district", "old_unit")
    return tuple(dict.fromkeys(row[era] for era in eras for row in read))


def _units(row: Mapping[str, str]) -> Iterator[_Unit]:
    old_kind, old = _kind_and_name(row["old_unit"])
    new_kind, new = _kind_and_name(row["new_unit"])
    district_kind, district = _kind_and_name(row["old_district"])
    yield _Unit(old, old_kind, now=new)
    yield _Unit(new, new_kind, before=old)
    yield _Unit(district, district_kind, now=new)


def _kind_and_name(written: str) -> tuple[str, str]:
    kind = next(kind for kind in _KINDS if written.lower().startswith(kind))
    return kind, written[len(kind) :].strip()


def _kind_before(words: list[str], start: int) -> str | None:
    before = fold(" ".join(words[max(0, start - 2) : start]))
    return next((kind for kind in _KINDS if before.endswith(fold(kind))), None)


def _words(text: str) -> list[str]:
    return _WORD.findall(spell_one_way(text))
