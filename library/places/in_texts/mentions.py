"""Names of units written in a text, each with its kind and the units above it, as written there.

Nothing is decided here: a name may be of another province, of a person, or of nobody.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest
from typing import NamedTuple

from library.places.provinces import is_other
from library.places.units import LEVELS
from library.vietnamese.letters import fold

_UPPER = "".join(filter(str.isupper, map(chr, range(0x41, 0x1EFA))))
_KINDS = {
    **{kind: kind for kind in LEVELS},
    "tt": "thị trấn",
    "tp": "thành phố",
    "tx": "thị xã",
    "t.p": "thành phố",
    "h.": "huyện",
    "x.": "xã",
    "p.": "phường",
    "q.": "quận",
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
_NEXT = rf"[ \u00a0](?:(?<![{_UPPER}]{{2}}.){_WORD}|[{_UPPER}](?![^\W\d_{_UPPER}])[\w’']*)"
_NAME = re.compile(rf"(?<!\w){_WORD}(?:-\w+|{_NEXT})*")
"""Words with capitals; letters as in `UBND Chi Lăng` are no part of the name behind them."""
_PAIR = re.compile(rf"([{_UPPER}]\w*(?: [{_UPPER}]\w*)+)-(?=[{_UPPER}]\w* )")
_OPENING = re.compile(
    r"(?:Ở|Tại|Từ|Về|Đến|Tới|Khi|Còn|Ngoài|Trong|Gần|Sau|Trước|Nay|Đoàn|Phố|Ga|Đồn|Vùng|Lên|Xuống"
    r"|Vào|Ra|Qua|Sang|Theo|Dọc|Giữa|Quê|Chợ|Cầu|Riêng|Dân|Người|Khắp|Cách|Rời|Và|Do|Với|Như"
    r"|À|De|Le|La)[ \u00a0]"
)
"""Words that begin a sentence before a name."""
_KIND_GAP = " .:)\u00a0\n"
"""Characters between a kind and its name: a line may end there, and a form has `Huyện: Bắc Sơn`."""

_FIRST_OF_FORM = {"phường": "xã", "thị trấn": "xã", "thành phố": "huyện", "thị xã": "huyện"}
"""Kinds for the last ones of `Xã/phường: …`, where a form leaves the kind to its reader."""

_KIND_LETTERS, _LIST_LEAD_LETTERS = 12, 60
_SHORTEST_NAME, _LONGEST_NAME = 2, 6

_LIST_WORD = re.compile(r"(?:các|những|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|\d+)\s*$", re.I)
_LIST_LEAD_ENDS = ("là", "gồm", "gồm có", "như", "sau", "này")
_OTHER_KIND = re.compile(rf"(?:{'|'.join(LEVELS)})(?:,| và|, và) (?:\w+ )?$", re.I)
_LEADS = (":", ": ", *(f"{word} " for word in _LIST_LEAD_ENDS))
_LIST_LEAD = re.compile(
    rf"(?i:các|những|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|\d) ({'|'.join(LEVELS)}) [^.;\n{_UPPER}]*"
    rf"(?:(?<=\W)(?:{'|'.join(_LIST_LEAD_ENDS)})|:)[ :]{{1,2}}$"
)
"""`ba xã chưa xong là A, B và C`: the kind of a list, further before it."""


class Name(NamedTuple):
    """A run of words with capitals; kind is empty if none is written before it."""

    start: int
    end: int
    kind: str
    opens: int
    """The beginning of its kind, or of the name itself."""
    is_list: bool = False
    """True if its kind is one of several: `các xã`."""


def names_in(text: str, is_known: Callable[[str], bool]) -> Iterator[Name]:
    """Yield the names of a composed text, cut where a kind is written within a run."""
    is_plain = len(text.encode()) - len(text) < _MIN_MARKED_SHARE * len(text)
    kinds = _PLAIN_KIND if is_plain else _KIND
    runs = list(_runs(text, is_known))
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


def _runs(text: str, is_known: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Yield the runs of capitals: joined over a line end if known, cut in `Lạng Sơn-Cao Bằng`."""
    start = end = 0
    for run in _NAME.finditer(text):
        if (
            end
            and text[end : run.start()] == "\n"
            and is_known(text[start : run.end()].replace("\n", " "))
        ):
            end = run.end()
            continue
        if end:
            yield start, end
        start, end = run.span()
        while text.find("-", start, end) > 0 and (pair := _PAIR.match(text, start, end)):
            yield pair.span(1)
            start = pair.end()
    if end:
        yield start, end


