"""Decides which unit each name in a text means: by its day, the units above it and around it.

A name is given to a unit only as far as the text leads: `CERTAIN` if it says so itself, `LIKELY`
if the names around it agree, else it stays open.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from library.places.called_units import COMMUNE, DISTRICT, CalledUnits
from library.places.edition import read_rows
from library.places.mentions import Mention, mentions_of
from library.places.place_history import PlaceHistory
from library.places.provinces import is_other, is_own
from library.places.units import Unit
from library.vietnamese.letters import compose, fold, spell_one_way

_HALF_WEIGHT_DISTANCE = 150
"""Characters after which another name says half as much about a name as one beside it."""

_ANYWHERE, _TITLE_DISTANCE = -1, 100
"""A name in the title counts everywhere in the text, as one at this distance."""

_FIRST_DAY, _BEFORE_REFORM, _SINCE_REFORM = "1945-09-02", "2025-06-30", "2025-07-01"
"""Days that stand for older times, and for a text without a date before and since 2025."""

_PROVINCE = 1
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
_SENTENCE_LETTERS = 160
"""Characters on each side of a name in which its sentence is searched for a year."""

_NOT_UNITS_AFTER = """
    đường phố trường ải chùa đền đình miếu động hang thôn bản xóm làng tổng dịch thắng trận nghĩa
    đội đoàn hóa nghệ ông bà anh chị chí họ cụ tướng vua ty máy tộc dân khối tổ nguyễn trần lê phạm
    hoàng vũ võ vi đặng bùi đỗ ngô dương lý nông lương mạc lâm
"""
"""Last words before bare names that are those of people, streets, battles, temples, hamlets."""

_PEOPLE = frozenset(
    {"hoang van thu", "quang trung", "hung dao", "thien thuat", "hoa tham", "tran phu", "de tham"}
    | {"minh khai", "quoc khanh", "doan ket", "thong nhat", "tan tien", "cai kinh", "tan lap"}
)
"""Names of units that are also people or common words: they count only after xã, phường …"""


class Verdict(StrEnum):
    """The decision on a name in a text."""

    CERTAIN = "certain"
    LIKELY = "likely"
    OPEN = "open"
    """Units of the province bear the name, and the text does not decide among them."""
    ELSEWHERE = "elsewhere"
    """A unit of another province."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A name in a text with the unit that it means, or those that it may mean."""

    mention: Mention
    verdict: Verdict
    unit: str = ""
    """Identifier of the unit; empty unless certain or likely."""
    candidates: tuple[str, ...] = ()
    """Identifiers of the units that an open name may mean."""


@dataclass(frozen=True, slots=True)
class _Sign:
    """A place in a text that speaks of this province or of another one."""

    start: int
    lineage: frozenset[str] | None
    """Unit with those above it; empty for the province itself, None for another province."""

    def weight_at(self, start: int) -> float:
        """Return the weight of the sign for a name: 1 beside it, less and less further away."""
        distance = _TITLE_DISTANCE if self.start == _ANYWHERE else abs(self.start - start)
        return 1 / (1 + distance / _HALF_WEIGHT_DISTANCE)


class Resolver:
    """Resolves names with one state of the units; one resolver serves many pages."""

    def __init__(self, history: PlaceHistory) -> None:
        self._called_units = CalledUnits(history)

    def resolve(self, text: str, *, day: str = "", title: str = "") -> tuple[Resolved, ...]:
        """Return the names in a text that units of the province bear, each with its decision.

        `day` is the day of the document, or its year; empty if it is unknown.
        """
        composed = compose(text)
        page = _Page(self._called_units, composed, mentions_of(composed), day)
        return page.resolved(mentions_of(compose(title)))


