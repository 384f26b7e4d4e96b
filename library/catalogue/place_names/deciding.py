"""Decisions on what names in pages mean: entered and undone, with their pages queued."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, func, insert, literal, or_, select, update
from sqlalchemy.orm import Session

from library import clock
from library.catalogue import index_queue
from library.catalogue.models import IndexDue, Item, Page
from library.catalogue.place_names.names_on_page import item_day
from library.errors import ItemNotFoundError, PageNotFoundError
from library.places.edition import current_history
from library.places.in_texts.decisions import IN_FORCE, NameOnPage, Scope
from library.places.in_texts.lessons import Lesson, lessons
from library.places.in_texts.written_names import MAX_LENGTH
from library.places.models import PlaceDecision, PlaceDoubt, PlaceMeaning
from library.places.problems import (
    DecidedMeanwhileError,
    DecisionNotFoundError,
    PlaceNotFoundError,
    ScopeMissingError,
)
from library.staff.audit import note

_TABLE = PlaceDecision


@dataclass(frozen=True, slots=True)
class Choice:
    """The meaning that a person gives to a name, and the pages for which it counts."""

    meaning: PlaceMeaning
    unit: str
    scope: Scope


def decide(session: Session, place: NameOnPage, choice: Choice, *, seen: int, by: str) -> None:
    """Store a decision and queue its pages for the index; a repeated one is stored once.

    `seen` is the newest decision that the person saw, 0 for none; raises DecidedMeanwhileError if
    another person decided since, or took that one back.
    """
    item = session.get(Item, place.item_id)
    if item is None:
        raise ItemNotFoundError(place.item_id)
    page = select(Page.id).where(Page.item_id == item.id, Page.number == place.page)
    if place.page and session.scalar(page) is None:
        raise PageNotFoundError(place.page)
    if not place.name or len(place.name) > MAX_LENGTH:
        raise PlaceNotFoundError
    if choice.unit and choice.unit not in current_history(session).units:
        raise PlaceNotFoundError
    row = _row(place, choice, item)
    newest = newest_on(session, place)
    if newest is not None and _facts(newest) == _facts(row):
        return
    if seen != (newest.id if newest else 0):
        _refuse_if_changed(session, newest, seen)
    past_lessons = _lessons(session, place.name)
    row.decided, row.decided_by = clock.now(), by
    _apply(session, row, past_lessons, is_settled=True)
    note(session, by, "place.name.decide", place.item_id, _in_words(row))


def stop_lessons(session: Session, name: str, *, by: str) -> None:
    """Let the decisions on a name teach nothing; undoing this lets them teach again."""
    if not (past_lessons := _lessons(session, name)):
        raise DecisionNotFoundError
    row = PlaceDecision(
        name=name, meaning=PlaceMeaning.OPEN, unit="", collection="", series="", day=""
    )
    row.decided, row.decided_by = clock.now(), by
    _apply(session, row, past_lessons, is_settled=False)
    note(session, by, "place.name.decide", name, _in_words(row))


def undo(session: Session, decision: PlaceDecision, *, by: str) -> None:
    """Take a decision back; an earlier one on the same pages counts again."""
    if decision.undone is None:
        past_lessons = _lessons(session, decision.name)
        decision.undone, decision.undone_by = clock.now(), by
        _apply(session, decision, past_lessons, is_settled=False)
        note(session, by, "place.name.undo", decision.item_id or "", _in_words(decision))


def decision(session: Session, number: int) -> PlaceDecision:
    """Return a decision; raise DecisionNotFoundError."""
    row = session.get(PlaceDecision, number)
    if row is None:
        raise DecisionNotFoundError
    return row


def newest_on(session: Session, place: NameOnPage) -> PlaceDecision | None:
    """Return the newest decision in force on a name that reaches a page."""
    item = session.get(Item, place.item_id)
    pages = or_(_TABLE.page_number.is_(None), _TABLE.page_number == place.page)
    reach = and_(_TABLE.item_id == place.item_id, pages)
    if item is not None:
        reach = or_(reach, _is_wide_of(item))
    rows = select(_TABLE).where(IN_FORCE, _TABLE.name == place.name, reach)
    return session.scalar(rows.order_by(_TABLE.id.desc()).limit(1))


def newest_decisions(
    session: Session, *, first: int = 0, count: int, item_id: str = "", name: str = ""
) -> tuple[PlaceDecision, ...]:
    """Return decisions, in force or undone, newest first; of one item or name if given."""
    rows = select(_TABLE).order_by(_TABLE.id.desc()).offset(first).limit(count)
    if item_id:
        rows = rows.where(or_(_TABLE.item_id == item_id, _TABLE.item_id.is_(None)))
    return tuple(session.scalars(rows.where(_TABLE.name == name) if name else rows))


def count_decisions(session: Session) -> int:
    """Return the number of all decisions."""
    return session.scalar(select(func.count()).select_from(_TABLE)) or 0


def _refuse_if_changed(session: Session, newest: PlaceDecision | None, seen: int) -> None:
    row = session.get(_TABLE, seen)
    if person := (row and row.undone_by) or (newest and newest.decided_by):
        raise DecidedMeanwhileError(person)


def _is_wide_of(item: Item) -> ColumnElement[bool]:
    in_series = and_(_TABLE.series == item.series, _TABLE.series != "")
    return and_(_TABLE.item_id.is_(None), or_(in_series, _TABLE.collection == item.collection))


def _row(place: NameOnPage, choice: Choice, item: Item) -> PlaceDecision:
    if choice.scope is Scope.SERIES and not item.series:
        raise ScopeMissingError
    return PlaceDecision(
        name=place.name,
        meaning=choice.meaning,
        unit=choice.unit,
        item_id=None if choice.scope.is_wide else item.id,
        page_number=place.page if choice.scope is Scope.PAGE else None,
        collection=item.collection if choice.scope is Scope.COLLECTION else "",
        series=item.series if choice.scope is Scope.SERIES else "",
        day=item_day(item),
    )


def _facts(row: PlaceDecision) -> tuple[object, ...]:
    return row.meaning, row.unit, row.item_id, row.page_number, row.collection, row.series


def _in_words(row: PlaceDecision) -> str:
    scope = row.series or row.collection or (f"trang {row.page_number}" if row.page_number else "")
    return "; ".join(filter(None, (row.name, row.unit or row.meaning.value, scope)))


def _lessons(session: Session, name: str) -> tuple[Lesson, ...]:
    return lessons(session, current_history(session), name)


def _apply(
    session: Session, row: PlaceDecision, past_lessons: tuple[Lesson, ...], *, is_settled: bool
) -> None:
    """Write a decision, settle its open names or ask again, and queue all pages concerned."""
    session.add(row)
    session.flush()
    concerned = and_(PlaceDoubt.name == row.name, _pages_of(row))
    session.execute(update(PlaceDoubt).where(concerned).values(is_settled=is_settled))
    if _lessons(session, row.name) != past_lessons:
        concerned = PlaceDoubt.name == row.name
    pages = select(PlaceDoubt.item_id, func.nullif(PlaceDoubt.page_number, 0)).where(concerned)
    now = literal(clock.now(), IndexDue.since.type)
    columns = ["item_id", "page_number", "since"]
    session.execute(insert(IndexDue).from_select(columns, pages.add_columns(now)))
    if row.item_id is not None:  # a name that the text decides is no open one
        index_queue.requeue(session, row.item_id, row.page_number or None)


def _pages_of(row: PlaceDecision) -> ColumnElement[bool]:
    if row.item_id is not None:
        of_page = PlaceDoubt.page_number == row.page_number
        in_item = PlaceDoubt.item_id == row.item_id
        return in_item if row.page_number is None else and_(in_item, of_page)
    if row.meaning is PlaceMeaning.OPEN:
        return false()
    is_alike = Item.series == row.series if row.series else Item.collection == row.collection
    return PlaceDoubt.item_id.in_(select(Item.id).where(is_alike))