def _is_name(text: str, start: int, end: int) -> bool:
    """Return True unless nothing is left, or one word that begins a sentence."""
    spelling = text[start:end].strip()
    is_long = " " in spelling or "-" in spelling or "\u00a0" in spelling
    return is_long or bool(spelling and (_has_kind(text, start) or is_other(spelling)))


def _has_kind(text: str, start: int) -> bool:
    """Return True if a word before a name may be its kind."""
    preceding = text[max(0, start - _KIND_LETTERS) : start].rstrip(_KIND_GAP)
    return preceding.lower().endswith(_KIND_ENDS)


def _is_kind_gap(kind: str, gap: str) -> bool:
    """Return True if a name follows its kind; a capital at the end of a line heads a column."""
    is_gap = not gap.strip(_KIND_GAP) and (")" not in gap or ":" in gap)
    return is_gap and (kind.islower() or "\n" not in gap)


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
    if fold(kind[0]) not in ("chau", "phu", "quan"):
        return False
    if kind.start() > start:
        return not text[max(start, kind.start() - _LIST_LEAD_LETTERS) : kind.start()].isupper()
    whole_name, name_part = (
        text[at:end].replace("-", " ").strip() for at in (kind.start(), kind.end())
    )
    return is_known(whole_name) or not is_known(name_part)


def _name(
    text: str, start: int, end: int, kinds: re.Pattern[str], is_known: Callable[[str], bool]
) -> Name:
    while text[start] in " -\u00a0":
        start += 1
    if opening := _OPENING.match(text, start, end):
        start = opening.end()
    end = _end(text, start, start + len(text[start:end].rstrip(" -\u00a0")), is_known)
    first, kind_match = max(0, start - _KIND_LETTERS), None
    if _has_kind(text, start):
        *_, kind_match = (None, *kinds.finditer(text[first:start]))
    if kind_match is None or not _is_kind_gap(
        kind_match[0], text[first + kind_match.end() : start]
    ):
        return _led_name(text, start, end)
    opens = first + kind_match.start()
    is_list = bool(_LIST_WORD.search(text, max(0, opens - 8), opens))
    if ":" in text[opens:start] and not _is_label(text, opens, is_list=is_list):
        return _led_name(text, start, end)
    kind = _KIND_OF.get(kind_match[0].lower(), "thị trấn")
    if text[opens - 1 : opens] == "/":
        kind = _FIRST_OF_FORM.get(kind, kind)
    return Name(start, end, kind, opens, is_list)


def _is_label(text: str, opens: int, *, is_list: bool) -> bool:
    """Return True for a kind with a colon that is that of all behind it, or the label of a form.

    `6 thành phố trực thuộc tỉnh: …` and `13 tỉnh và 2 thành phố: …` are neither.
    """
    preceding = text[max(0, opens - _LIST_LEAD_LETTERS) : opens]
    if is_list:
        return not _OTHER_KIND.search(preceding)
    return not preceding.strip(" ") or preceding.rstrip(" ")[-1] in "\n;|/.,-("


def _led_name(text: str, start: int, end: int) -> Name:
    """Return a name with the kind of the list before it, empty if there is none."""
    is_led = text.endswith(_LEADS, 0, start)
    preceding = text[max(0, start - _LIST_LEAD_LETTERS) : start] if is_led else ""
    lead = _LIST_LEAD.search(preceding)
    return Name(start, end, lead[1] if lead else "", start, is_list=bool(lead))


def _end(text: str, start: int, end: int, is_known: Callable[[str], bool]) -> int:
    """Return the end of a name: in capitals, or all small, other words can follow it."""
    spelling = text[start:end]
    if spelling.isupper() or spelling.islower():
        words = spelling.split(" ", _LONGEST_NAME)
        if len(words) <= _SHORTEST_NAME:
            return end
        for length in range(min(len(words), _LONGEST_NAME), 1, -1):
            name = " ".join(words[:length])
            if is_known(name.replace("-", " ")):
                return start + len(name)
    return end


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