class _Page:
    """A text with its names on their way to their decisions."""

    def __init__(
        self, units: CalledUnits, text: str, mentions: tuple[Mention, ...], day: str
    ) -> None:
        self.units = units
        self.text = text
        self.mentions = mentions
        self.is_dated = bool(day)
        self.day = _full_day(day) or self._day_by_units()

    def resolved(self, title: Iterable[Mention]) -> tuple[Resolved, ...]:
        """Decide what the names say themselves, then the others by those decided around them."""
        answers = [answer for mention in self.mentions if (answer := self._by_itself(mention))]
        signs = self._signs(answers, title)
        return tuple(
            self._by_signs(answer, signs) if answer.verdict is Verdict.OPEN else answer
            for answer in answers
        )

    def _by_itself(self, mention: Mention) -> Resolved | None:
        """Return the decision to which the units written above a name lead; None for no unit."""
        units = self.units.called(mention)
        if not units or (not mention.kind and is_no_unit(mention)):
            return None
        above = [self.units.units_above(name) for name in mention.above]
        is_here = any(is_own(name.name) for name in mention.above)
        if None in above and not is_here:
            return Resolved(mention, Verdict.ELSEWHERE)
        groups = [group for group in above if group]
        of_kind = [unit for unit in units if _has_kind(unit, mention)]
        within = self._within(of_kind, groups) or self._within(units, groups)
        if not within:
            return _open(mention, of_kind or units)
        if mention.kind and (groups or mention.level < COMMUNE):
            chosen = self.units.on_day(within, self._day_of(mention))
            if len(chosen) == 1:
                verdict = Verdict.CERTAIN if chosen[0] in of_kind else Verdict.LIKELY
                return Resolved(mention, verdict, chosen[0].id)
        return _open(mention, [unit for unit in within if unit in of_kind] or within)

    def _within(self, units: Iterable[Unit], above: Sequence[frozenset[str]]) -> list[Unit]:
        """Return those units that once belonged to one of each group, or are one of it."""
        return [
            unit
            for unit in units
            if all(not group.isdisjoint(self.units.lineage(unit)) for group in above)
        ]

    def _signs(self, answers: Iterable[Resolved], title: Iterable[Mention]) -> tuple[_Sign, ...]:
        """Return the places in the text that speak of this province, or of another one."""
        signs = [self._sign(mention) for mention in self.mentions]
        signs += [self._sign(replace(mention, start=_ANYWHERE)) for mention in title]
        for answer in answers:
            if answer.unit:
                lineage = self.units.lineage(self.units.history.units[answer.unit])
                signs.append(_Sign(answer.mention.start, lineage))
            elif answer.verdict is Verdict.ELSEWHERE:
                signs.append(_Sign(answer.mention.start, None))
            elif not _has_namesakes(answer.mention):
                signs.append(_Sign(answer.mention.start, frozenset()))
        return tuple(filter(None, signs))

    def _sign(self, mention: Mention) -> _Sign | None:
        """Return a sign if a name is that of a province, or of a unit that this one never had."""
        if is_own(mention.name):
            return _Sign(mention.start, frozenset())
        is_foreign = is_other(mention.name) and mention.level < COMMUNE
        if is_foreign or (mention.level > _PROVINCE and not self.units.called(mention)):
            return _Sign(mention.start, None)
        return None

    def _by_signs(self, answer: Resolved, signs: Sequence[_Sign]) -> Resolved:
        """Return the decision to which the names around an open one lead."""
        mention = answer.mention
        is_here = any(is_own(name.name) for name in mention.above)
        own = [sign for sign in signs if sign.lineage is not None and sign.start != mention.start]
        weight = sum(sign.weight_at(mention.start) for sign in own)
        foreign_weight = sum(sign.weight_at(mention.start) for sign in signs) - weight
        has_namesakes = _has_namesakes(mention)
        if has_namesakes and foreign_weight > weight and not is_here:
            return replace(answer, verdict=Verdict.ELSEWHERE, candidates=())
        units = [self.units.history.units[name] for name in answer.candidates]
        is_known = mention.kind or any(unit.level < COMMUNE for unit in units)
        if not own and not is_here and (has_namesakes or not is_known):
            return answer
        chosen = self._chosen(mention, units, own)
        if len(chosen) == 1:
            is_clear = bool(mention.kind and own and not has_namesakes and len(units) == 1)
            return Resolved(mention, Verdict.CERTAIN if is_clear else Verdict.LIKELY, chosen[0].id)
        return answer

    def _chosen(
        self, mention: Mention, units: Sequence[Unit], own: Iterable[_Sign]
    ) -> Sequence[Unit]:
        """Return the units of the day and of the districts around; of a bare name the largest."""
        of_day = self.units.on_day(units, self._day_of(mention))
        chosen = self._nearest(of_day, own)
        if mention.kind:
            return chosen
        districts = [unit for unit in chosen if unit.level == DISTRICT]
        towns = [unit for unit in chosen if unit.last.kind == "thị trấn"]
        return districts or towns or chosen

    def _nearest(self, units: Sequence[Unit], signs: Iterable[_Sign]) -> Sequence[Unit]:
        """Return the units of the districts that are named most often around."""
        lineages = [sign.lineage for sign in signs if sign.lineage]
        votes = {
            unit.id: sum(not lineage.isdisjoint(self.units.districts(unit)) for lineage in lineages)
            for unit in units
        }
        most = max(votes.values())
        return [unit for unit in units if votes[unit.id] == most]

    def _day_of(self, mention: Mention) -> str:
        """Return the day on which the unit of a name is sought: of its sentence, or of the text."""
        is_below = bool(mention.above) and is_own(mention.above[0].name)
        if mention.level == COMMUNE and is_below and not self.is_dated:
            return _SINCE_REFORM
        if mention.is_now:
            return self.day
        start = max(0, mention.start - _SENTENCE_LETTERS)
        sentence = self.text[start : mention.end + _SENTENCE_LETTERS]
        at = mention.start - start
        begins = max(sentence.rfind(". ", 0, at), sentence.rfind("\n", 0, at)) + 1
        ends = min(
            (e for e in (sentence.find(". ", at), sentence.find("\n", at)) if e > 0),
            default=len(sentence),
        )
        years = [(abs(y.start() - at), y[0]) for y in _YEAR.finditer(sentence, begins, ends)]
        if not years:
            return self.day
        return min(max(f"{min(years)[1]}-12-31", _FIRST_DAY), self.day)

    def _day_by_units(self) -> str:
        """Return a day that stands for an undated text: since 2025 if it names a unit of then."""
        is_since = any(map(self._is_of_reform, self.mentions))
        return _SINCE_REFORM if is_since else _BEFORE_REFORM

    def _is_of_reform(self, mention: Mention) -> bool:
        """Return True for a commune of 2025 by its kind."""
        if mention.level != COMMUNE or mention.is_now:
            return False
        units = [unit for unit in self.units.called(mention) if _has_kind(unit, mention)]
        return bool(units) and all(unit.eras[0].since >= _SINCE_REFORM for unit in units)


def _open(mention: Mention, units: Iterable[Unit]) -> Resolved:
    return Resolved(mention, Verdict.OPEN, candidates=tuple(unit.id for unit in units))


def _has_namesakes(mention: Mention) -> bool:
    return spell_one_way(mention.name) in _namesakes()


@cache
def _namesakes() -> frozenset[str]:
    """Return the names that communes of other provinces bear too."""
    return frozenset(spell_one_way(row["name"]) for row in read_rows("namesakes.tsv"))


def _has_kind(unit: Unit, mention: Mention) -> bool:
    return not mention.kind or mention.kind in {era.kind for era in unit.eras}


def is_no_unit(mention: Mention) -> bool:
    """Return True for a bare name that is rather a person, a street, a battle or a word."""
    return (
        " " not in mention.name
        or fold(mention.name) in _PEOPLE
        or mention.word_before.strip("“”\"'(") in _NOT_UNITS_AFTER.split()
    )


def _full_day(day: str) -> str:
    """Return the last day of a year or month, and a full day as it is."""
    return f"{day}{'-12-31'[len(day) - len('2010') :]}" if day else ""
