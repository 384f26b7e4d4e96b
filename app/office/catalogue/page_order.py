"""Lays the pages of an item on a light table, and takes what staff do to them."""

from collections.abc import Callable
from contextlib import suppress

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import BadRequest

from app.services import services
from app.web.url_converters import asked_screen
from library.catalogue import cataloguing, queries
from library.catalogue.models import PageKind
from library.database import reading, work
from library.page_arrangement import actions, arrangement, overlays, page_versions, undo_log
from library.page_arrangement.numbering import Numerals
from library.page_arrangement.undo_log import Table

SCREEN = 120
_CUTS = range(1, 100)
_HIGHEST = 9999
_AT_ONCE = 100
"""Pages that are scanned again in one go."""


def show(item_id: str) -> str:
    """Show a screen of pages in reading order."""
    screen = asked_screen()
    with reading(services().database) as session:
        record = queries.item_record(session, item_id)
        return render_template(
            "office/catalogue/page_order.html",
            record=record,
            pages=arrangement.pages(session, item_id, first=(screen - 1) * SCREEN, count=SCREEN),
            total=arrangement.how_many(session, item_id),
            last=arrangement.last_act(session, item_id),
            mended=page_versions.of_item(session, item_id),
            kinds=tuple(PageKind),
            screen=screen,
            size=SCREEN,
        )


def act(item_id: str) -> ResponseReturnValue:
    """Do one thing to the pages that were chosen, or take the last thing back."""
    if request.form.get("viec") == "quet-lai":
        chosen = request.form.getlist("trang", int)[:_AT_ONCE]
        return redirect(url_for("office.rescans", item_id=item_id, trang=chosen), code=303)
    do = _ACTS.get(request.form.get("viec", ""))
    if do is None:
        raise BadRequest
    with work(services().database) as session:
        on = undo_log.table(session, cataloguing.find_item(session, item_id), current_user.name)
        said = do(on, request.form.getlist("trang", int))
    flash(said, "good")
    there = url_for("office.light_table", item_id=item_id, trang=request.form.get("man", 1, int))
    return redirect(there, code=303)


def _move(on: Table, ids: list[int]) -> str:
    actions.move(on, ids, request.form.get("truoc", 0, int))
    return "Đã chuyển. Địa chỉ của các trang không đổi."


def _number(on: Table, ids: list[int]) -> str:
    start = request.form.get("tu", 1, int)
    if not 1 <= start <= _HIGHEST:
        raise BadRequest
    actions.number(on, ids, _one_of(Numerals, "kieu-so"), start)
    return "Đã đánh số."


def _mark(on: Table, ids: list[int]) -> str:
    kind = request.form.get("loai", "")
    actions.mark(on, ids, _one_of(PageKind, "loai") if kind else None)
    return "Đã ghi loại trang."


def _drop(on: Table, ids: list[int]) -> str:
    actions.drop(on, ids)
    return "Đã bỏ khỏi tài liệu; trang còn nguyên và đưa lại được."


def _put_back(on: Table, ids: list[int]) -> str:
    actions.put_back(on, ids)
    return "Đã đưa lại."


def _turn(quarters: int) -> Callable[[Table, list[int]], str]:
    def turn(on: Table, ids: list[int]) -> str:
        actions.turn(on, ids, quarters)
        return "Các trang sẽ được xoay và đọc lại."

    return turn


def _part(on: Table, ids: list[int]) -> str:
    hundredths = request.form.get("cat", 50, int)
    if hundredths not in _CUTS:
        raise BadRequest
    actions.part(on, ids, hundredths)
    return "Ảnh sẽ được tách thành hai trang và đọc lại."


def _join(*, below: bool) -> Callable[[Table, list[int]], str]:
    def join(on: Table, ids: list[int]) -> str:
        overlays.join_scans(on, ids, below=below)
        return "Hai ảnh sẽ được ghép thành một trang và đọc lại."

    return join


def _undo(on: Table, _ids: list[int]) -> str:
    told = undo_log.undo(on)
    return f"Đã hoàn tác: {told}." if told else "Không còn gì để hoàn tác."


def _one_of(words: type[Numerals] | type[PageKind], field: str) -> Numerals | PageKind:
    with suppress(ValueError):
        return words(request.form.get(field, ""))
    raise BadRequest


_ACTS: dict[str, Callable[[Table, list[int]], str]] = {
    "chuyen": _move,
    "danh-so": _number,
    "loai": _mark,
    "bo": _drop,
    "dua-lai": _put_back,
    "xoay-phai": _turn(1),
    "xoay-nguoc": _turn(2),
    "xoay-trai": _turn(3),
    "tach": _part,
    "ghep": _join(below=False),
    "ghep-doc": _join(below=True),
    "hoan-tac": _undo,
}
