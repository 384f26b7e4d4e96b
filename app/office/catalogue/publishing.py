"""Publication workflow of items: review, publishing, scheduling and withdrawal."""

from collections import defaultdict
from itertools import islice

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from app.services import services
from app.web.actions import action
from app.web.formats import day
from library.bulk.apply_change import name_titles
from library.catalogue import cataloguing, queries
from library.catalogue.access import publishing
from library.catalogue.dates.day_month_year import read_day
from library.catalogue.models import Item, ItemState
from library.changes import held_changes
from library.changes.row_changes import approved
from library.database import reading, work
from library.errors import LibraryError, PermissionDeniedError, WrongStateError
from library.planning import description_quality as quality
from library.planning.models import MistakeKind
from library.recordings.stretches import damages_of

_MAX_NOTICE, _MAX_DECISIONS = 500, 200
_MAX_PROBLEMS = 5  # messages travel in a cookie, of which browsers take 4 KB
_CHANGE_MESSAGES = {
    "duyet": "Đã duyệt. Bạn đọc thấy thay đổi sau vài giây.",
    "tra": "Đã trả lại kèm lời nhắn. Bạn đọc vẫn thấy như cũ.",
    "bo": "Đã rút đề nghị. Bạn đọc vẫn thấy như cũ.",
}
_MISTAKES = {kind.value: kind for kind in MistakeKind}


@action("office.item")
def send(session: Session, item_id: str) -> str:
    """Send an item to review."""
    item = cataloguing.find_item(session, item_id)
    publishing.submit(session, item, current_user.name)
    return "Đã gửi duyệt. Người duyệt thấy tài liệu trên bàn làm việc."


def give_back(item_id: str) -> ResponseReturnValue:
    """Return an item to the cataloguer with a reason."""
    reason = request.form.get("ly-do", "").strip()
    if not reason:
        flash("Chưa trả lại: hãy ghi cần sửa gì.", "bad")
        return _back(item_id)
    with work(services().database) as session:
        item = cataloguing.find_item(session, item_id)
        _return(session, item, reason)
    flash("Đã trả lại kèm lời nhắn.", "good")
    return _back(item_id)


def _return(session: Session, item: Item, reason: str) -> None:
    """Return an item with a reason, and record the kind of mistake that the form names."""
    described_by = publishing.review_status(session, item.id).sent_by or ""
    publishing.return_to_draft(session, item, current_user.name, reason)
    mistake = _MISTAKES.get(request.form.get("loai", ""), MistakeKind.OTHER)
    quality.record_return(session, item.id, described_by, mistake, reason, current_user.name)


def decide_several() -> ResponseReturnValue:
    """Publish or return the ticked items; the others are named with the reason."""
    item_ids, act = request.form.getlist("tai-lieu")[:_MAX_DECISIONS], request.form.get("viec")
    reason = request.form.get("ly-do", "").strip()
    if not item_ids:
        flash("Chưa làm gì: hãy đánh dấu những tài liệu cần duyệt hay trả lại.", "bad")
    elif act == "tra" and not reason:
        flash("Chưa trả lại: hãy ghi cần sửa gì.", "bad")
    elif act in ("duyet", "tra"):
        _decide_each(item_ids, reason if act == "tra" else "")
    return redirect(url_for("office.review"), code=303)


def _decide_each(item_ids: list[str], reason: str) -> None:
    """Return or publish each item by itself, so that one that cannot be decided stops no other."""
    problems, verb = defaultdict(list), "trả lại" if reason else "công bố"
    shown = request.form.get("luc-mo", type=float)
    for item_id in item_ids:
        title = item_id
        try:
            with work(services().database) as session:
                item = cataloguing.find_item(session, item_id)
                title = item.title
                if item.state is not ItemState.REVIEW:
                    raise WrongStateError(verb, "tài liệu không còn chờ duyệt")
                if shown is not None and item.changed.timestamp() > shown:
                    raise WrongStateError(verb, "có người vừa sửa mô tả; hãy xem lại")
                if reason:
                    _return(session, item, reason)
                else:
                    _approve(session, item)
        except LibraryError as error:
            problems[str(error)].append(title)
    if done_count := len(item_ids) - sum(map(len, problems.values())):
        flash(f"Đã {verb} {done_count} tài liệu.", "good")
    for problem, titles in islice(problems.items(), _MAX_PROBLEMS):
        flash(f"{name_titles(titles)}: {problem}", "bad")


@action("office.item")
def publish(session: Session, item_id: str) -> str:
    """Publish an item."""
    item = cataloguing.find_item(session, item_id)
    _approve(session, item)
    return f"Đã công bố “{item.title}”. Bạn đọc tìm thấy sau vài giây."


