"""Units of the province in their times: names, kinds and parents by period, and their events.

A day is `2025-07-01`, or shorter if only the month or the year is known; an unknown one is empty.
"""

import re
from dataclasses import dataclass
from enum import IntEnum

from library.vietnamese.letters import fold

CERTAINTIES = ("A", "B", "C", "D", "?")
"""From an act or an official list to unknown, as `data/SOURCES.md` explains."""

LEVELS = {
    **dict.fromkeys(("tỉnh",), 1),
    **dict.fromkeys(("huyện", "châu", "phủ", "quận", "thị xã", "thành phố"), 2),
    **dict.fromkeys(("xã", "phường", "thị trấn"), 3),
}
"""Kinds of units with their level: province, district, commune."""

WIKIDATA = "Wikidata"
"""Kind of a variant that is an identifier, not a name."""

_END_OF_YEAR = "-12-31"
_NOT_A_LETTER = re.compile(r"[\W_]+")


class Presence(IntEnum):
    """Presence of a unit on a day; `POSSIBLE` if the sources do not say."""

    ABSENT = 0
    POSSIBLE = 1
    PROVED = 2


@dataclass(frozen=True, slots=True)
class Era:
    """A unit under one kind, name and parent, from one day to another."""

    unit: str
    """Identifier of the unit, which is also its address."""
    number: int
    kind: str
    name: str
    parent: str
    since: str
    until: str
    """Last day."""
    since_act: str = ""
    until_act: str = ""
    since_certainty: str = ""
    until_certainty: str = ""
    """Empty while it exists."""
    attested: str = ""
    """First day on which the sources show it, if its beginning is unknown."""
    gone_by: str = ""
    """First day on which the sources show that it is gone, if its end is unknown."""
    sources: tuple[str, ...] = ()
    code: str = ""
    """Code of the statistics office: not an identity, since it passed from unit to unit."""
    note: str = ""

    @property
    def full_name(self) -> str:
        """Name with its kind: Xã Hồng Phong."""
        return f"{self.kind[:1].upper()}{self.kind[1:]} {self.name}"

    @property
    def exists_today(self) -> bool:
        """True if it has no end, known or unknown."""
        return not self.until and self.until_certainty != "?"

    def presence(self, day: str) -> Presence:
        """Return its presence on a full day."""
        is_over = (self.until and self.until < day[: len(self.until)]) or (
            self.gone_by and self.gone_by <= day
        )
        if is_over or self.since > day:
            return Presence.ABSENT
        ends_unknown = self.until_certainty == "?" and day > self.attested
        is_proved = self.since or (self.attested and self.attested <= day)
        return Presence.PROVED if is_proved and not ends_unknown else Presence.POSSIBLE


@dataclass(frozen=True, slots=True)
class Variant:
    """Another spelling or name of a unit."""

    unit: str
    text: str
    kind: str
    sources: tuple[str, ...]
    certainty: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit with its eras, oldest first; its identifier is its address and stays."""

    id: str
    eras: tuple[Era, ...]
    variants: tuple[Variant, ...] = ()

    @property
    def names(self) -> tuple[Variant, ...]:
        """Its other names, without identifiers."""
        return tuple(variant for variant in self.variants if variant.kind != WIKIDATA)

    @property
    def wikidata(self) -> tuple[str, ...]:
        """Its identifiers in Wikidata: Q36604."""
        return tuple(variant.text for variant in self.variants if variant.kind == WIKIDATA)

    @property
    def last(self) -> Era:
        """The era of today, or the last one."""
        return self.eras[-1]

    @property
    def full_name(self) -> str:
        """Last name with its kind."""
        return self.last.full_name

    @property
    def exists_today(self) -> bool:
        """True if it has not been abolished."""
        return self.last.exists_today

    @property
    def level(self) -> int:
        """Level of its kind: 1 province, 2 district, 3 commune."""
        return LEVELS.get(self.last.kind, 3)

    def era_on(self, day: str) -> Era | None:
        """Return the era of a day, a proved one before a possible one; None if there is none."""
        possible = [era for era in self.eras if era.presence(day)]
        return max(possible, key=lambda era: era.presence(day), default=None)


@dataclass(frozen=True, slots=True)
class Event:
    """An act that changed units: those before it, and those after it."""

    id: str
    day: str
    act: str
    issuer: str
    kind: str
    """merge, split, move, create, abolish; transfer and rename leave the unit itself."""
    before: tuple[str, ...]
    after: tuple[str, ...]
    share: str
    """whole or part of the units before; empty if unknown."""
    sources: tuple[str, ...] = ()
    certainty: str = "?"
    note: str = ""

    @property
    def links(self) -> tuple["Link", ...]:
        """Pairs of predecessor and heir; none where a unit only changed its parent or kind."""
        if self.before == self.after:
            return ()
        return tuple(Link(self, old, new) for old in self.before for new in self.after)


@dataclass(frozen=True, slots=True)
class Link:
    """A predecessor and one of its heirs by an event."""

    event: Event
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Path:
    """Links that lead from a unit to one of today; or as far as the sources lead."""

    links: tuple[Link, ...]
    end: str
    """Identifier of the last unit."""
    is_complete: bool

    @property
    def is_whole(self) -> bool:
        """True if the whole unit went each step of the way."""
        return all(link.event.share == "whole" for link in self.links)

    @property
    def certainty(self) -> str:
        """Worst certainty on the way."""
        return max((link.event.certainty for link in self.links), key=rank, default="A")


@dataclass(frozen=True, slots=True)
class Heir:
    """A unit of today that has the territory of a former one, or a part of it."""

    unit: Unit
    is_whole: bool
    certainty: str


def rank(certainty: str) -> int:
    """Return the place of a certainty, 0 for the best; an unknown word is the worst."""
    return CERTAINTIES.index(certainty) if certainty in CERTAINTIES else len(CERTAINTIES)


def slug_of(unit: str) -> str:
    """Return a unit's name in the form of older addresses: xa-tan-van."""
    return _NOT_A_LETTER.sub("-", fold(unit)).strip("-")


def full_day(day: str) -> str:
    """Return the last day of a year or month, and a full day as it is."""
    return f"{day}{_END_OF_YEAR[len(day) - len('2010') :]}" if day else ""
