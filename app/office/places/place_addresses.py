"""Decisions on the names in pages, and their URLs with the permission that each requires."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from app.office.lists.list_form import ListForm, read_list
from app.office.places import name_pages
from app.office.places.name_pages import POSITION, meanings_on
from app.services import profiles, services
from app.web.actions import action
from library.catalogue import queries
from library.catalogue.place_names import deciding, open_names
from library.catalogue.place_names.deciding import Choice
from library.catalogue.place_names.names_on_page import item_day
from library.catalogue.queries import ItemRecord
from library.database import reading, work
from library.errors import LibraryError, PermissionDeniedError
from library.places.edition import current_history
from library.places.in_texts import lessons
from library.places.in_texts.decisions import NameOnPage, Scope, scope_of
from library.places.lines import UnitLine, line_of
from library.places.models import PlaceMeaning
from library.places.place_history import PlaceHistory
from library.places.problems import (
    MeaningMissingError,
    PlaceNotFoundError,
    UnitUnclearError,
    UnitUnknownError,
)
from library.places.units import Unit, full_day
from library.staff.permissions import Permission
from library.vietnamese.letters import without_controls

OTHER_UNIT = "khac"
_PAGES_SHOWN, _EXCERPTS, _CANDIDATES, _HISTORY = 40, 3, 30, 20
_LETTERS_AROUND = 160


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A name in the text around it."""

    page: int
    name: str
    text_before: str
    text_after: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that a name may mean."""

    line: UnitLine
    is_of_day: bool
    """True unless it did not exist on the day of the document."""


def show_name(item_id: str) -> str:
    """Show a name with the sentences around it and the units that it may mean."""
    return _form(item_id, request.args)


def decide_name(item_id: str) -> ResponseReturnValue:
    """Store the decision; a refused form comes back as it was typed."""
    form = request.form
    place = _place(item_id, form)
    try:
        with work(services().database) as session:
            choice = _choice(current_history(session), form)
            if choice.scope.is_wide and not current_user.may(Permission.PUBLISH):
                raise PermissionDeniedError
            seen = form.get("da-xem", 0, int)
            deciding.decide(session, place, choice, seen=seen, by=current_user.name)
    except LibraryError as error:
        if error.status not in (400, 409):
            raise
        return _form(item_id, form, problem=str(error)), error.status
    flash(f"Đã ghi “{place.name}”. Tìm kiếm theo sau ít phút.", "good")
    if form.get("ve") == "trang" and place.page:
        page = url_for("office.page_place_names", item_id=item_id, number=place.page)
        return redirect(page, code=303)
    position = {POSITION: form.get(POSITION, 0, int)}
    return redirect(url_for("office.next_place_name", **position), code=303)


def _form(item_id: str, typed: Mapping[str, str], problem: str = "") -> str:
    place = _place(item_id, typed)
    with reading(services().database) as session:
        record = queries.item_record(session, item_id)
        history = current_history(session)
        pages = open_names.pages_with(session, item_id, place.name, _PAGES_SHOWN)
        numbers = dict.fromkeys((place.page, *(page.page_number for page in pages)))
        excerpts = _excerpts(session, record, place.name, list(numbers)[:_EXCERPTS])
        if not pages and not excerpts:
            raise PlaceNotFoundError
        newest = deciding.newest_on(session, place)
        past = deciding.newest_decisions(session, count=_HISTORY, item_id=item_id, name=place.name)
        units = [*(pages[0].candidates.split() if pages else ()), newest.unit if newest else ""]
        called = [] if pages else history.find(place.name.partition(",")[0])
        called = [*called, *_units_called(history, typed.get("don-vi", ""))]
    return render_template(
        "office/places/place_name.html",
        place=place,
        record=record,
        typed=typed,
        problem=problem,
        pages=[page.page_number for page in pages],
        excerpts=excerpts,
        candidates=_candidates(history, (*units, *(unit.id for unit in called)), record),
        scopes=_scopes(record, is_open=bool(pages)),
        newest=newest,
        past=[(each, scope_of(each)) for each in past],
        units=history.units,
    )


def _place(item_id: str, typed: Mapping[str, str]) -> NameOnPage:
    try:
        page = max(int(typed.get("trang", "0")), 0)
    except ValueError as error:
        raise BadRequest from error
    return NameOnPage(item_id, page, without_controls(typed.get("ten", "")).strip())


def _choice(history: PlaceHistory, form: Mapping[str, str]) -> Choice:
    choice, typed_text = form.get("nghia", ""), without_controls(form.get("don-vi", "")).strip()
    try:
        scope = Scope(form.get("pham-vi", Scope.ITEM))
    except ValueError as error:
        raise BadRequest from error
    if scope is Scope.LESSON:
        raise BadRequest
    if choice in (PlaceMeaning.ELSEWHERE, PlaceMeaning.NO_PLACE):
        return Choice(PlaceMeaning(choice), "", scope)
    if choice in ("", OTHER_UNIT):
        if not typed_text:
            raise MeaningMissingError
        units = _units_called(history, typed_text)
        if not units:
            raise UnitUnknownError(typed_text)
        if len(units) > 1:
            raise UnitUnclearError(typed_text)
        choice = units[0].id
    return Choice(PlaceMeaning.UNIT, choice, scope)


def _units_called(history: PlaceHistory, typed: str) -> tuple[Unit, ...]:
    """Return the units of a name or identifier."""
    typed = without_controls(typed).strip()
    return (history.units[typed],) if typed in history.units else history.find(typed)


def _excerpts(
    session: Session, record: ItemRecord, name: str, pages: Iterable[int]
) -> list[Excerpt]:
    excerpts = []
    for page in pages:
        meanings, text = meanings_on(session, record, page)
        mention = next((each.answer.mention for each in meanings if each.name == name), None)
        if mention is not None:
            start, end = mention.start, mention.end
            around = text[max(0, start - _LETTERS_AROUND) : start], text[end:][:_LETTERS_AROUND]
            excerpts.append(Excerpt(page, text[start:end], *around))
    return excerpts


def _candidates(history: PlaceHistory, ids: Iterable[str], record: ItemRecord) -> list[Candidate]:
    day = full_day(item_day(record))
    units = [history.units[id_] for id_ in dict.fromkeys(ids) if id_ in history.units]
    candidates = [
        Candidate(line_of(history, unit), not day or unit.era_on(day) is not None)
        for unit in units[:_CANDIDATES]
    ]
    return sorted(candidates, key=lambda candidate: not candidate.is_of_day)


def _scopes(record: ItemRecord, *, is_open: bool) -> tuple[Scope, ...]:
    """Return the scopes offered: the wide ones for a name that texts leave open, with the right."""
    if not is_open or not current_user.may(Permission.PUBLISH):
        return (Scope.PAGE, Scope.ITEM)
    in_series = (Scope.SERIES,) if record.series else ()
    return (Scope.PAGE, Scope.ITEM, *in_series, Scope.COLLECTION)


def show() -> str:
    """Show the lessons of decisions, and one screen of their history."""
    with reading(services().database) as session:
        listing = read_list(session, ListForm("office.place_decisions"))
        history = current_history(session)
        rows = deciding.newest_decisions(session, first=listing.first, count=listing.count)
        return render_template(
            "office/places/place_decisions.html",
            rows=[(row, scope_of(row)) for row in rows],
            lessons=lessons.lessons(session, history),
            units=history.units,
            collections={slug: profile.title for slug, profile in profiles().items()},
            listing=listing.counted(deciding.count_decisions(session)),
        )


@action("office.place_decisions")
def undo(session: Session, number: int) -> str:
    """Take a decision back; who may not decide for many documents may not undo there either."""
    row = deciding.decision(session, number)
    if scope_of(row).is_wide and not current_user.may(Permission.PUBLISH):
        raise PermissionDeniedError
    deciding.undo(session, row, by=current_user.name)
    return "Đã hoàn tác. Các trang ấy được xét lại trong ít phút."


@action("office.place_decisions")
def stop_lesson(session: Session) -> str:
    """Let the decisions on a name teach nothing from now on."""
    name = without_controls(request.form.get("ten", "")).strip()
    deciding.stop_lessons(session, name, by=current_user.name)
    return f"Các quyết định về “{name}” không còn dùng cho tài liệu khác."


_READ, _WRITE = ("GET",), ("POST",)
_CATALOGUE, _PUBLISH = Permission.CATALOGUE, Permission.PUBLISH
_QUEUE, _DECISIONS, _NAME = (
    "/dia-danh/can-xem",
    "/dia-danh/quyet-dinh",
    "/tai-lieu/<item:item_id>/noi",
)
_PAGE = "/tai-lieu/<item:item_id>/trang/<page:number>/noi"
_UNDO = f"{_DECISIONS}/<int:number>/lui"
ADDRESSES = (
    (_QUEUE, "place_names", _CATALOGUE, name_pages.show_queue, _READ),
    (f"{_QUEUE}/tiep", "next_place_name", _CATALOGUE, name_pages.open_next, _READ),
    (_PAGE, "page_place_names", _CATALOGUE, name_pages.show_page, _READ),
    (_NAME, "place_name", _CATALOGUE, show_name, _READ),
    (_NAME, "decide_place_name", _CATALOGUE, decide_name, _WRITE),
    (_DECISIONS, "place_decisions", _CATALOGUE, show, _READ),
    (_UNDO, "undo_place_decision", _CATALOGUE, undo, _WRITE),
    (f"{_DECISIONS}/thoi", "stop_place_lesson", _PUBLISH, stop_lesson, _WRITE),
)
