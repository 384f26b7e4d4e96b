"""Shows what was planned and what was spent, and what a use cost."""

from flask import render_template

from app.programme import scope
from app.services import services
from library import clock
from library.database import reading
from library.programme.overviews.budget import account


def show() -> str:
    """Show the money of a period, of the province or of somebody's points."""
    period = scope.asked_period()
    with reading(services().database) as session:
        points = scope.mine(session)
        whose = None if scope.sees_all() else [point.code for point in points]
        found = account(session, period, clock.today(), whose)
    return render_template(
        "programme/money.html",
        account=found,
        period=period,
        names={point.code: point.facts.name for point in points},
        years=range(clock.today().year, clock.today().year - 5, -1),
    )
