"""URLs of the names in pages and their meanings, each with the permission that it requires."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.office.lists.list_form import ListForm, read_list
from app.office.places import name_form, name_pages
from app.services import profiles, services
from library.catalogue.place_names import deciding
from library.database import reading, work
from library.errors import PermissionDeniedError
from library.places.edition import current_history
from library.places.in_texts import lessons
from library.places.in_texts.decisions import scope_of
from library.staff.permissions import Permission
from library.vietnamese.letters import without_controls


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


def undo(number: int) -> ResponseReturnValue:
    """Take a decision back; who may not decide for many documents may not undo there either."""
    with work(services().database) as session:
        row = deciding.decision(session, number)
        if scope_of(row).is_wide and not current_user.may(Permission.PUBLISH):
            raise PermissionDeniedError
        deciding.undo(session, row, by=current_user.name)
    flash("Đã hoàn tác. Các trang ấy được xét lại trong ít phút.", "good")
    return redirect(url_for("office.place_decisions"), code=303)


def stop_lesson() -> ResponseReturnValue:
    """Let the decisions on a name teach nothing from now on."""
    name = without_controls(request.form.get("ten", "")).strip()
    with work(services().database) as session:
        deciding.stop_lessons(session, name, by=current_user.name)
    flash(f"Các quyết định về “{name}” không còn dùng cho tài liệu khác.", "good")
    return redirect(url_for("office.place_decisions"), code=303)


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
    (_NAME, "place_name", _CATALOGUE, name_form.show, _READ),
    (_NAME, "decide_place_name", _CATALOGUE, name_form.decide, _WRITE),
    (_DECISIONS, "place_decisions", _CATALOGUE, show, _READ),
    (_UNDO, "undo_place_decision", _CATALOGUE, undo, _WRITE),
    (f"{_DECISIONS}/thoi", "stop_place_lesson", _PUBLISH, stop_lesson, _WRITE),
)
