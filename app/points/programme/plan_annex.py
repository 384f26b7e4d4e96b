"""Annex of a plan: its amounts by point, line and year, pasted from the paper copy."""

from flask import render_template, request
from flask_login import current_user
from sqlalchemy.orm import Session

from app.accounts.unsaved_forms import reopens
from app.services import services
from app.web.actions import action
from app.web.form_versions import stop_if_reopened
from library import clock
from library.database import reading
from points.access_points.inventory import points_on
from points.programme.plans import annex, plan_store


def show(code: str, problem: str = "") -> str:
    """Show the entered rows of the annex, with what is missing from the plan's totals."""
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


@action("programme.annex", show)
@reopens
def enter(session: Session, code: str) -> str:
    """Enter pasted rows, all or none."""
    today = clock.today()
    stop_if_reopened()
    plan = plan_store.plan_of(session, code)
    count = annex.enter_rows(
        session,
        plan,
        request.form.get("dong", ""),
        points_on(session, today),
        today=today,
        by=current_user.name,
    )
    return f"Đã ghi {count} dòng của phụ lục."
