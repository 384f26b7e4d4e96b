"""New names of points since districts were abolished: proposals to correct and confirm at once."""

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.unsaved_forms import reopens
from app.points.access_points import point_forms as forms
from app.services import services
from app.web.form_versions import stop_if_reopened
from library.database import reading, work
from library.errors import LibraryError
from library.staff.audit import note
from points.access_points import reform_2025
from points.access_points.reform_2025 import Renaming

_FIELDS = {"name": "tên của điểm", "owner": "cơ quan quản lý", "place": "nơi"}


def show() -> str:
    """Show the points that still have facts of abolished units."""
    return _page()


@reopens
def save() -> ResponseReturnValue:
    """Record the confirmed names of the chosen points from 1 July 2025."""
    try:
        stop_if_reopened()
        with work(services().database) as session:
            renamings = [
                _confirmed(renaming)
                for renaming in reform_2025.proposals(session)
                if f"chon-{renaming.point.code}" in request.form
            ]
            count = reform_2025.rename(session, renamings, by=current_user.name)
            for renaming in renamings:
                note(session, current_user.name, "point.rename", renaming.point.code, renaming.name)
    except LibraryError as error:
        return _page(str(error)), error.status
    flash(f"Đã ghi tên mới của {count} điểm từ 1/7/2025; kỳ trước vẫn mang tên cũ.", "good")
    return redirect(url_for("office.points"), code=303)


def _confirmed(renaming: Renaming) -> Renaming:
    code = renaming.point.code
    return replace(
        renaming,
        **{
            name: forms.text(request.form, f"{name}-{code}", label)
            for name, label in _FIELDS.items()
        },
    )


def _page(problem: str = "") -> str:
    with reading(services().database) as session:
        renamings = reform_2025.proposals(session)
    return render_template(
        "points/access_points/renaming.html",
        renamings=renamings,
        labels=_FIELDS,
        typed=request.form,
        problem=problem,
    )
