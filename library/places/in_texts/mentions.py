"""Names of units written in a text, each with its kind and the units above it, as written there.

Nothing is decided here: a name may be of another province, of a person, or of nobody.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest

from library.places.in_texts.capitals import Name, names_in
from library.places.units import LEVELS

_TITLE = re.compile(
    r" (?:(?:đại|quận) )?(?:vương|hầu|bá)(?!\w)| (?:thông bảo|nghĩa thục)(?!\w)", re.I
)
"""Words behind the name of a person, a coin or a school: `Hưng Vũ vương`."""

_LIST_GAP = re.compile(r"\s*(?:\([^()]{0,30}\)\s*)?(?:,|;|và|và các|&|,\s*và)\s*", re.I)
_PARENT_GAP = re.compile(
    r"\s*(?:(?:\[[^\]]{0,40}\]|\([^)]{0,30}\))\s*)?(?:[,(–-]\s*)?(?:(?:thuộc|của|ở)\s*)?", re.I
)
_NOW = re.compile(r"(?:nay|hiện|hiện nay|ngày nay)\s+(?:là|thuộc|ở|đổi là|gọi là)?\s*[\w\s]{0,12}$")
_BEFORE_LETTERS, _MOST_ABOVE = 40, 4
_LONGEST_GAP = 80
"""Characters between a name and the next one of its list or the unit above it; further away it is
another sentence, and blanks by the thousand would keep the patterns busy for hours."""

_KIND_BEHIND = re.compile(
    rf"\s+là (?:một |tên )?({'|'.join(LEVELS)})(?:\s+\w+){{0,3}}?\s+(?:thuộc|của|ở)\s+"
)
"""`Quang Trung là một xã thuộc huyện …`: the kind behind the name, and the units above it."""


@dataclass(frozen=True, slots=True)
class Above:
    """A unit written behind another one, to which it belongs; an empty kind if it has none."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text with what stands around it."""

    start: int
    end: int
    name: str
    kind: str = ""
    """As written before it or before its list; empty for a bare name."""
    above: tuple[Above, ...] = ()
    """The units that it belongs to as written behind it, the nearest first."""
    is_now: bool = False
    """True behind words such as `nay thuộc`: the unit of the day on which the text was written."""
    word_before: str = field(default="", compare=False)
    """Last word before a bare name, in small letters."""
    heading: tuple[Above, ...] = field(default=(), compare=False)
    """The units of the heading over its part of the text, the nearest first."""
    is_row: bool = field(default=False, compare=False)
    """True for a bare name that begins a line or a cell, or is one of a list of units."""

    @property
    def level(self) -> int:
        """Level of its kind; 0 for a bare name."""
        return LEVELS.get(self.kind, 0)


def mentions_of(text: str, is_known: Callable[[str], bool] = bool) -> tuple[Mention, ...]:
    """Return the names written in a composed text in its order, with kinds and units above.

    A name in capitals, or in small letters without marks, ends where `is_known` says so; a bare
    name counts only if it is known.
    """
    names = _with_kinds_behind(text, _with_list_kinds(text, list(names_in(text, is_known))))
    return tuple(
        Mention(
            start=name.start,
            end=name.end,
            name=_spelling(text, name),
            kind=name.kind,
            above=above,
            is_now=_is_now(text, name.opens),
            word_before="" if name.kind else (_before(text, name.opens).split() or [""])[-1],
        )
        for name, above in zip(names, _above(text, names), strict=True)
        if name.kind or (is_known(_spelling(text, name)) and not _TITLE.match(text, name.end))
    )


def _spelling(text: str, name: Name) -> str:
    return text[name.start : name.end].replace("-", " ").replace("\n", " ")


def _with_list_kinds(text: str, names: list[Name]) -> list[Name]:
    """Give the kind of the first of a list to those behind it: `các xã A, B và C`."""
    member: Name | None = None
    for index, name in enumerate(names):
        gap = _gap(text, member, name) if member else ""
        if member and not name.kind and _LIST_GAP.fullmatch(gap):
            names[index] = name._replace(kind=member.kind, is_list=True)
        elif member and gap.strip() == "(" and (ends := text.find(")", name.end, name.end + 2)) > 0:
            member = member._replace(end=ends + 1)
            continue
        member = names[index] if names[index].is_list else None
    return names


def _with_kinds_behind(text: str, names: list[Name]) -> list[Name]:
    """Give bare names the kind that is written behind them: `A là một xã thuộc huyện B`."""
    behind = (
        _KIND_BEHIND.fullmatch(gap) if " là " in (gap := _gap(text, *pair)) else None
        for pair in pairwise(names)
    )
    return [
        name._replace(kind=kind[1]) if kind and not name.kind else name
        for name, kind in zip_longest(names, behind)
    ]


def _gap(text: str, name: Name, following: Name) -> str:
    """Return the text between two names, or the end of a sentence if it is too long."""
    is_near = following.opens - name.end <= _LONGEST_GAP
    return text[name.end : following.opens] if is_near else "."


def _above(text: str, names: list[Name]) -> list[tuple[Above, ...]]:
    """Return the units above each name, read from the end of the text backwards."""
    above: list[tuple[Above, ...]] = [() for _ in names]
    for index in range(len(names) - 2, -1, -1):
        name, following = names[index], names[index + 1]
        gap = _gap(text, name, following)
        if gap[:1].isalnum() or gap[:1] == ".":
            continue
        if name.is_list and following.is_list and _LIST_GAP.fullmatch(gap):
            above[index] = above[index + 1]
        elif (" là " in gap and _KIND_BEHIND.fullmatch(gap)) or (
            _PARENT_GAP.fullmatch(gap) and _is_above(name, following, gap)
        ):
            unit = Above(following.kind, _spelling(text, following))
            above[index] = (unit, *above[index + 1][: _MOST_ABOVE - 1])
    return above


def _is_above(name: Name, following: Name, gap: str) -> bool:
    """Return True if the next name can be of a unit to which this one belongs."""
    if following.kind:
        return 0 < LEVELS[following.kind] < LEVELS.get(name.kind, 4)
    return bool(gap.strip()) and "\n" not in gap


def _is_now(text: str, start: int) -> bool:
    preceding = _before(text, start)
    return ("nay" in preceding or "hiện" in preceding) and bool(_NOW.search(preceding))


def _before(text: str, start: int) -> str:
    return text[max(0, start - _BEFORE_LETTERS) : start].lower()
