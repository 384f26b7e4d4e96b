"""Manual counts of visitors, uses and printed pages, entered on a phone or from paper."""

from datetime import date, timedelta

from flask import render_template, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from app.accounts.unsaved_forms import reopens
from app.points.access_points.own_points import only_visible, refuse_others
from app.services import services
from app.web.actions import action
from app.web.form_versions import stop_if_reopened
from library import clock
from library.database import reading
from points.access_points import inventory
from points.access_points.opening_hours import HANOI
from points.usage import manual_counts

_SHOWN = timedelta(days=31)
_FIELDS = {"den": "visits", "dung": "uses", "in": "prints"}
"""Columns of the counts, by the field of the form."""


def show(problem: str = "") -> str:
    """Show the form and the counts of a point in the last month."""
    code, today = request.values.get("diem", ""), clock.now().astimezone(HANOI).date()
    with reading(services().database) as session:
        points = only_visible(session, inventory.points_on(session, today))
        choice = next((point for point in points if point.code == code), None)
        days = (
            manual_counts.counted_days(session, choice.id, today - _SHOWN, today) if choice else ()
        )
    return render_template(
        "points/access_points/manual_counts.html",
        points=points,
        chosen=choice,
        days=days,
        today=today.isoformat(),
        typed=request.form,
        problem=problem,
        most=manual_counts.MAX_COUNT,
    )


@action(form_again=show)
@reopens
def enter(session: Session) -> tuple[str, str]:
    """Save the counts of one point on one day."""
    form = request.form
    day = form.get("ngay", type=date.fromisoformat)
    if day is None:
        raise BadRequest
    stop_if_reopened()
    counts = {
        column: manual_counts.read_count(form.get(field, "")) for field, column in _FIELDS.items()
    }
    code = form.get("diem", "")
    refuse_others(session, inventory.point_on(session, code, day).id)
    manual_counts.enter(session, code, day, **counts, by=current_user.name)
    return f"Đã ghi số đếm ngày {day:%d/%m/%Y}.", url_for("office.tallies", diem=form.get("diem"))
