"""Lessons from decisions: a name that people decide alike in several documents.

A lesson makes a name likely in other documents of the same time that leave it open. It holds while
the unit has the kind, name and parent that it had in those documents; for a name that is no unit of
the province, from the first of them to the last. A decision otherwise in that time ends it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library.places.models import PlaceDecision, PlaceMeaning
from library.places.place_history import PlaceHistory
from library.places.units import full_day

MIN_DOCUMENTS = 3
_LAST_DAY = "9999-12-31"
_TABLE = PlaceDecision
_IN_FORCE = _TABLE.undone.is_(None)


@dataclass(frozen=True, slots=True)
class Lesson:
    """A meaning of a name in documents of some time, as decisions on others teach it."""

    name: str
    meaning: PlaceMeaning
    unit: str
    since: str
    until: str
    documents: int
    """Number of documents in which people decided so."""

    def covers(self, day: str) -> bool:
        """Return True for the day or year of a document in its time; False if it is unknown."""
        return bool(day) and self.since <= full_day(day) <= self.until


def lessons(session: Session, history: PlaceHistory, name: str | None = None) -> tuple[Lesson, ...]:
    """Return the lessons of the decisions in force, of all names or of one, by name."""
    return lessons_from(history, _rulings(session, name))


def lessons_from(history: PlaceHistory, rulings: Iterable[PlaceDecision]) -> tuple[Lesson, ...]:
    """Return the lessons of some decisions."""
    by_name: dict[str, list[PlaceDecision]] = defaultdict(list)
    for ruling in rulings:
        by_name[ruling.name].append(ruling)
    return tuple(lesson for own in by_name.values() for lesson in _lessons_of(history, own))


def fitting_lesson(own: Iterable[Lesson], day: str, units: Iterable[str]) -> Lesson | None:
    """Return the one lesson on a name for a day, if the text allows its unit."""
    of_day = [lesson for lesson in own if lesson.covers(day)]
    is_allowed = len(of_day) == 1 and (not of_day[0].unit or of_day[0].unit in units)
    return of_day[0] if is_allowed else None


def _rulings(session: Session, name: str | None) -> Iterable[PlaceDecision]:
    documents = func.count(_TABLE.item_id.distinct())
    names = select(_TABLE.name).where(_IN_FORCE).group_by(_TABLE.name)
    names = names.having(documents >= MIN_DOCUMENTS)
    rows = select(_TABLE).where(_IN_FORCE, _TABLE.name.in_(names)).order_by(_TABLE.name, _TABLE.id)
    return session.scalars(rows.where(_TABLE.name == name) if name else rows)


def _lessons_of(history: PlaceHistory, rulings: list[PlaceDecision]) -> Iterator[Lesson]:
    """Yield the lessons of one name."""
    if any(ruling.meaning is PlaceMeaning.OPEN for ruling in rulings):
        return
    groups: dict[tuple[PlaceMeaning, str, tuple[str, str]], list[PlaceDecision]] = defaultdict(list)
    for ruling in rulings:
        if ruling.item_id and ruling.day and (span := _span(history, ruling)):
            groups[ruling.meaning, ruling.unit, span].append(ruling)
    for (meaning, unit, span), own in groups.items():
        since, until = span if unit else _days_of(own)
        documents = len({ruling.item_id for ruling in own})
        lesson = Lesson(own[0].name, meaning, unit, since, until, documents)
        if documents >= MIN_DOCUMENTS and not any(_denies(each, lesson) for each in rulings):
            yield lesson


def _span(history: PlaceHistory, ruling: PlaceDecision) -> tuple[str, str] | None:
    """Return the first and last day of the unit's period; None if it did not exist then."""
    if not ruling.unit:
        return "", _LAST_DAY
    unit = history.units.get(ruling.unit)
    era = unit.era_on(full_day(ruling.day)) if unit else None
    return (era.since, full_day(era.until) or _LAST_DAY) if era else None


def _days_of(rulings: Iterable[PlaceDecision]) -> tuple[str, str]:
    days = [ruling.day for ruling in rulings]
    return min(days), max(map(full_day, days))


def _denies(ruling: PlaceDecision, lesson: Lesson) -> bool:
    """Return True for another meaning in the time of a lesson, or in a time that is unknown."""
    is_other = (ruling.meaning, ruling.unit) != (lesson.meaning, lesson.unit)
    return is_other and (not ruling.day or lesson.covers(ruling.day))
