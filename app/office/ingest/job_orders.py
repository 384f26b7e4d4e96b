"""Staff orders on a delivery: pause, resume, retry, prioritise, withdraw and restore."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from app.services import services
from library.accessions import register_queries
from library.accessions.models import Priority
from library.database import reading, work
from library.jobs import orders


def pause(number: str) -> ResponseReturnValue:
    """Pause a delivery."""
    return _order(number, orders.pause, "Đã tạm dừng. Những trang đang làm dở vẫn được làm xong.")


def resume(number: str) -> ResponseReturnValue:
    """Resume a delivery."""
    return _order(number, orders.resume, "Lần nhập được làm tiếp.")


def retry(number: str) -> ResponseReturnValue:
    """Queue failed pages again, all or the one given by `trang`."""
    page = request.form.get("trang", type=int)

    def order(session: Session, number: str, by: str) -> None:
        orders.retry(session, number, by, page)

    return _order(number, order, f"Trang {page} sẽ được xử lý lại." if page else "Sẽ xử lý lại.")


def prioritise(number: str) -> ResponseReturnValue:
    """Set the priority of a delivery."""
    priority = request.form.get("thu-tu", type=int)
    if priority not in orders.STAFF_PRIORITIES:
        raise BadRequest

    def order(session: Session, number: str, by: str) -> None:
        orders.prioritise(session, number, Priority(priority), by)

    return _order(number, order, f"Thứ tự xử lý: {orders.PRIORITY_NAMES[Priority(priority)]}.")


def ask_to_withdraw(number: str) -> str:
    """Show the form that asks for a reason, unless the delivery can no longer be withdrawn."""
    with reading(services().database) as session:
        orders.find_withdrawable(session, number)
    return _question(number)


def withdraw(number: str) -> ResponseReturnValue:
    """Withdraw a delivery before its processing starts."""
    reason = request.form.get("ly-do", "").strip()
    if not reason:
        ask_to_withdraw(number)
        return _question(number, reason="Hãy ghi lý do rút, để người sau biết vì sao."), 400

    def order(session: Session, number: str, by: str) -> None:
        orders.withdraw(session, number, by, reason)

    return _order(number, order, "Đã rút lần nhập. Sổ vẫn giữ, và nhận lại được.")


def restore(number: str) -> ResponseReturnValue:
    """Queue a withdrawn delivery again."""
    return _order(number, orders.restore, "Lần nhập lại chờ xử lý.")


def _order(
    number: str, order: Callable[[Session, str, str], None], message: str
) -> ResponseReturnValue:
    with work(services().database) as session:
        order(session, number, current_user.name)
    flash(message, "good")
    return redirect(url_for("office.accession", number=number), code=303)


def _question(number: str, reason: str = "") -> str:
    with reading(services().database) as session:
        entry = register_queries.entry(session, number)
    return render_template("office/ingest/withdraw_accession.html", entry=entry, refused=reason)
