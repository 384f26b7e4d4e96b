"""Closing of months and later restatements."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.points.programme import scope
from app.services import services
from library import clock
from library.database import reading, work
from library.errors import LibraryError
from points.programme import month_closing
from points.programme.indicators.monthly_data import month_facts
from points.programme.periods import read_period, year
from points.usage.rollups.per_point import next_month


def show() -> ResponseReturnValue:
    """Show the months of a year: closing state, confirmations by points and restatements."""
    return _page()


def close(month: str) -> ResponseReturnValue:
    """Close a month."""
    try:
        first_day = read_period(month).since
        with work(services().database) as session:
            new = month_closing.close(session, first_day, today=clock.today(), by=current_user.name)
    except LibraryError as error:
        return _page(str(error)), error.status
    message = "Đã chốt tháng {0}." if new else "Tháng {0} đã chốt từ trước; không có gì thay đổi."
    flash(message.format(f"{first_day:%m/%Y}"), "good")
    return redirect(url_for("programme.months", ky=first_day.year), code=303)


def _page(problem: str = "") -> str:
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
