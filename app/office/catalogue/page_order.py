"""Page order of an item: moving, numbering, turning, splitting and removing pages."""

from collections.abc import Callable
from contextlib import suppress

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import BadRequest

from app.services import services
from app.web.url_converters import screen_param
from library.catalogue import cataloguing, queries
from library.catalogue.models import PageKind
from library.catalogue.pages.numbering import Numerals
from library.changes import undoing
from library.database import reading, work
from library.errors import WrongStateError
from library.page_arrangement import actions, arrangement, overlays, page_versions
from library.page_arrangement.actions import Arrangement
from library.recordings.stretches import stretches_of, time_span

SCREEN = 120
_CUT_RANGE_PERCENT = range(1, 100)
_MAX_PAGE_NUMBER = 9999
_MAX_RESCANS = 100
"""Maximum pages per rescan."""


def show(item_id: str) -> str:
    """Show one screen of pages in reading order."""
    screen = screen_param()
    with reading(services().database) as session:
        record = queries.item_record(session, item_id)
        return render_template(
            "office/catalogue/page_order.html",
            record=record,
            pages=arrangement.pages(session, item_id, first=(screen - 1) * SCREEN, count=SCREEN),
            times={
                number: time_span(stretch.begins, stretch.ends)
                for number, stretch in stretches_of(session, item_id).items()
            },
            total=arrangement.count_pages(session, item_id),
            last=undoing.last_entry(session, item_id, actions.ACTIONS),
            replaced_pages=page_versions.overlays_of_item(session, item_id),
            kinds=tuple(PageKind),
            screen=screen,
            size=SCREEN,
        )


def act(item_id: str) -> ResponseReturnValue:
    """Run one action on the chosen pages, or undo the last one."""
    if request.form.get("viec") == "quet-lai":
        page_numbers = request.form.getlist("trang", int)[:_MAX_RESCANS]
        return redirect(url_for("office.rescans", item_id=item_id, trang=page_numbers), code=303)
    action = _ACTIONS.get(request.form.get("viec", ""))
    if action is None:
        raise BadRequest
    with work(services().database) as session:
        table = actions.load_arrangement(
            session, cataloguing.find_item(session, item_id), current_user.name
        )
        message = action(table, request.form.getlist("trang", int))
    flash(message, "good")
    return_url = url_for(
        "office.light_table", item_id=item_id, trang=request.form.get("man", 1, int)
    )
    return redirect(return_url, code=303)


def _move(table: Arrangement, ids: list[int]) -> str:
    actions.move(table, ids, request.form.get("truoc", 0, int))
    return "Đã chuyển. Địa chỉ của các trang không đổi."


def _number(table: Arrangement, ids: list[int]) -> str:
    start = request.form.get("tu", 1, int)
    if not 1 <= start <= _MAX_PAGE_NUMBER:
        raise BadRequest
    actions.number(table, ids, _read_choice(Numerals, "kieu-so"), start)
    return "Đã đánh số."


def _mark(table: Arrangement, ids: list[int]) -> str:
    kind = request.form.get("loai", "")
    actions.mark(table, ids, _read_choice(PageKind, "loai") if kind else None)
    return "Đã ghi loại trang."


def _simple(
    action: Callable[..., None], message: str, *args: int, **options: bool
) -> Callable[[Arrangement, list[int]], str]:
    """Return an action that needs no more of the form than the chosen pages."""

    def perform(table: Arrangement, ids: list[int]) -> str:
        action(table, ids, *args, **options)
        return message

    return perform


def _part(table: Arrangement, ids: list[int]) -> str:
    hundredths = request.form.get("cat", 50, int)
    if hundredths not in _CUT_RANGE_PERCENT:
        raise BadRequest
    actions.split(table, ids, hundredths)
    return "Ảnh sẽ được tách thành hai trang và đọc lại."


def _undo(table: Arrangement, _ids: list[int]) -> str:
    last = undoing.last_entry(table.session, table.item.id, actions.ACTIONS)
    if last is None:
        return "Không còn gì để hoàn tác."
    if request.form.get("viec-cuoi", last.id, int) != last.id:
        raise WrongStateError("hoàn tác", f"việc sau cùng nay là của {last.who}: {last.detail}")
    undoing.undo_whole(table.session, last, table.by, current_user.role)
    return f"Đã hoàn tác: {last.detail}."


def _read_choice(choices: type[Numerals] | type[PageKind], field: str) -> Numerals | PageKind:
    with suppress(ValueError):
        return choices(request.form.get(field, ""))
    raise BadRequest


_TURNED = "Các trang sẽ được xoay và đọc lại."
_JOINED = "Hai ảnh sẽ được ghép thành một trang và đọc lại."
_ACTIONS: dict[str, Callable[[Arrangement, list[int]], str]] = {
    "chuyen": _move,
    "danh-so": _number,
    "loai": _mark,
    "bo": _simple(actions.drop, "Đã ẩn; trang còn nguyên và hiện lại được."),
    "dua-lai": _simple(actions.restore, "Đã hiện lại."),
    "xoay-phai": _simple(actions.turn, _TURNED, 1),
    "xoay-nguoc": _simple(actions.turn, _TURNED, 2),
    "xoay-trai": _simple(actions.turn, _TURNED, 3),
    "tach": _part,
    "ghep": _simple(overlays.join_scans, _JOINED, below=False),
    "ghep-doc": _simple(overlays.join_scans, _JOINED, below=True),
    "hoan-tac": _undo,
}
