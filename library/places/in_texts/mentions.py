"""Names of units written in a text, each with its kind and the units above it, as written there.

Nothing is decided here: a name may be of another province, of a person, or of nobody.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise, zip_longest

from library.places.provinces import is_other
from library.places.units import LEVELS
from library.vietnamese.letters import fold

_UPPER = "".join(filter(str.isupper, map(chr, range(0x41, 0x1EFA))))
_KINDS = {
    **{kind: kind for kind in LEVELS},
    **{"tt": "thị trấn", "tp": "thành phố", "tx": "thị xã", "t.p": "thành phố"},
    **{"h.": "huyện", "x.": "xã", "p.": "phường", "q.": "quận"},
}
_PLAIN_KINDS = {fold(kind): kind for kind in LEVELS}
"""Kinds without marks, as in texts without any."""

_KIND_OF = {**_PLAIN_KINDS, **_KINDS}


def _kind_pattern(words: Iterable[str]) -> re.Pattern[str]:
    full = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:[hxpq]\.|(?:(?-i:th[iịìí] tr\w{{1,2}}n)|{full})(?!\w))", re.I)


_KIND = _kind_pattern(kind for kind in _KINDS if len(kind) != len("h.") or kind[1] != ".")
_PLAIN_KIND = _kind_pattern({*_PLAIN_KINDS, "tt", "tp", "tx"})
_KIND_ENDS = tuple({kind.rstrip(".").split(" ")[-1] for kind in (*_KINDS, *_PLAIN_KINDS)} | {"n"})
_PLAIN_NAME = re.compile(r"\s{1,2}([a-z]+(?: [a-z]+){0,3})")
"""A name in small letters without marks, behind its kind, with words that follow it."""

_MIN_MARKED_SHARE = 0.04
"""Bytes of marks for each character of a text; Vietnamese has some 0.35, French 0.03."""

_WORD = rf"[{_UPPER}][\w’']*"
_NAME = re.compile(rf"(?<!\w){_WORD}(?:-\w+|[ \u00a0]{_WORD})*")
_OPENING = re.compile(
    r"(?:Ở|Tại|Từ|Về|Đến|Tới|Khi|Còn|Ngoài|Trong|Gần|Sau|Trước|Nay|Đoàn|Phố|Ga|Đồn|Vùng|À|De|Le|La)"
    r"[ \u00a0]"
)
"""Words that begin a sentence before a name."""
_LIST_GAP = re.compile(r"\s*(?:,|;|và|và các|&|,\s*và)\s*", re.I)
_PARENT_GAP = re.compile(
    r"\s*(?:(?:\[[^\]]{0,40}\]|\([^)]{0,30}\))\s*)?(?:[,(–-]\s*)?(?:(?:thuộc|của|ở)\s*)?", re.I
)
_NOW = re.compile(
    r"(?:nay|hiện|hiện nay|ngày nay)\s+(?:là|thuộc|ở|đổi là|gọi là)?\s*[\w\s]{0,12}$", re.I
)
_BEFORE_LETTERS, _KIND_LETTERS, _LIST_LEAD_LETTERS = 40, 12, 60
_SHORTEST_NAME, _LONGEST_NAME, _MOST_ABOVE = 2, 6, 4
_LONGEST_GAP = 80
"""Characters between a name and the next one of its list or the unit above it; further away it is
another sentence, and blanks by the thousand would keep the patterns busy for hours."""

_KIND_BEHIND = re.compile(
    rf"\s+là (?:một |tên )?({'|'.join(LEVELS)})(?:\s+\w+){{0,3}}?\s+(?:thuộc|của|ở)\s+"
)
"""`Quang Trung là một xã thuộc huyện …`: the kind behind the name, and the units above it."""
_LIST_WORD = re.compile(r"(?:các|những|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|\d+)\s*$", re.I)
_LIST_LEAD_ENDS = ("là", "gồm", "gồm có", "như", "sau", "này")
_LIST_LEAD = re.compile(
    rf"(?i:các|những|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|\d) ({'|'.join(LEVELS)}) [^.;\n{_UPPER}]*"
    rf"(?:(?<=\W)(?:{'|'.join(_LIST_LEAD_ENDS)})|:)[ :]{{1,2}}$"
)
"""`ba xã chưa xong là A, B và C`: the kind of a list, further before it."""


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


def mentions_of(text: str, is_known: Callable[[str], bool] = bool) -> tuple[Mention, ...]:
    """Return the names written in a composed text in its order, with kinds and units above.

    A name in capitals, or in small letters without marks, ends where `is_known` says so; a bare
    name counts only if it is known.
    """
    names = _with_kinds_behind(text, _with_list_kinds(text, list(_names(text, is_known))))
    return tuple(
        Mention(
            start=name.start,
            end=name.end,
            name=spelling,
            kind=name.kind,
            above=above,
            is_now=_is_now(text, name.opens),
            word_before=_word_before(text, name.opens),
        )
        for name, above in zip(names, _above(text, names), strict=True)
        if is_known(spelling := text[name.start : name.end].replace("-", " ")) or name.kind
    )


def _names(text: str, is_known: Callable[[str], bool]) -> Iterator[_Name]:
    """Yield the runs of words with capitals, cut where a kind is written within one."""
    is_plain = len(text.encode()) - len(text) < _MIN_MARKED_SHARE * len(text)
    kinds = _PLAIN_KIND if is_plain else _KIND
    runs = [(run.start(), run.end()) for run in _NAME.finditer(text)]
    if is_plain:
        runs = sorted([*runs, *_small_runs(text)])
    for first, last in runs:
        start = first
        is_short_kind = last - start == 1 and text[last : last + 1] == "."
        if is_short_kind and f"{text[start].lower()}." in _KINDS:
            continue
        for kind in kinds.finditer(text, start, last):
            if _is_part_of_name(text, kind, first, last, is_known):
                continue
            if text[start : kind.start()].strip():
                yield _name(text, start, kind.start(), kinds, is_known)
            start = kind.end()
        if _is_name(text, start, last):
            yield _name(text, start, last, kinds, is_known)


def _is_name(text: str, start: int, end: int) -> bool:
    """Return True unless nothing is left, or one word that begins a sentence."""
    spelling = text[start:end].strip()
    is_long = " " in spelling or "-" in spelling or "\u00a0" in spelling
    return is_long or bool(spelling and (_has_kind(text, start) or is_other(spelling)))


def _has_kind(text: str, start: int) -> bool:
    """Return True if a word before a name may be its kind."""
    preceding = text[max(0, start - _KIND_LETTERS) : start]
    return preceding.rstrip(" .\u00a0").lower().endswith(_KIND_ENDS)


def _small_runs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the words in small letters between a kind and the next one."""
    kinds = list(_PLAIN_KIND.finditer(text))
    for kind, following in zip_longest(kinds, kinds[1:]):
        limit = following.start() if following else len(text)
        if run := _PLAIN_NAME.match(text, kind.end(), limit):
            yield run.span(1)


