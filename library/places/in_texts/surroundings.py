"""The names around a name in a text: the heading over it, `II. Huyện Hữu Lũng`, and those near."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice, takewhile
from operator import attrgetter

from library.places.in_texts.mentions import Above, Mention
from library.places.provinces import is_province
from library.places.units import Unit

_PROVINCE, _DISTRICT, _COMMUNE = 1, 2, 3
_REACH = 4000
"""Characters around a name further away than which nothing counts."""

_start = attrgetter("start")
_NUMBER = re.compile(r"[\s*•+|–-]*(?:[IVXLC]{1,5}|\d{1,3}|[a-zđ])?[.)/]?[\s|]*", re.I)
_NUMBER_LETTERS, _LONGEST_KIND = 8, len("thành phố ")
_COLON = re.compile(r"[ \t]?(?:\([^)\n]{0,40}\))?[ \t]?:")
_LINE_END = re.compile(r"[ \t]{0,3}(?:\n|$)")
_LONGEST_BREAK = 800
"""Characters without a name of a unit after which a heading no longer counts."""


_HALF = 150
"""Characters after which another name says half as much about a name as one beside it."""

_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
_SENTENCE_LETTERS = 160
"""Characters on each side of a name in which its sentence is searched for a year."""

ANYWHERE, _TITLE_WEIGHT = -1, 0.6
"""A name in the title counts everywhere in the text, as one at a distance of 100 characters."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A place in a text that speaks of this province or of another one."""

    start: int
    lineage: frozenset[str] | None
    """Unit with those above it; empty for the province itself, None for another province."""


class Near:
    """The signs around a name, each with its weight: 1 beside it, less and less further away."""

    def __init__(self, at: int, signs: Sequence[Sign]) -> None:
        weights = [
            (_TITLE_WEIGHT if s.start == ANYWHERE else _HALF / (_HALF + abs(s.start - at)), s)
            for s in _within_reach(signs, at)
            if s.start != at
        ]
        self.own = [(weight, s.lineage) for weight, s in weights if s.lineage is not None]
        self.own_weight = sum([weight for weight, _ in self.own])
        self.foreign = sum([weight for weight, s in weights if s.lineage is None])

    def votes(self, districts: frozenset[str]) -> float:
        """Return the weight of the signs of districts."""
        return sum([weight for weight, lineage in self.own if not districts.isdisjoint(lineage)])


def _within_reach(signs: Sequence[Sign], at: int) -> Iterator[Sign]:
    """Yield those of the title and those near enough, of signs in their order."""
    first = bisect_left(signs, at - _REACH, key=_start)
    last = bisect_left(signs, at + _REACH, lo=first, key=_start)
    return chain(takewhile(lambda s: s.start == ANYWHERE, islice(signs, first)), signs[first:last])


def with_headings(
    text: str, mentions: Iterable[Mention], is_district: Callable[[Mention], bool]
) -> Iterator[Mention]:
    """Yield the mentions, each with the heading over it; `is_district` decides for bare names."""
    heading: dict[int, Above] = {}
    last, paragraph_end = 0, len(text)
    previous: Mention | None = None
    for mention in mentions:
        if mention.start - last > _LONGEST_BREAK or mention.start > paragraph_end:
            heading, paragraph_end = {}, len(text)
        begins_line = _begins_line(text, mention)
        level = mention.level or (_DISTRICT if begins_line and is_district(mention) else 0)
        is_led = mention.level == _DISTRICT and not begins_line and _has_colon(text, mention)
        is_line = begins_line and _is_line(text, mention)
        is_heading = level in (_PROVINCE, _DISTRICT) and (is_line or is_led)
        if previous:
            is_next = (
                is_heading and bool(previous.heading) and "\n" in text[previous.end : mention.start]
            )
            yield (
                replace(previous, above=()) if is_next and is_above(mention, previous) else previous
            )
        previous = mention
        if is_heading:
            heading = {at: unit for at, unit in heading.items() if at < level}
            paragraph_end = _paragraph_end(text, mention) if is_led else len(text)
            heading[level] = Above(mention.kind or "huyện", mention.name)
            last = mention.end
        elif level == _DISTRICT and _has_colon(text, mention):
            heading = {}
        elif heading and (mention.level == _COMMUNE or begins_line):
            last = mention.end
            units = tuple(heading[at] for at in sorted(heading, reverse=True))
            previous = replace(mention, heading=units, is_row=begins_line)
    if previous:
        yield previous


def year_beside(text: str, mention: Mention) -> str:
    """Return the year nearest to a name in its sentence; empty if there is none."""
    at, last = mention.start, mention.end + _SENTENCE_LETTERS
    first = max(0, at - _SENTENCE_LETTERS)
    begins = max(text.rfind(mark, first, at) for mark in (". ", "\n")) + 1
    ends = min((e for m in (". ", "\n") if (e := text.find(m, at, last)) > 0), default=last)
    years = [
        (abs(year.start() - at), year[0]) for year in _YEAR.finditer(text, begins or first, ends)
    ]
    return min(years, default=(0, ""))[1]


def names_above(mention: Mention, units: Iterable[Unit]) -> tuple[Above, ...]:
    """Return the units above a name; a district and the next one of its list are beside it."""
    above = mention.above or mention.heading
    is_list = not mention.kind and any(unit.level <= _DISTRICT for unit in units)
    is_province_list = mention.level == _PROVINCE or (
        is_list and any(unit.level == _PROVINCE for unit in units)
    )
    is_beside = is_list and above and not is_province(above[0].name)
    return () if is_beside or is_province_list else above


def is_above(mention: Mention, previous: Mention | None) -> bool:
    """Return True if a name is that of the unit above the one before it: they are one sign."""
    return bool(previous and previous.above) and previous.above[0].name == mention.name


def _is_line(text: str, mention: Mention) -> bool:
    """Return True if a name ends its line, or has a colon behind it."""
    is_line = bool(mention.kind) and bool(_LINE_END.match(text, mention.end))
    return is_line or _has_colon(text, mention)


def _paragraph_end(text: str, mention: Mention) -> int:
    end = text.find("\n", mention.end)
    return len(text) if end < 0 else end


def _has_colon(text: str, mention: Mention) -> bool:
    return bool(_COLON.match(text, mention.end))


def _begins_line(text: str, mention: Mention) -> bool:
    """Return True if only a number and the kind stand before a name in its line or cell."""
    earliest = max(0, mention.start - _NUMBER_LETTERS - _LONGEST_KIND)
    text_before = text[earliest : mention.start]
    begins = max(text_before.rfind(mark) for mark in ("\n", "; ", "|", ". "))
    if begins < 0 and earliest:
        return False
    number = text_before[begins + 1 :].rstrip()
    if mention.kind:
        number = number[: max(0, len(number) - len(mention.kind))]
    return len(number) <= _NUMBER_LETTERS and bool(_NUMBER.fullmatch(number))
