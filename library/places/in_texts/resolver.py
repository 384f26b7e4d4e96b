"""Decides which unit each name in a text means: by its day, the units above it and around it.

A name is given to a unit only as far as the text leads: `CERTAIN` if it says so itself, `LIKELY`
if the names around it agree, else it stays open.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from math import inf

from library.places.in_texts.called_units import (
    COMMUNE,
    DISTRICT,
    CalledUnits,
    has_kind,
    has_namesakes,
    is_no_unit,
    is_ours_alone,
)
from library.places.in_texts.mentions import Mention, mentions_of
from library.places.in_texts.surroundings import (
    ANYWHERE,
    Near,
    Sign,
    is_above,
    names_above,
    with_headings,
    year_beside,
)
from library.places.place_history import PlaceHistory
from library.places.provinces import is_other, is_own
from library.places.units import Unit, full_day
from library.vietnamese.letters import compose

_DOUBT, _DOUBT_OF_DISTRICT, _DOUBT_OF_OWN = 1.5, 4.0, 8.0
"""Other provinces must be named so much more around a name, if it is to be of one of them."""

_CLOSE_VOTE = 0.8
"""Part of the most votes with which another district is as likely as the first."""

_ROUNDS = 2
"""Rounds of decisions: those of the first one are signs for the next."""

_FIRST_DAY, _BEFORE_REFORM, _SINCE_REFORM = "1945-09-02", "2025-06-30", "2025-07-01"
"""Days that stand for older times, and for a text without a date before and since 2025."""

_PROVINCE = 1


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


class Resolver:
    """Resolves names with one state of the units; one resolver serves many pages."""

    def __init__(self, history: PlaceHistory) -> None:
        self._called_units = CalledUnits(history)

    def resolve(
        self, text: str, *, day: str = "", title: str = "", senses: Mapping[int, str] | None = None
    ) -> tuple[Resolved, ...]:
        """Return the names in a text that units of the province bear, each with its decision.

        `day` is the day of the document, or its year; empty if it is unknown. `senses` has the
        units that people gave to names by their start: signs for the names around them.
        """
        units, text = self._called_units, compose(text)
        mentions = with_headings(text, mentions_of(text, units.is_known), units.is_district)
        page = _Page(units, text, tuple(mentions), day)
        return page.resolved(mentions_of(compose(title), units.is_known), senses or {})


class _Page:
    """A text with its names on their way to their decisions."""

    def __init__(
        self, units: CalledUnits, text: str, mentions: tuple[Mention, ...], day: str
    ) -> None:
        self.units = units
        self.text = text
        self.mentions = mentions
        self.is_dated = bool(day)
        self.day = full_day(day) or self._day_by_units()

    def resolved(self, title: Iterable[Mention], senses: Mapping[int, str]) -> tuple[Resolved, ...]:
        """Decide what the names say themselves, then the others by those decided around them."""
        answers: list[Resolved] = []
        for mention in self.mentions:
            is_listed = bool(answers) and self._is_listed(mention, answers[-1])
            answers += filter(None, [self._by_itself(mention, is_listed=is_listed)])
        answers, title = _as_said_before(answers), tuple(title)
        for round_ in range(_ROUNDS):
            if any(answer.verdict is Verdict.OPEN for answer in answers):
                signs = self._signs(answers, title, senses)
                is_last = round_ + 1 == _ROUNDS
                answers = [
                    self._by_signs(answer, signs, is_last=is_last)
                    if answer.verdict is Verdict.OPEN
                    else answer
                    for answer in answers
                ]
        return tuple(answers)

    def _is_listed(self, mention: Mention, previous: Resolved) -> bool:
        """Return True for the next of a list of communes: `Đào Viên, Tân Minh, Đội Cấn`."""
        units = self.units.called(previous.mention)
        is_commune = all(unit.level == COMMUNE for unit in units)
        return is_commune and self.text[previous.mention.end : mention.start] in (", ", " và ")

    def _by_itself(self, mention: Mention, *, is_listed: bool) -> Resolved | None:
        """Return the decision to which the units written above a name lead; None for no unit."""
        units = self.units.called(mention)
        if not units or (not mention.kind and is_no_unit(mention, units, is_listed=is_listed)):
            return None
        names = names_above(mention, units)
        above = [self.units.units_above(name) for name in names]
        is_here = any(is_own(name.name) for name in names)
        if None in above and not is_here:
            is_list = not mention.kind and mention.above and not mention.above[0].kind
            if not is_list or not is_ours_alone(mention, units):
                return Resolved(mention, Verdict.ELSEWHERE)
            above = []  # `Thất Khê, Thái Nguyên, Điện Biên Phủ` is a list
        groups = [group for group in above if group]
        of_kind = [unit for unit in units if has_kind(unit, mention)]
        within = self._within(of_kind, groups) or self._within(units, groups)
        if not within:
            return _open(mention, of_kind or units)
        if (mention.kind or mention.heading) and (groups or mention.level < COMMUNE):
            choice = self.units.on_day(within, self._day_of(mention))
            if len(choice) == 1:
                is_clear = choice[0] in of_kind and (mention.above or not mention.heading)
                is_clear = is_clear and self.units.is_spelt(mention.name)
                verdict = Verdict.CERTAIN if is_clear else Verdict.LIKELY
                return Resolved(mention, verdict, choice[0].id)
        return _open(mention, [unit for unit in within if unit in of_kind] or within)

    def _within(self, units: Iterable[Unit], above: Sequence[frozenset[str]]) -> list[Unit]:
        """Return those units that once belonged to one of each group, or are one of it."""
        return [
            unit
            for unit in units
            if all(not group.isdisjoint(self.units.lineage(unit)) for group in above)
        ]

    def _signs(
        self, answers: Iterable[Resolved], title: Iterable[Mention], senses: Mapping[int, str]
    ) -> tuple[Sign, ...]:
        """Return the places in the text that speak of this province, or of another one."""
        pairs = pairwise((None, *self.mentions))
        signs = [
            self._sign(mention) for previous, mention in pairs if not is_above(mention, previous)
        ]
        signs += [self._title_sign(mention) for mention in title]
        for answer in answers:
            if unit_id := senses.get(answer.mention.start, answer.unit):
                unit = self.units.history.units[unit_id]
                lineage = self.units.lineage(unit) | self.units.districts(unit)
                signs.append(Sign(answer.mention.start, lineage))
            elif answer.verdict is Verdict.ELSEWHERE:
                signs.append(Sign(answer.mention.start, None))
            elif not has_namesakes(answer.mention):
                units = (self.units.history.units[name] for name in answer.candidates)
                districts = frozenset.intersection(*map(self.units.districts, units))
                signs.append(Sign(answer.mention.start, districts))
        return tuple(sorted(filter(None, signs), key=lambda sign: sign.start))

    def _sign(self, mention: Mention) -> Sign | None:
        """Return a sign if a name is that of a province, or of a unit that this one never had."""
        if is_own(mention.name):
            return Sign(mention.start, frozenset())
        is_row = mention.is_row and bool(mention.heading)
        is_foreign = is_other(mention.name) and mention.level < COMMUNE and not is_row
        if is_foreign or (mention.level > _PROVINCE and not self.units.called(mention)):
            return Sign(mention.start, None)
        return None

    def _title_sign(self, mention: Mention) -> Sign | None:
        """Return the sign of a name in the title; a district counts even as that of a battle."""
        districts = [unit for unit in self.units.called(mention) if unit.level == DISTRICT]
        if districts and not is_own(mention.name):
            return Sign(ANYWHERE, self.units.lineage(districts[0]))
        return self._sign(replace(mention, start=ANYWHERE))

    def _by_signs(self, answer: Resolved, signs: Sequence[Sign], *, is_last: bool) -> Resolved:
        """Return the decision to which the names around an open one lead."""
        mention = answer.mention
        is_here = any(is_own(name.name) for name in mention.above)
        near = Near(mention.start, signs)
        units = [self.units.history.units[name] for name in answer.candidates]
        is_common = has_namesakes(mention) or not self.units.is_spelt(mention.name)
        doubt = self._doubt(mention, units)
        if near.foreign > near.own_weight * (1 if is_common else doubt) and not is_here:
            is_strange = near.foreign > near.own_weight * doubt
            return (
                Resolved(mention, Verdict.ELSEWHERE)
                if is_last and is_common and is_strange
                else answer
            )
        is_known = mention.kind or any(unit.level < COMMUNE for unit in units)
        if not near.own and not is_here and (is_common or not is_known):
            return answer
        choice = self._chosen(mention, units, near)
        if len(choice) == 1 and (is_here or self._is_fit(mention, choice[0], near)):
            is_clear = bool(mention.kind and near.own and not is_common and len(units) == 1)
            return Resolved(mention, Verdict.CERTAIN if is_clear else Verdict.LIKELY, choice[0].id)
        return answer

    @staticmethod
    def _doubt(mention: Mention, units: Iterable[Unit]) -> float:
        """Return the times by which names of other provinces must outweigh those of this one."""
        is_district = any(unit.level == DISTRICT for unit in units)
        if not has_namesakes(mention):
            return _DOUBT_OF_OWN if mention.level == COMMUNE and not is_district else inf
        return _DOUBT_OF_DISTRICT if is_district and not mention.kind else _DOUBT

    def _chosen(self, mention: Mention, units: Sequence[Unit], near: Near) -> Sequence[Unit]:
        """Return the units of the day and of the districts around; of a bare name the largest."""
        of_day = self.units.on_day(units, self._day_of(mention))
        votes = {unit.id: near.votes(self.units.districts(unit)) for unit in of_day}
        enough = max(votes.values()) * _CLOSE_VOTE
        choice = [unit for unit in of_day if votes[unit.id] >= enough]
        if mention.kind:
            return choice
        provinces = [unit for unit in of_day if unit.level == _PROVINCE]
        if provinces:
            return provinces
        districts = [unit for unit in choice if unit.level == DISTRICT]
        towns = [unit for unit in choice if unit.last.kind == "thị trấn"]
        return districts or towns or choice

    def _is_fit(self, mention: Mention, unit: Unit, near: Near) -> bool:
        """Return True unless a bare name that other provinces have is far from its district."""
        if mention.kind or unit.level < COMMUNE or not has_namesakes(mention):
            return True
        districts = self.units.districts(unit)
        return not districts or near.votes(districts) > 0

    def _day_of(self, mention: Mention) -> str:
        """Return the day on which the unit of a name is sought: of its sentence, or of the text."""
        is_below = bool(mention.above) and is_own(mention.above[0].name)
        if mention.level == COMMUNE and is_below and not self.is_dated:
            return _SINCE_REFORM
        if mention.is_now:
            return self.day
        year = year_beside(self.text, mention)
        return min(max(f"{year}-12-31", _FIRST_DAY), self.day) if year else self.day

    def _day_by_units(self) -> str:
        """Return a day that stands for an undated text: since 2025 if it names a unit of then."""
        is_since = any(map(self._is_of_reform, self.mentions))
        return _SINCE_REFORM if is_since else _BEFORE_REFORM

    def _is_of_reform(self, mention: Mention) -> bool:
        """Return True for a commune of 2025 by its kind."""
        if mention.level != COMMUNE or mention.is_now:
            return False
        units = [unit for unit in self.units.called(mention) if has_kind(unit, mention)]
        return bool(units) and all(unit.eras[0].since >= _SINCE_REFORM for unit in units)


def _as_said_before(answers: Iterable[Resolved]) -> list[Resolved]:
    """Return the answers, each open one as the last one before it that named its district."""
    senses: dict[tuple[str, str], Resolved] = {}
    same: list[Resolved] = []
    for answer in answers:
        mention = answer.mention
        sense = senses.get((mention.kind, mention.name))
        if answer.verdict is Verdict.OPEN and mention.kind and sense and not mention.is_now:
            verdict = Verdict.LIKELY if sense.unit else Verdict.ELSEWHERE
            answer = Resolved(mention, verdict, sense.unit)
        elif mention.above and answer.verdict is not Verdict.OPEN:
            senses[mention.kind, mention.name] = answer
        same.append(answer)
    return same


def _open(mention: Mention, units: Iterable[Unit]) -> Resolved:
    return Resolved(mention, Verdict.OPEN, candidates=tuple(unit.id for unit in units))