def _is_part_of_name(
    text: str, kind: re.Match[str], start: int, end: int, is_known: Callable[[str], bool]
) -> bool:
    """Return True for a capitalised word that is a kind and also begins names: Châu Sơn.

    In a line of capitals it is a kind if other words are before it: ỦY BAN CHÂU VĂN UYÊN.
    """
    if fold(kind[0]) not in ("chau", "phu", "quan") or text[start : kind.start()].isupper():
        return False
    whole_name, name_part = (
        text[at:end].replace("-", " ").strip() for at in (kind.start(), kind.end())
    )
    return kind.start() > start or is_known(whole_name) or not is_known(name_part)


def _name(
    text: str, start: int, end: int, kinds: re.Pattern[str], is_known: Callable[[str], bool]
) -> _Name:
    while text[start] in " -\u00a0":
        start += 1
    if opening := _OPENING.match(text, start, end):
        start = opening.end()
    end = _end(text, start, start + len(text[start:end].rstrip(" -\u00a0")), is_known)
    preceding = text[max(0, start - _KIND_LETTERS) : start]
    kind_match = None
    if _has_kind(text, start):
        *_, kind_match = (None, *kinds.finditer(preceding))
    if kind_match is None or preceding[kind_match.end() :].strip(" .\u00a0"):
        text_before = text[max(0, start - _LIST_LEAD_LETTERS) : start]
        is_led = text_before.rstrip(" ").endswith((":", *_LIST_LEAD_ENDS))
        if is_led and (lead := _LIST_LEAD.search(text_before)):
            return _Name(start, end, lead[1], start, is_list=True)
        return _Name(start, end, "", start)
    opens = start - len(preceding) + kind_match.start()
    is_list = bool(_LIST_WORD.search(text, max(0, opens - 8), opens))
    return _Name(start, end, _KIND_OF.get(kind_match[0].lower(), "thị trấn"), opens, is_list)


