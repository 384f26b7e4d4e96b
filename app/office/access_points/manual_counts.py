"""Takes the counts that staff made by hand, from a phone or from a sheet of paper."""

from datetime import date, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import BadRequest

from app.office.access_points.own_points import only_visible, refuse_others
from app.services import services
from library import clock
from library.database import reading, work
from library.errors import LibraryError
from library.points import inventory
from library.points.opening_hours import HANOI
from library.usage import manual_counts

_SHOWN = timedelta(days=31)


def show() -> str:
    """Show the form, and what was counted at a point in the last month."""
    return _page(request.args.get("diem", ""))


def enter() -> ResponseReturnValue:
    """Write down one day of one point."""
    told = request.form
    day = told.get("ngay", type=date.fromisoformat)
    if day is None:
        raise BadRequest
    try:
        visits, uses = (manual_counts.read_count(told.get(name, "")) for name in ("den", "dung"))
        with work(services().database) as session:
            code = told.get("diem", "")
            refuse_others(session, inventory.on(session, code, day).id)
            manual_counts.enter(session, code, day, visits=visits, uses=uses, by=current_user.name)
    except LibraryError as error:
        return _page(told.get("diem", ""), problem=str(error)), error.status
    flash(f"Đã ghi số đếm ngày {day:%d/%m/%Y}.", "good")
    return redirect(url_for("office.tallies", diem=told.get("diem")), code=303)


def _page(code: str, problem: str = "") -> str:
    today = clock.now().astimezone(HANOI).date()
    with reading(services().database) as session:
        points = only_visible(session, inventory.all_on(session, today))
        chosen = next((point for point in points if point.code == code), None)
        days = manual_counts.counted(session, chosen.id, today - _SHOWN, today) if chosen else ()
    return render_template(
        "office/access_points/manual_counts.html",
        points=points,
        chosen=chosen,
        days=days,
        today=today.isoformat(),
        typed=request.form,
        problem=problem,
        most=manual_counts.MOST,
    )
