"""Planned and actual spending, and cost per use."""

from flask import render_template

from app.points.programme import scope
from app.services import services
from library import clock
from library.database import reading
from points.programme.old_books.book_imports import paper_sources
from points.programme.overviews.budget import account


def show() -> str:
    """Show the budget of a period, for the province or for one's own points."""
    period = scope.asked_period()
    with reading(services().database) as session:
        points = scope.own_points(session, period)
        point_codes = None if scope.sees_all() else [point.code for point in points]
        paper = paper_sources(session, period.since, period.last_day, point_codes)
        totals = account(session, period, clock.today(), point_codes)
    return render_template(
        "points/programme/money.html",
        account=totals,
        period=period,
        paper=paper,
        names={point.code: point.facts.name for point in points},
        years=range(clock.today().year, clock.today().year - 5, -1),
    )