def _end(text: str, start: int, end: int, is_known: Callable[[str], bool]) -> int:
    """Return the end of a name: in capitals, or all small, other words can follow it."""
    spelling = text[start:end]
    words = spelling.split(" ", _LONGEST_NAME)
    if len(words) > _SHORTEST_NAME and (spelling.isupper() or spelling.islower()):
        for length in range(min(len(words), _LONGEST_NAME), 1, -1):
            name = " ".join(words[:length])
            if is_known(name.replace("-", " ")):
                return start + len(name)
    return end


def _with_list_kinds(text: str, names: list[_Name]) -> list[_Name]:
    """Give the kind of the first of a list to those behind it: `các xã A, B và C`."""
    member: _Name | None = None
    for index, name in enumerate(names):
        gap = _gap(text, member, name) if member else ""
        if member and not name.kind and _LIST_GAP.fullmatch(gap):
            names[index] = replace(name, kind=member.kind, is_list=True)
        elif member and gap.strip() == "(" and (ends := text.find(")", name.end, name.end + 2)) > 0:
            member = replace(member, end=ends + 1)
            continue
        member = names[index] if names[index].is_list else None
    return names


def _with_kinds_behind(text: str, names: list[_Name]) -> list[_Name]:
    """Give bare names the kind that is written behind them: `A là một xã thuộc huyện B`."""
    behind = (
        _KIND_BEHIND.fullmatch(gap) if " là " in (gap := _gap(text, *pair)) else None
        for pair in pairwise(names)
    )
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
        if gap[:1].isalnum() or gap[:1] == ".":
            continue
        if name.is_list and following.is_list and _LIST_GAP.fullmatch(gap):
            above[index] = above[index + 1]
        elif (" là " in gap and _KIND_BEHIND.fullmatch(gap)) or (
            _PARENT_GAP.fullmatch(gap) and _is_above(name, following, gap)
        ):
            unit = Above(following.kind, text[following.start : following.end].replace("-", " "))
            above[index] = (unit, *above[index + 1][: _MOST_ABOVE - 1])
    return above


def _is_above(name: _Name, following: _Name, gap: str) -> bool:
    """Return True if the next name can be of a unit to which this one belongs."""
    if following.kind:
        return 0 < LEVELS[following.kind] < LEVELS.get(name.kind, 4)
    return bool(gap.strip()) and "\n" not in gap


def _is_now(text: str, start: int) -> bool:
    return bool(_NOW.search(text[max(0, start - _BEFORE_LETTERS) : start]))


def _word_before(text: str, start: int) -> str:
    return (text[max(0, start - _BEFORE_LETTERS) : start].lower().split() or [""])[-1]
