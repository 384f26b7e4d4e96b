"""Annex of a plan: its amounts by point, line and year, pasted from the paper copy."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.unsaved_forms import reopens
from app.services import services
from app.web.form_versions import stop_if_reopened
from library import clock
from library.database import reading, work
from library.errors import LibraryError
from points.access_points.inventory import points_on
from points.programme.plans import annex, plan_store


def show(code: str) -> str:
    """Show the entered rows of the annex, with what is missing from the plan's totals."""
    return _page(code)


@reopens
def enter(code: str) -> ResponseReturnValue:
    """Enter pasted rows, all or none."""
    today = clock.today()
    try:
        stop_if_reopened()
        with work(services().database) as session:
            plan = plan_store.plan_of(session, code)
            count = annex.enter_rows(
                session,
                plan,
                request.form.get("dong", ""),
                points_on(session, today),
                today=today,
                by=current_user.name,
            )
    except LibraryError as error:
        return _page(code, str(error)), error.status
    flash(f"Đã ghi {count} dòng của phụ lục.", "good")
    return redirect(url_for("programme.annex", code=code), code=303)


def _page(code: str, problem: str = "") -> str:
    with reading(services().database) as session:
        plan = plan_store.plan_of(session, code)
        rows = annex.rows(session, plan)
        names = {point.code: point.facts.name for point in points_on(session, clock.today())}
    return render_template(
        "points/programme/annex.html",
        plan=plan,
        rows=rows,
        years=annex.years(plan, rows),
        names=names,
        typed=request.form.get("dong", ""),
        problem=problem,
    )
