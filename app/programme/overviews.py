"""Shows how the points are equipped and manned: lines, services, who needs a course."""

from flask import Response, render_template, request

from app.programme import scope
from app.services import profiles, services
from app.web.attachments import XLSX, as_download
from library import clock
from library.database import reading
from library.exchange.workbooks import to_xlsx
from library.programme.indicators import compute
from library.programme.overviews import digitisation, infrastructure, point_services
from library.programme.registers import entries, training
from library.programme.reports.freeze import content


def show_infrastructure() -> str:
    """Show line, power, incidents and repairs of each point in a period."""
    period, today = scope.asked_period(), clock.today()
    with reading(services().database) as session:
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
    with reading(services().database) as session:
        found = infrastructure.states(session, period, clock.today(), scope.mine(session))
    made = Response(to_xlsx((infrastructure.table(found),)), content_type=XLSX)
    return as_download(made, f"Hạ tầng {period}.xlsx")


def show_training() -> str:
    """Show who still needs which course, and the courses of a year."""
    period, today = scope.asked_period(), clock.today()
    with reading(services().database) as session:
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
    with reading(services().database) as session:
        points = scope.mine(session)
        people = training.people(session, today, _whose(points))
    names = {point.code: point.facts.name for point in points}
    made = Response(to_xlsx((training.table(people, names),)), content_type=XLSX)
    return as_download(made, f"Còn cần khóa {today:%d-%m-%Y}.xlsx")


def show_services() -> str:
    """Show the services of the points, what is free, and how it is used."""
    period, today = scope.asked_period(), clock.today()
    with reading(services().database) as session:
        whose = _whose(scope.mine(session))
        found = point_services.services(session, period, today, whose)
        reached = point_services.audiences(session, period, whose)
        told = entries.entries(session, "mien-phi", until=min(period.last_day, today))
        evidence = compute.of_points(compute.gather(session, period, today), whose)
    lasting = (e for e in told if (ends := e.day_in("until")) is None or ends >= period.since)
    return render_template(
        "programme/services.html",
        services=found,
        reached=reached,
        policies=[e for e in lasting if whose is None or e.point in (None, *whose)],
        uses=compute.indicator_of("I1").compute(evidence),
        help=compute.indicator_of("I12").compute(evidence),
        period=period,
        years=range(today.year, today.year - 5, -1),
    )


def show_holdings() -> str:
    """Show what is digitised in each collection, how it is read, and the goals."""
    period, today = scope.asked_period(), clock.today()
    with reading(services().database) as session:
        held = digitisation.by_collection(session, period)
        goals = content(session, min(period.last_day, today))
    return render_template(
        "programme/holdings.html",
        held=held,
        goals=goals,
        titles={slug: one.title for slug, one in profiles().items()},
        period=period,
        years=range(today.year, today.year - 5, -1),
    )


def _whose(points: tuple) -> list[str] | None:
    return None if scope.sees_all() else [point.code for point in points]
