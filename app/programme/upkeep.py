"""Shows how the points are equipped and manned: lines, power, repairs; who needs which course."""

from flask import Response, render_template, request

from app.house import house
from app.programme import scope
from app.sending import as_download
from library import clock
from library.database import reading
from library.exchange.workbooks import to_xlsx
from library.programme import infrastructure, training

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_infrastructure() -> str:
    """Show line, power, incidents and repairs of each point in a period."""
    period, today = scope.asked_period(), clock.today()
    with reading(house().database) as session:
        states = infrastructure.states(session, period, today, scope.mine(session))
    return render_template(
        "programme/infrastructure.html",
        states=states,
        period=period,
        years=range(today.year, today.year - 5, -1),
    )


def send_infrastructure() -> Response:
    """Send the same as a sheet."""
    period = scope.asked_period()
    with reading(house().database) as session:
        found = infrastructure.states(session, period, clock.today(), scope.mine(session))
    made = Response(to_xlsx((infrastructure.table(found),)), content_type=_XLSX)
    return as_download(made, f"Hạ tầng {period}.xlsx")


def show_training() -> str:
    """Show who still needs which course, and the courses of a year."""
    period, today = scope.asked_period(), clock.today()
    with reading(house().database) as session:
        points = scope.mine(session)
        people = training.people(session, today, _whose(points))
        held = training.courses(session, period.since, period.last_day)
    return render_template(
        "programme/training.html",
        people=people,
        wanting=training.wanting(people),
        held=held,
        rules=training.wanted(),
        names={point.code: point.facts.name for point in points},
        without=[p for p in points if p.code not in {one.point for one in people}],
        period=period,
        today=today,
        shown=request.args.get("diem", ""),
    )


def send_training() -> Response:
    """Send who still needs which course as a sheet."""
    today = clock.today()
    with reading(house().database) as session:
        points = scope.mine(session)
        people = training.people(session, today, _whose(points))
    names = {point.code: point.facts.name for point in points}
    made = Response(to_xlsx((training.table(people, names),)), content_type=_XLSX)
    return as_download(made, f"Còn cần khóa {today:%d-%m-%Y}.xlsx")


def _whose(points: tuple) -> list[str] | None:
    return None if scope.sees_all() else [point.code for point in points]
