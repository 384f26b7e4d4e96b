"""Job monitor: the pipeline, orders on its deliveries, the watched folder, work of the machine."""

from collections.abc import Iterable

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import Select, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from app.services import services
from app.web.actions import action
from library.accessions import register_queries
from library.accessions.models import Priority, SourceFile
from library.accessions.register import ensure_disk_space
from library.catalogue.pages import progress
from library.database import reading, work
from library.errors import DiskNearlyFullError
from library.hotfolder import folder_status
from library.jobs import current_work, orders, pauses, work_orders
from library.jobs.machines import machines
from library.jobs.models import WorkOrder
from library.jobs.work_orders import OrderKind
from library.recordings.encoding_progress import encoded_minutes

_FAILED_SHOWN = 20


def show() -> str:
    """Show current jobs, throughput, the machines that share the work, and recent failures."""
    with reading(services().database) as session:
        now = current_work.now(session)
        failures = progress.failed_lately(session, _FAILED_SHOWN)
        at_work = machines(session)
        encoded = encoded_minutes(services().settings.temporary)
        minutes = dict(map(tuple, session.execute(_files_of(now, encoded))))
    return render_template(
        "office/ingest/job_monitor.html",
        work=now,
        failed=failures,
        machines=at_work,
        encoded={accession_id: encoded[file] for accession_id, file in minutes.items()},
        short_of_room=_short_of_room(),
        in_work=bool(now.jobs),
    )


def _files_of(work: current_work.Work, files: Iterable[str]) -> Select[tuple[int, str]]:
    """Return a query for the ids of listed deliveries with their films that are being encoded."""
    ids = [job.entry.id for job in work.jobs]
    columns = select(SourceFile.accession_id, SourceFile.digest)
    return columns.where(SourceFile.accession_id.in_(ids), SourceFile.digest.in_(list(files)))


def _short_of_room() -> bool:
    try:
        ensure_disk_space(services().settings.home, services().settings.free_mb)
    except DiskNearlyFullError:
        return True
    return False


@action("office.workshop")
def pause(session: Session) -> str:
    """Pause the pipeline."""
    pauses.pause(session, current_user.name)
    return "Xưởng tạm dừng. Tài liệu nộp vào vẫn được nhận."


@action("office.workshop")
def resume(session: Session) -> str:
    """Resume the pipeline."""
    pauses.resume(session, current_user.name)
    return "Xưởng làm tiếp."


_SHOWN = 100
_LATEST = 30


def show_folder() -> str:
    """Show the current content of the folder and the latest results."""
    watch = services().settings.watch
    with reading(services().database) as session:
        return render_template(
            "office/ingest/hotfolder.html",
            place=watch,
            last_scan=folder_status.last_scan(session),
            waiting=folder_status.waiting(session, _SHOWN),
            taken=folder_status.taken(session, _LATEST),
            turned_away=folder_status.turned_away(session, _LATEST),
            in_work=watch is not None,
        )


@action("office.accession")
def pause_delivery(session: Session, number: str) -> str:
    """Pause a delivery."""
    orders.pause(session, number, current_user.name)
    return "Đã tạm dừng. Những trang đang làm dở vẫn được làm xong."


@action("office.accession")
def resume_delivery(session: Session, number: str) -> str:
    """Resume a delivery."""
    orders.resume(session, number, current_user.name)
    return "Lần nhập được làm tiếp."


@action("office.accession")
def retry(session: Session, number: str) -> str:
    """Queue failed pages again, all or the one given by `trang`."""
    page = request.form.get("trang", type=int)
    orders.retry(session, number, current_user.name, page)
    return f"Trang {page} sẽ được xử lý lại." if page else "Sẽ xử lý lại."


@action("office.accession")
def prioritise(session: Session, number: str) -> str:
    """Set the priority of a delivery."""
    priority = request.form.get("thu-tu", type=int)
    if priority not in orders.STAFF_PRIORITIES:
        raise BadRequest
    orders.prioritise(session, number, Priority(priority), current_user.name)
    return f"Thứ tự xử lý: {orders.PRIORITY_NAMES[Priority(priority)]}."


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
    with work(services().database) as session:
        orders.withdraw(session, number, current_user.name, reason)
    flash("Đã rút lần nhập. Sổ vẫn giữ, và nhận lại được.", "good")
    return redirect(url_for("office.accession", number=number), code=303)


@action("office.accession")
def restore(session: Session, number: str) -> str:
    """Queue a withdrawn delivery again."""
    orders.restore(session, number, current_user.name)
    return "Lần nhập lại chờ xử lý."


def show_orders() -> str:
    """Show the work of the machine that this person may order: what waits first, then the rest."""
    kinds = own_order_kinds()
    with reading(services().database) as session:
        rows = work_orders.newest(session, kinds, _SHOWN)
    return render_template(
        "office/ingest/work_orders.html",
        orders=rows,
        kinds=kinds,
        in_work=any(row.finished is None for row in rows),
    )


@action("office.orders")
def cancel_order(session: Session, order_id: int) -> str:
    """Cancel work that waits or is done now."""
    order, kind = _own_order(session, order_id)
    work_orders.cancel(session, order, current_user.name)
    return f"Đã hủy: {kind.title}."


@action("office.orders")
def repeat_order(session: Session, order_id: int) -> str:
    """Order work again."""
    order, kind = _own_order(session, order_id)
    work_orders.repeat(session, order, current_user.name)
    return f"Đã nhận: {kind.title}."


def own_order_kinds() -> dict[str, OrderKind]:
    """Return the kinds of work that this person may order, by name."""
    kinds = work_orders.order_kinds().items()
    return {name: kind for name, kind in kinds if current_user.may(kind.permission)}


def _own_order(session: Session, order_id: int) -> tuple[WorkOrder, OrderKind]:
    order = session.get(WorkOrder, order_id)
    kind = order and own_order_kinds().get(order.kind)
    if kind is None:
        abort(404)
    return order, kind


def _question(number: str, reason: str = "") -> str:
    with reading(services().database) as session:
        entry = register_queries.entry(session, number)
    return render_template("office/ingest/withdraw_accession.html", entry=entry, refused=reason)