def _approve(session: Session, item: Item) -> None:
    """Publish an item, and report the recordings in it that are cut or broken."""
    publishing.approve(session, item, current_user.name)
    for remark in damages_of(session, item.id)[:_MAX_PROBLEMS]:
        flash(remark, "bad")


def schedule(item_id: str) -> ResponseReturnValue:
    """Schedule the publication of an item, or cancel the schedule."""
    day_text = request.form.get("ngay", "").strip()
    try:
        day = read_day(day_text) if day_text else None
    except ValueError:
        flash(f"“{day_text[:40]}” không phải một ngày. Hãy ghi như 1/12/2026.", "bad")
        return redirect(url_for("office.item", item_id=item_id, ngay=day_text[:40]), code=303)
    with work(services().database) as session:
        message = _schedule(session, cataloguing.find_item(session, item_id), day)
    flash(message, "good")
    return _back(item_id)


def ask(item_id: str, reason: str = "") -> str:
    """Show the withdrawal form, which asks for a reason."""
    with reading(services().database) as session:
        record = queries.item_record(session, item_id)
    return render_template("office/catalogue/withdraw.html", record=record, refused=reason)


def withdraw(item_id: str) -> ResponseReturnValue:
    """Withdraw an item from its readers."""
    reason = request.form.get("ly-do", "").strip()
    if not reason:
        return ask(item_id, reason="Hãy ghi lý do gỡ, để người sau biết vì sao."), 400
    notice = request.form.get("loi-bao", "").strip()[:_MAX_NOTICE]
    with work(services().database) as session:
        item = cataloguing.find_item(session, item_id)
        publishing.close(session, item, current_user.name, reason, notice)
    flash(f"Đã gỡ “{item.title}”. Tài liệu còn nguyên và công bố lại được.", "good")
    return _back(item_id)


def decide_opening(item_id: str) -> ResponseReturnValue:
    """Approve or return the waiting changes of a published item; their author may drop them.

    The form names what it shows, so that nothing else is approved.
    """
    version, act = request.form.get("ban", ""), request.form.get("viec")
    reason = request.form.get("ly-do", "").strip()
    if act != "bo" and not current_user.may("publish"):
        raise PermissionDeniedError
    if act == "tra" and not reason:
        flash("Chưa trả lại: hãy ghi cần sửa gì.", "bad")
        return _back(item_id)
    with work(services().database) as session:
        item, by = cataloguing.find_item(session, item_id), current_user.name
        if act == "bo":
            publishing.drop_opening(session, item, by, version)
            message = "Đã rút đề nghị. Tài liệu giữ như cũ; nội dung đề nghị còn trong nhật ký."
        elif act == "tra":
            publishing.return_opening(session, item, by, version, reason)
            message = "Đã trả lại kèm lời nhắn. Bạn đọc vẫn thấy như cũ."
        else:
            with approved():
                publishing.open_further(session, item, by, version)
                session.flush()
            message = f"Đã duyệt: “{item.title}” đổi theo đề nghị."
    flash(message, "good")
    return _back(item_id)


def decide_changes() -> ResponseReturnValue:
    """Approve or return the sets of changes that the form names; their author may drop them."""
    act, reason = request.form.get("viec"), request.form.get("ly-do", "").strip()
    if act not in _CHANGE_MESSAGES:
        raise BadRequest
    if act != "bo" and not current_user.may("publish"):
        raise PermissionDeniedError
    if act == "tra" and not reason:
        flash("Chưa trả lại: hãy ghi cần sửa gì.", "bad")
        return redirect(url_for("office.review"), code=303)
    for set_id in request.form.getlist("so", type=int)[:_MAX_DECISIONS]:
        with approved(), work(services().database) as session:
            if act == "bo":
                held_changes.drop(session, set_id, current_user.name)
            elif act == "tra":
                held_changes.give_back(session, set_id, current_user.name, reason)
            else:
                held_changes.approve(session, set_id, current_user.name)
        flash(_CHANGE_MESSAGES[act], "good")
    page = "office.review" if current_user.may("publish") else "office.desk"
    return redirect(url_for(page), code=303)


def _schedule(session: Session, item: Item, publication_day: str | None) -> str:
    if publication_day is None:
        publishing.unschedule(session, item, current_user.name)
        return "Đã hủy hẹn; tài liệu vẫn chờ công bố."
    publishing.schedule(session, item, publication_day, current_user.name)
    return f"Tài liệu tự công bố vào ngày {day(publication_day)}."


def _back(item_id: str) -> ResponseReturnValue:
    return redirect(url_for("office.item", item_id=item_id), code=303)
