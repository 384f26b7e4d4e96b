"""Names of units written in a text, each with its kind and the units above it, as written there.

Nothing is decided here: a name may be of another province, of a person, or of nobody.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise, zip_longest

from library.places.provinces import is_province
from library.places.units import LEVELS
from library.vietnamese.letters import compose, fold

_UPPER = "".join(filter(str.isupper, map(chr, range(0x41, 0x1EFA))))
_KINDS = {
    **{kind: kind for kind in LEVELS},
    **{"tt": "thị trấn", "tp": "thành phố", "tx": "thị xã", "t.p": "thành phố"},
}
_KIND = re.compile(
    rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, _KINDS), key=len, reverse=True))})(?!\w)", re.I
)
_WORD = rf"[{_UPPER}][\w’']*"
_NAME = re.compile(rf"(?<!\w){_WORD}(?:-\w+|[ \u00a0]{_WORD})*")
_OPENING = re.compile(
    r"(?:Ở|Tại|Từ|Về|Đến|Tới|Khi|Còn|Ngoài|Trong|Gần|Sau|Trước|Nay|Đoàn|À|De|Le|La)[ \u00a0]"
)
"""Words that begin a sentence before a name."""
_LIST_GAP = re.compile(r"\s*(?:,|;|và|và các|&|,\s*và)\s*", re.I)
_PARENT_GAP = re.compile(
    r"\s*(?:\[[^\]]{0,40}\]|\([^)]{0,30}\))?\s*[,(–-]?\s*(?:thuộc|của|ở)?\s*", re.I
)
_NOW = re.compile(
    r"(?:nay|hiện|hiện nay|ngày nay)\s+(?:là|thuộc|ở|đổi là|gọi là)?\s*[\w\s]{0,12}$", re.I
)
_BEFORE_LETTERS = 40
_LONGEST_GAP = 80
"""Characters between a name and the next one of its list or the unit above it; further away it is
another sentence, and blanks by the thousand would keep the patterns busy for hours."""

_KIND_BEHIND = re.compile(
    rf"\s+là (?:một |tên )?({'|'.join(LEVELS)})(?:\s+\w+){{0,3}}?\s+(?:thuộc|của|ở)\s+"
)
"""`Quang Trung là một xã thuộc huyện …`: the kind behind the name, and the units above it."""
_LIST_WORD = re.compile(r"(?:các|những|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|\d+)\s*$", re.I)


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

    @property
    def level(self) -> int:
        """Level of its kind; 0 for a bare name."""
        return LEVELS.get(self.kind, 0)

    @property
    def full_name(self) -> str:
        """Name with its kind, if it has one."""
        return f"{self.kind} {self.name}".strip()


@dataclass(frozen=True, slots=True)
class _Name:
    """A run of words with capitals; kind is empty if none is written before it."""

    start: int
    end: int
    kind: str
    opens: int
    """The beginning of its kind, or of the name itself."""
    is_list: bool = False
    """True if its kind is one of several: `các xã`."""
    is_province: bool = False


def mentions_of(text: str) -> tuple[Mention, ...]:
    """Return the names written in a composed text in its order, with kinds and units above."""
    names = _with_kinds_behind(text, _with_list_kinds(text, list(_names(text))))
    above = _above(text, names)
    return tuple(
        Mention(
            start=name.start,
            end=name.end,
            name=compose(text[name.start : name.end]).replace("-", " "),
            kind=name.kind,
            above=above[index],
            is_now=bool(_NOW.search(text[max(0, name.opens - _BEFORE_LETTERS) : name.opens])),
            word_before=_word_before(text, name.opens),
        )
        for index, name in enumerate(names)
    )


def _names(text: str) -> Iterator[_Name]:
    """Yield the runs of words with capitals, cut where a kind is written within one."""
    for run in _NAME.finditer(text):
        start = run.start()
        for kind in _KIND.finditer(text, run.start(), run.end()):
            if _is_part_of_name(kind[0]):
                continue
            if text[start : kind.start()].strip():
                yield _name(text, start, kind.start())
            start = kind.end()
        if text[start : run.end()].strip():
            yield _name(text, start, run.end())


def _is_part_of_name(word: str) -> bool:
    """Return True for a capitalised word that is a kind and also begins names: Châu Sơn."""
    return fold(word) in ("chau", "phu", "quan")


def _name(text: str, start: int, end: int) -> _Name:
    while text[start] in " -\u00a0":
        start += 1
    if opening := _OPENING.match(text, start, end):
        start = opening.end()
    end = start + len(text[start:end].rstrip(" -\u00a0"))
    preceding = text[max(0, start - 12) : start]
    kind_match = max(_KIND.finditer(preceding), key=re.Match.start, default=None)
    if kind_match is None or preceding[kind_match.end() :].strip(" .\u00a0"):
        return _Name(start, end, "", start, is_province=is_province(text[start:end]))
    opens = start - len(preceding) + kind_match.start()
    is_list = bool(_LIST_WORD.search(text[max(0, opens - 8) : opens]))
    return _Name(start, end, _KINDS[kind_match[0].lower()], opens, is_list)


def _with_list_kinds(text: str, names: list[_Name]) -> list[_Name]:
    """Give the kind of the first of a list to those behind it: `các xã A, B và C`."""
    for index, name in enumerate(names[1:], 1):
        previous = names[index - 1]
        gap = _gap(text, previous, name)
        if not name.kind and previous.is_list and _LIST_GAP.fullmatch(gap):
            names[index] = replace(name, kind=previous.kind, is_list=True)
    return names


def _with_kinds_behind(text: str, names: list[_Name]) -> list[_Name]:
    """Give bare names the kind that is written behind them: `A là một xã thuộc huyện B`."""
    behind = (_KIND_BEHIND.fullmatch(_gap(text, *pair)) for pair in pairwise(names))
    return [
        replace(name, kind=kind[1]) if kind and not name.kind else name
        for name, kind in zip_longest(names, behind)
    ]


def _gap(text: str, name: _Name, following: _Name) -> str:
    """Return the text between two names, or the end of a sentence if it is too long."""
    is_near = following.opens - name.end <= _LONGEST_GAP
    return text[name.end : following.opens] if is_near else "."


def _above(text: str, names: list[_Name]) -> list[tuple[Above, ...]]:
    """Return the units above each name, read from the end of the text backwards."""
    above: list[tuple[Above, ...]] = [() for _ in names]
    for index in range(len(names) - 2, -1, -1):
        name, following = names[index], names[index + 1]
        gap = _gap(text, name, following)
        if name.is_list and following.is_list and _LIST_GAP.fullmatch(gap):
            above[index] = above[index + 1]
        elif _KIND_BEHIND.fullmatch(gap) or (
            _PARENT_GAP.fullmatch(gap) and _is_above(name, following, gap)
        ):
            unit = Above(following.kind, compose(text[following.start : following.end]))
            above[index] = (unit, *above[index + 1])
    return above


def _is_above(name: _Name, following: _Name, gap: str) -> bool:
    """Return True if the next name can be of a unit to which this one belongs."""
    if following.kind:
        return 0 < LEVELS[following.kind] < LEVELS.get(name.kind, 4)
    return bool(name.kind or following.is_province) and bool(gap.strip()) and "\n" not in gap


def _word_before(text: str, start: int) -> str:
    words = text[max(0, start - _BEFORE_LETTERS) : start].split()
    return words[-1].lower() if words else ""
