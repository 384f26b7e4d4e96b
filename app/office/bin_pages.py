"""The bin: what was deleted, by whom, when and why; it is restored or removed for good."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import func, select

from app.services import services
from app.web.url_converters import screen_param
from library.database import reading, work
from library.errors import LibraryError
from library.staff import bin_entries
from library.staff.bin_entries import DAYS_KEPT

_SHOWN = 50


def show() -> str:
    """Show the entries that this person may restore, the latest first."""
    kind, screen = request.args.get("loai", ""), screen_param()
    rows = bin_entries.entries(current_user.name, current_user.role, kind=kind)
    with reading(services().database) as session:
        return render_template(
            "office/bin.html",
            entries=session.scalars(rows.limit(_SHOWN).offset((screen - 1) * _SHOWN)).all(),
            total=session.scalar(select(func.count()).select_from(rows.order_by(None).subquery())),
            screen=screen,
            size=_SHOWN,
            kinds=bin_entries.kinds(),
            kind=kind,
            days=DAYS_KEPT,
        )


def restore() -> ResponseReturnValue:
    """Restore the ticked things, or the one whose button was pressed; all or none."""
    try:
        with work(services().database) as session:
            name, role = current_user.name, current_user.role
            count = bin_entries.restore(session, _chosen(), name, role)
    except LibraryError as error:
        flash(str(error), "bad")
    else:
        flash(*_answer(count, f"Đã khôi phục {count} mục."))
    return redirect(url_for("office.bin"), code=303)


def empty() -> ResponseReturnValue:
    """Remove the ticked things for good; what something else needs stays hidden."""
    chosen = _chosen()
    with work(services().database) as session:
        count = bin_entries.remove(session, chosen, current_user.name)
    hidden_count = len(chosen) - count
    remark = f" {hidden_count} mục còn tệp gốc, bản giấy hay tập con, hoặc từng công bố nên chỉ ẩn."
    remark = remark if hidden_count else ""
    flash(*_answer(len(chosen), f"Đã dọn hẳn {count} mục.{remark}"))
    return redirect(url_for("office.bin"), code=303)


def _chosen() -> list[int]:
    single = request.form.get("muc", type=int)
    return [single] if single else request.form.getlist("dong", int)


def _answer(count: int, message: str) -> tuple[str, str]:
    if not count:
        return "Chưa làm gì: hãy đánh dấu những dòng cần làm.", "bad"
    return message, "good"
