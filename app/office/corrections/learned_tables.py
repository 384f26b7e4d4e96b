"""Tables learned from corrections: what each would change, and which one is used."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.services import services
from library.corrections import learned_tables
from library.database import reading, work

_LARGEST_NUMBER = 2**31 - 1


def show() -> str:
    """Show all tables with their measure, the newest first."""
    with reading(services().database) as session:
        return render_template(
            "office/corrections/learned_tables.html",
            tables=learned_tables.tables(session),
            in_use=learned_tables.number_in_use(session) or 0,
        )


def switch() -> ResponseReturnValue:
    """Use a table from now on, or none, unless somebody has changed it since the page was shown."""
    number = min(max(request.form.get("bang", 0, int), 0), _LARGEST_NUMBER)
    with work(services().database) as session:
        is_fresh = (learned_tables.number_in_use(session) or 0) == request.form.get("dang", -1, int)
        if is_fresh:
            learned_tables.use(session, number or None, current_user.name)
    if not is_fresh:
        flash("Có người vừa đổi bảng đang dùng. Hãy xem lại rồi chọn.", "bad")
    elif number:
        flash(f"Từ nay máy đọc các trang với bảng học số {number}.", "good")
    else:
        flash("Đã tắt. Từ nay máy chỉ dùng bảng có sẵn.", "good")
    return redirect(url_for("office.learned_tables"), code=303)
