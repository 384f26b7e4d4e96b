"""Knows which unit became which, so that an old name finds the new unit and the reverse."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from library.vietnamese.letters import fold, spell_one_way

_DATA = Path(__file__).parent / "data"
_SUCCESSION = _DATA / "succession-2025.csv"
"""Resolution 1672/NQ-UBTVQH15: from 1/7/2025 194 units are 65, and there are no districts."""

_DISTRICTS = _DATA / "districts-1964.csv"
"""Decision 177-CP: from 16/12/1964 five districts, once called châu, are three."""

_KINDS = ("thị trấn", "thành phố", "phường", "huyện", "châu", "xã")
_KINDS_OF_DISTRICT = ("thành phố", "huyện")
_KINDS_BEFORE_1964 = ("châu", "huyện")
_LONGEST_NAME = 4
_WORD = re.compile(r"\w+")
_WELL_KNOWN_ELSEWHERE = frozenset(
    {"hoa binh", "tan thanh", "thai binh", "thong nhat", "quan son", "on chau"}
)
"""Names more often meant as something else: they count only after xã, phường, thị trấn …"""


@dataclass(frozen=True, slots=True)
class Kinship:
    """A place that was named, and the names under which its ground is known in the other era."""

    said: str
    now: tuple[str, ...]
    """The units of a district are called by their kind: there are many, and common words."""
    before: tuple[str, ...]
    within: tuple[str, ...] = ()
    """The district in which it lay until 2025, when it lay in one."""

    @property
    def others(self) -> tuple[str, ...]:
        """All other names, the nearest ones first."""
        return (*self.now, *self.before, *self.within)


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
    within: str | None = None

    def is_meant(self, said: list[str], kind: str | None) -> bool:
        """Say whether these words mean this unit; a district is meant only when it is called so."""
        right_kind = self.kind == kind if kind else self.kind not in _KINDS_OF_DISTRICT
        return right_kind and self.is_called(said)

    def is_called(self, said: list[str]) -> bool:
        """Say whether these are its words, with their marks or with none."""
        named = _words(self.name)
        return all(word in (part, fold(part)) for word, part in zip(said, named, strict=True))


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The units before and after the reform, under their folded names."""

    units: Mapping[str, tuple[_Unit, ...]]

    def kin(self, text: str) -> tuple[Kinship, ...]:
        """Return the kin of each place named in a text, typed with marks or without.

        A bare name is never a key: all its bearers are meant, and a name that usually means
        something else (Hòa Bình, Thái Bình) counts only with its kind before it. A place of
        one name that lay in no other has no kin.
        """
        found = {mention.kinship.said: mention.kinship for mention in self.mentions(text)}
        return tuple(kinship for kinship in found.values() if kinship.others)

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

    def named(self, name: str) -> Kinship | None:
        """Return the kin of a place by its whole name, which is known to be a place's.

        Without its kind all its bearers are meant, districts too.
        """
        words = _words(name)
        kind = next((kind for kind in _KINDS if _begins(words, kind)), None)
        said = words[len(kind.split()) :] if kind else words
        bearers = self.units.get(fold(" ".join(said)), ())
        right = (unit.is_meant(said, kind) if kind else unit.is_called(said) for unit in bearers)
        return _kinship_of(
            [unit for unit, is_meant in zip(bearers, right, strict=True) if is_meant]
        )

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
        bearers = self.units.get(folded, ())
        return _kinship_of([unit for unit in bearers if unit.is_meant(said, kind)])


@cache
def read_gazetteer() -> Gazetteer:
    """Return the gazetteer of the province (read once; some 200 pairs of old and new)."""
    by_name: dict[str, list[_Unit]] = {}
    before_2025 = (unit for row in succession() for unit in _units(row))
    before_1964 = (unit for row in _rows(_DISTRICTS) for unit in _districts(row))
    for unit in (*before_2025, *before_1964):
        by_name.setdefault(fold(" ".join(_words(unit.name))), []).append(unit)
    return Gazetteer({name: tuple(units) for name, units in by_name.items()})


@cache
def succession() -> tuple[dict[str, str], ...]:
    """Return the table of 2025: each old unit beside the unit it became."""
    return tuple(_rows(_SUCCESSION))


@cache
def unit_names() -> tuple[str, ...]:
    """Return every unit of either era as it is called, the present ones first."""
    read = succession()
    eras = ("new_unit", "old_district", "old_unit")
    return tuple(dict.fromkeys(row[era] for era in eras for row in read))


def _units(row: Mapping[str, str]) -> Iterator[_Unit]:
    old_kind, old = _kind_and_name(row["old_unit"])
    new_kind, new = _kind_and_name(row["new_unit"])
    district_kind, district = _kind_and_name(row["old_district"])
    within = f"{district_kind} {district}"
    yield _Unit(old, old_kind, now=new, within=within)
    yield _Unit(new, new_kind, before=old, within=within)
    yield _Unit(district, district_kind, now=f"{new_kind} {new}")


def _districts(row: Mapping[str, str]) -> Iterator[_Unit]:
    old, new = row["old_district"], row["new_district"]
    for kind in _KINDS_BEFORE_1964:
        yield _Unit(old, kind, now=new)
    yield _Unit(new, "huyện", before=old)


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def _kinship_of(meant: list[_Unit]) -> Kinship | None:
    """Return the kin of all who bear a name, in the order of the table: towns come first."""
    if not meant:
        return None
    name = meant[0].name
    now, before, within = (
        dict.fromkeys(kin for unit in meant if (kin := getattr(unit, era)) and kin != name)
        for era in ("now", "before", "within")
    )
    return Kinship(name, tuple(now), tuple(before), tuple(within) if len(within) == 1 else ())


def _begins(words: list[str], kind: str) -> bool:
    return fold(" ".join(words)).startswith(f"{fold(kind)} ")


def _kind_and_name(written: str) -> tuple[str, str]:
    kind = next(kind for kind in _KINDS if written.lower().startswith(kind))
    return kind, written[len(kind) :].strip()


def _kind_before(words: list[str], start: int) -> str | None:
    before = fold(" ".join(words[max(0, start - 2) : start]))
    return next((kind for kind in _KINDS if before.endswith(fold(kind))), None)


def _words(text: str) -> list[str]:
    return _WORD.findall(spell_one_way(text))
