"""Years in which all units that a page names existed together, for a page without a date.

Nobody names a unit before it exists, so the first year is firm; but a later writer may name units
that are gone, so the last year is only a hint.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from library.places.in_texts.mentions import Above, Mention
from library.places.in_texts.page_places import resolver_of
from library.places.in_texts.resolver import Resolved, Verdict
from library.places.place_history import PlaceHistory
from library.places.provinces import is_own
from library.places.then_and_now import in_words
from library.places.units import LEVELS, Era, Unit
from library.vietnamese.letters import fold, spell_one_way

_ALWAYS, _NEVER = "", "9999"
_SURE = (Verdict.CERTAIN, Verdict.LIKELY)
_MOST_YEARS, _RECENT, _OLD = 60, "1980", "1990"
"""A longer range helps nobody; one with a single end counts fifty years, so it must be late, or
early: the sources begin in 1945."""

_SENTENCE_LETTERS, _STOPS = 200, (". ", "\n", "; ")
_LOOKS_BACK = re.compile(
    r"(?<!\w)(?:cũ|xưa|trước đây|trước kia|trước là|nguyên là|hồi ấy|thời|nay|sau này"
    r"|(?:1[89]|20)\d\d)(?!\w)",
    re.I,
)
"""Words of a sentence about another time than that in which it was written."""

_OLDER_KINDS = frozenset({"châu", "phủ", "huyện"})
"""Kinds that writers exchange, whatever an act says."""


@dataclass(frozen=True, slots=True)
class Existence:
    """The days between which all named units existed, with the reasons in Vietnamese."""

    since: str
    """First day, or shorter if only the year is known; empty if no unit tells one."""
    until: str
    """Last day that is likely; empty if no unit tells one."""
    reasons: tuple[str, ...]

    @property
    def written(self) -> str:
        """The years as an archivist writes them: 1964-1981; empty if they say too little."""
        first, last = self.since[:4], self.until[:4]
        if first and last:
            return f"{first}-{last}" if int(last) - int(first) <= _MOST_YEARS else ""
        if first:
            return f"sau {int(first) - 1}" if first >= _RECENT else ""
        return f"trước {int(last) + 1}" if last < _OLD else ""

    @property
    def sentence(self) -> str:
        """The reasons with what they are worth."""
        words = f"Trang này nhắc {' và '.join(self.reasons)}."
        doubt = "Mốc cuối kém chắc hơn mốc đầu: người viết sau này vẫn có thể nhắc tên cũ."
        return f"{words} {doubt}" if self.until else words


@dataclass(frozen=True, slots=True)
class _Span:
    since: str
    until: str


def proposed_years(text: str, history: PlaceHistory) -> Existence | None:
    """Return the time in which the units named in a composed text existed; None if none tells.

    Only names with their kind count. If two units never existed together, the writer looks back
    and only the first day is left.
    """
    spans = [
        (answer.mention, span)
        for answer in resolver_of(history).resolve(text)
        if answer.verdict in _SURE and answer.mention.kind
        if (span := _span_of(answer, history))
    ]
    begins = max(spans, key=lambda pair: pair[1].since, default=None)
    hints = [pair for pair in spans if not _looks_back(text, pair[0])]
    ends = min(hints, key=lambda pair: pair[1].until, default=None)
    since = begins[1].since if begins else _ALWAYS
    until = ends[1].until if ends else _NEVER
    if until == _NEVER or until < since:
        ends = None
    reasons = [f"{_written(begins[0])} (có từ {in_words(since)})"] if begins and since else []
    if ends:
        reasons.append(f"{_written(ends[0])} (đến {in_words(until)})")
    return Existence(since, until if ends else "", tuple(reasons)) if reasons else None


def _span_of(answer: Resolved, history: PlaceHistory) -> _Span | None:
    """Return the time from the first to the last unit that a name may mean."""
    mention = answer.mention
    above = list(_groups(mention.above or mention.heading, history))
    units = [unit for unit in history.find(mention.name) if _is_called(unit, mention)]
    if answer.unit not in {unit.id for unit in units} or not _is_ours(units, history):
        return None
    spans = [span for unit in units for span in _spans(unit, mention, above, history)]
    if not spans:
        return None
    return _Span(min(span.since for span in spans), max(span.until for span in spans))


def _is_ours(units: Iterable[Unit], history: PlaceHistory) -> bool:
    """Return False for a neighbouring province: the sources tell of it only what concerns ours."""
    return all(
        unit.level > 1
        or any(is_own(history.units[link.after].last.name) for link in history.links_from(unit.id))
        for unit in units
    )


def _groups(above: Iterable[Above], history: PlaceHistory) -> Iterator[frozenset[str]]:
    """Yield the units that each name above may mean, up to the first unknown one."""
    for name in above:
        kinds = {name.kind} if name.kind else {"tỉnh"} if is_own(name.name) else set(LEVELS)
        if kinds & _OLDER_KINDS:
            kinds |= _OLDER_KINDS
        units = (u for u in history.find(name.name) if kinds & {era.kind for era in u.eras})
        group = frozenset(unit.id for unit in units)
        if not group:
            return
        yield group


def _spans(
    unit: Unit, mention: Mention | None, above: Sequence[frozenset[str]], history: PlaceHistory
) -> Iterator[_Span]:
    """Yield the times of a unit's eras in which it belonged to one of each group above."""
    for era in unit.eras:
        if mention and not _has_kind(era, mention):
            continue
        until = _NEVER if era.until_certainty == "?" or not era.until else era.until
        if not above:
            yield _Span(_first_day(unit, era, history), until)
        elif era.parent in history.units:
            groups_above = above[1:] if era.parent in above[0] else above
            for span in _spans(history.units[era.parent], None, groups_above, history):
                since, last = max(era.since, span.since), min(until, span.until)
                if since <= last:
                    yield _Span(since, last)


def _first_day(unit: Unit, era: Era, history: PlaceHistory) -> str:
    """Return the day on which a unit of an era begins, not its district or its kind alone."""
    first = unit.eras[0] if {unit.eras[0].kind, era.kind} <= _OLDER_KINDS else era
    parent = history.units.get(first.parent)
    is_moved = bool(parent) and first.since == parent.eras[0].since
    return _ALWAYS if is_moved else first.since


def _is_called(unit: Unit, mention: Mention) -> bool:
    spell = fold if mention.name.isascii() else spell_one_way
    return any(
        spell(era.name) == spell(mention.name) and _has_kind(era, mention) for era in unit.eras
    )


def _has_kind(era: Era, mention: Mention) -> bool:
    return era.kind == mention.kind or {era.kind, mention.kind} <= _OLDER_KINDS


def _looks_back(text: str, mention: Mention) -> bool:
    """Return True if the sentence of a name tells of another time."""
    start = max(0, mention.start - _SENTENCE_LETTERS)
    last = min(len(text), mention.end + _SENTENCE_LETTERS)
    begins = max(start - 1, *(text.rfind(mark, start, mention.start) for mark in _STOPS)) + 1
    stops = (text.find(mark, mention.end, last) for mark in _STOPS)
    return bool(
        _LOOKS_BACK.search(text, begins, min((at for at in stops if at >= 0), default=last))
    )


def _written(mention: Mention) -> str:
    above = mention.above or mention.heading
    name = f"{mention.kind} {mention.name}"
    return f"{name} thuộc {above[0].kind} {above[0].name}".replace("  ", " ") if above else name
