"""Closing of months and later restatements."""

from flask import render_template, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from app.points.programme import scope
from app.services import services
from app.web.actions import action
from library import clock
from library.database import reading
from points.programme import month_closing
from points.programme.indicators.monthly_data import month_facts
from points.programme.periods import read_period, year
from points.usage.rollups.per_point import next_month


def show(problem: str = "") -> str:
    """Show the months of a year: closing state, confirmations by points and restatements."""
    today = clock.today()
    period = year(scope.asked_period().since.year)
    with reading(services().database) as session:
        facts = month_facts(session, period, today)
        closed_months = month_closing.closed_months(session, period)
        restated_figures = month_closing.restatements(session, period, facts)
    months = [
        {
            "month": month,
            "row": closed_months.get(month),
            "over": next_month(month) <= today,
            "points": sum(f.month == month for f in facts),
            "confirmed": sum(f.month == month and f.confirmed for f in facts),
        }
        for month in period.months
        if month <= today
    ]
    return render_template(
        "points/programme/months.html",
        months=months,
        restated=restated_figures,
        number=period.since.year,
        today=today,
        problem=problem,
    )


@action(form_again=lambda month, problem: show(problem))
def close(session: Session, month: str) -> tuple[str, str]:
    """Close a month."""
    first_day = read_period(month).since
    new = month_closing.close(session, first_day, today=clock.today(), by=current_user.name)
    message = "Đã chốt tháng {0}." if new else "Tháng {0} đã chốt từ trước; không có gì thay đổi."
    return message.format(f"{first_day:%m/%Y}"), url_for("programme.months", ky=first_day.year)
