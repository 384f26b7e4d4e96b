"""Names of units in the pages of items, each with the unit that it means."""

from dataclasses import dataclass, replace
from functools import lru_cache

from sqlalchemy.orm import Session

from library.places.edition import current_history
from library.places.in_texts.decisions import DecisionsInForce, NameOnPage
from library.places.in_texts.lessons import Lesson
from library.places.in_texts.resolver import Resolved, Resolver, Verdict
from library.places.in_texts.written_names import written_name
from library.places.models import PlaceDecision, PlaceMeaning
from library.places.place_history import PlaceHistory


@dataclass(frozen=True, slots=True)
class NameMeaning:
    """A name on a page with its unit, and the decision or lesson from which that follows."""

    name: str
    """Name in one spelling, with the units written behind it."""
    answer: Resolved
    decision: PlaceDecision | None = None
    lesson: Lesson | None = None


class PlaceReader:
    """Reads the names in pages with one state of the units and of people's decisions."""

    def __init__(self, history: PlaceHistory, decisions: DecisionsInForce) -> None:
        self.history = history
        self._resolver = resolver_of(history)
        self._decisions = decisions

    def names_in(self, text: str, **facts: str | int) -> tuple[Resolved, ...]:
        """Return the names in a page that units of the province bear, each with its decision.

        The facts are those of `meanings_in`. A name that the text leaves open keeps its candidates
        even if people decided it; one that they found to be no place is given to no unit of the
        province, as one of another province.
        """
        return tuple(meaning.answer for meaning in self.meanings_in(text, **facts))

    def meanings_in(
        self,
        text: str,
        *,
        day: str = "",
        title: str = "",
        item_id: str = "",
        page: int = 0,
        collection: str = "",
        series: str | None = "",
    ) -> tuple[NameMeaning, ...]:
        """Return the same, each with the decision or lesson from which it follows.

        Units that people decided are signs for the names around them that the text leaves open.
        `day` is the day of the document, or its year; `page` is 0 for the description. Collection
        and series are those of the item: decisions for them count only if they are given.
        """
        answers = self._resolver.resolve(text, day=day, title=title)
        place = NameOnPage(item_id, page, "", collection, series or "")
        meanings = tuple(self._meaning(answer, place, day) for answer in answers)
        decided_answers = [each.answer for each in meanings if each.decision and each.answer.unit]
        if not decided_answers or all(answer.verdict is not Verdict.OPEN for answer in answers):
            return meanings
        senses = {answer.mention.start: answer.unit for answer in decided_answers}
        answers = self._resolver.resolve(text, day=day, title=title, senses=senses)
        return tuple(
            each if each.decision else self._meaning(answer, place, day)
            for each, answer in zip(meanings, answers, strict=True)
        )

    def _meaning(self, answer: Resolved, page: NameOnPage, day: str) -> NameMeaning:
        place = replace(page, name=written_name(answer.mention))
        is_open = answer.verdict is Verdict.OPEN
        decision = self._decisions.on(place, is_open=is_open) if place.item_id else None
        if decision and self._is_known(decision):
            decided = _with_meaning(answer, decision, Verdict.CERTAIN)
            return NameMeaning(place.name, decided, decision=decision)
        units = answer.candidates
        lesson = self._decisions.lesson(place.name, day, units) if is_open else None
        if lesson and self._is_known(lesson):
            learned = _with_meaning(answer, lesson, Verdict.LIKELY)
            return NameMeaning(place.name, learned, lesson=lesson)
        return NameMeaning(place.name, answer)

    def _is_known(self, source: PlaceDecision | Lesson) -> bool:
        """Return True unless the unit has been taken out of the register since."""
        return not source.unit or source.unit in self.history.units


def place_reader(session: Session) -> PlaceReader:
    """Return a reader with the units and decisions as the transaction sees them."""
    return PlaceReader(current_history(session), DecisionsInForce(session))


def _with_meaning(answer: Resolved, source: PlaceDecision | Lesson, verdict: Verdict) -> Resolved:
    is_unit = source.meaning is PlaceMeaning.UNIT
    return replace(answer, verdict=verdict if is_unit else Verdict.ELSEWHERE, unit=source.unit)


@lru_cache(maxsize=2)
def resolver_of(history: PlaceHistory) -> Resolver:
    """Return the resolver with one state of the units."""
    return Resolver(history)
