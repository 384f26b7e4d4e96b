"""Decisions of people on what names in pages mean, as far as they are in force."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from library.places.edition import current_history
from library.places.in_texts.lessons import Lesson, fitting_lesson, lessons
from library.places.models import PlaceDecision, PlaceMeaning

_TABLE = PlaceDecision
IN_FORCE = _TABLE.undone.is_(None)


class Scope(StrEnum):
    """The pages for which a decision counts."""

    PAGE = "page"
    ITEM = "item"
    SERIES = "series"
    COLLECTION = "collection"
    LESSON = "lesson"
    """No page: what the decisions on a name teach is stopped."""

    @property
    def is_wide(self) -> bool:
        """True if a decision reaches beyond one document; it counts where a text is open."""
        return self not in (Scope.PAGE, Scope.ITEM)


@dataclass(frozen=True, slots=True)
class NameOnPage:
    """A name in one spelling on a page of an item; page 0 is the description."""

    item_id: str
    page: int
    name: str
    collection: str = ""
    """Collection and series of the item, empty if it has none: decisions count in them too."""
    series: str = ""


def scope_of(decision: PlaceDecision) -> Scope:
    """Return the pages for which a stored decision counts."""
    if decision.item_id is not None:
        return Scope.ITEM if decision.page_number is None else Scope.PAGE
    if decision.meaning is PlaceMeaning.OPEN:
        return Scope.LESSON
    return Scope.SERIES if decision.series else Scope.COLLECTION


class DecisionsInForce:
    """Decisions and lessons as one transaction sees them, read as pages ask for them."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._item: tuple[str, dict[tuple[str, int | None], PlaceDecision]] = ("", {})
        self._wide: dict[str, list[PlaceDecision]] | None = None
        self._lessons: dict[str, list[Lesson]] | None = None

    def on(self, place: NameOnPage, *, is_open: bool) -> PlaceDecision | None:
        """Return the newest decision of the page, else of the item.

        Where the text leaves the name open also that of the series, else of the collection.
        """
        if self._item[0] != place.item_id:
            self._item = place.item_id, self._own(place)
        own = self._item[1]
        narrow = own.get((place.name, place.page)) or own.get((place.name, None))
        if narrow is not None or not is_open:
            return narrow
        if self._wide is None:
            self._wide = _by_name(self._session.scalars(_wide_decisions()))
        fitting = [row for row in self._wide.get(place.name, ()) if _reaches(row, place)]
        return max(fitting, key=lambda row: (bool(row.series), row.id), default=None)

    def lesson(self, name: str, day: str, units: Iterable[str]) -> Lesson | None:
        """Return the lesson of other documents of the time, if the text allows it."""
        if self._lessons is None:
            self._lessons = _by_name(lessons(self._session, current_history(self._session)))
        return fitting_lesson(self._lessons.get(name, ()), day, units)

    def _own(self, place: NameOnPage) -> dict[tuple[str, int | None], PlaceDecision]:
        rows = select(_TABLE).where(IN_FORCE, _TABLE.item_id == place.item_id)
        decisions = self._session.scalars(rows.order_by(_TABLE.id))
        return {(row.name, row.page_number): row for row in decisions}


def _by_name(rows: Iterable) -> dict[str, list]:
    by_name = defaultdict(list)
    for row in rows:
        by_name[row.name].append(row)
    return by_name


def _wide_decisions() -> Select:
    wide = IN_FORCE, _TABLE.item_id.is_(None), _TABLE.meaning != PlaceMeaning.OPEN
    return select(_TABLE).where(*wide)


def _reaches(row: PlaceDecision, place: NameOnPage) -> bool:
    if row.series:
        return row.series == place.series
    return row.collection == place.collection
