"""URLs of consents, silenced spans and withdrawal requests, each with its permission."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.office.consents import consent_pages, silence_pages
from app.services import services
from library import clock
from library.catalogue import cataloguing
from library.consents import withdrawals
from library.database import reading, work
from library.errors import LibraryError
from library.staff.permissions import Permission

_SHOWN = 200


def show() -> str:
    """Show the open requests with the time left, and those decided lately."""
    return _page()


def enter(item_id: str) -> ResponseReturnValue:
    """Record a request on behalf of a person who came or called."""
    text, contact = (request.form.get(name, "") for name in ("noi-dung", "lien-he"))
    hides_title = "an-ten" in request.form
    try:
        with work(services().database) as session:
            cataloguing.find_item(session, item_id)
            withdrawals.ask(
                session,
                item_id,
                text,
                contact,
                hides_title=hides_title,
                entered_by=current_user.name,
            )
    except LibraryError as error:
        if error.status == 404:
            raise
        return consent_pages.page(item_id, str(error)), error.status
    flash(f"Đã ghi yêu cầu gỡ; hạn {withdrawals.WORKING_DAYS} ngày làm việc.", "good")
    return redirect(url_for("office.consents", item_id=item_id), code=303)


def decide(number: int) -> ResponseReturnValue:
    """Withdraw the item, or refuse with a reason."""
    text = request.form.get("loi", "")[: withdrawals.MAX_LENGTH]
    try:
        with work(services().database) as session:
            if request.form.get("viec") == "go":
                hides_title = "an-ten" in request.form
                withdrawals.grant(session, number, text, current_user.name, hides_title=hides_title)
                message = "Đã gỡ: bạn đọc và các máy khác không còn thấy; trạm bỏ ở lần gọi về tới."
            else:
                withdrawals.refuse(session, number, text, current_user.name)
                message = "Đã ghi: giữ tài liệu. Hãy báo lý do cho người xin gỡ."
    except LibraryError as error:
        if error.status == 404:
            raise
        return _page(str(error)), error.status
    flash(message, "good")
    return redirect(url_for("office.withdrawal_requests"), code=303)


def _page(problem: str = "") -> str:
    with reading(services().database) as session:
        open_requests = withdrawals.requests(session, is_open=True, count=_SHOWN)
        decided = withdrawals.requests(session, is_open=False, count=_SHOWN)
    return render_template(
        "office/consents/withdrawal_requests.html",
        open_requests=open_requests,
        decided=decided,
        today=clock.today(),
        problem=problem,
    )


_READ, _WRITE = ("GET",), ("POST",)
_CONSENTS, _REQUESTS = "/tai-lieu/<item:item_id>/dong-y", "/xin-go"
_SPANS = "/tai-lieu/<item:item_id>/trang/<int:number>/giu-kin"
_SEALED = "/tai-lieu/<item:item_id>/ban-goc-giu-kin/<int:span_id>"
_CATALOGUE, _PUBLISH = Permission.CATALOGUE, Permission.PUBLISH
ADDRESSES = (
    (_CONSENTS, "consents", _CATALOGUE, consent_pages.show, _READ),
    (_CONSENTS, "enter_consent", _CATALOGUE, consent_pages.enter, _WRITE),
    (f"{_CONSENTS}/dieu-kien", "set_conditions", _CATALOGUE, consent_pages.set_terms, _WRITE),
    (f"{_CONSENTS}/<int:number>/thoi", "end_consent", _CATALOGUE, consent_pages.end, _WRITE),
    (f"{_CONSENTS}/<int:number>/phieu", "consent_scan", _CATALOGUE, consent_pages.send_scan, _READ),
    (f"{_CONSENTS}/phieu-in", "consent_form", _CATALOGUE, consent_pages.show_form, _READ),
    (f"{_CONSENTS}/xin-go", "enter_withdrawal", _CATALOGUE, enter, _WRITE),
    (_SPANS, "silence", _CATALOGUE, silence_pages.show, _READ),
    (_SPANS, "mark_silence", _CATALOGUE, silence_pages.mark, _WRITE),
    (f"{_SPANS}/<int:span_id>/thoi", "lift_silence", _PUBLISH, silence_pages.lift, _WRITE),
    (f"{_SPANS}/<int:span_id>/nghe", "hear_sealed", _CATALOGUE, silence_pages.hear, _WRITE),
    (_SEALED, "sealed_recording", _CATALOGUE, silence_pages.send_sealed, _READ),
    (_REQUESTS, "withdrawal_requests", _PUBLISH, show, _READ),
    (f"{_REQUESTS}/<int:number>", "decide_withdrawal", _PUBLISH, decide, _WRITE),
)
