"""Overviews of the points: infrastructure, services, training and digitised holdings."""

from flask import Response, render_template, request

from app.points.programme import scope
from app.services import profiles, services
from app.web.attachments import XLSX, as_download
from library import clock
from library.database import reading
from library.exchange.workbooks import to_xlsx
from points.programme.indicators import compute
from points.programme.old_books.book_imports import paper_sources
from points.programme.overviews import budget, digitisation, infrastructure, point_services
from points.programme.registers import entries, training
from points.programme.reports.freeze import content


def show_infrastructure() -> str:
    """Show internet line, power, incidents and repairs of each point in a period."""
    period, today = scope.asked_period(), clock.today()
    with reading(services().database) as session:
        states = infrastructure.point_infrastructure(
            session, period, today, scope.own_points(session, period)
        )
    return render_template(
        "points/programme/infrastructure.html",
        states=states,
        period=period,
        years=range(today.year, today.year - 5, -1),
    )


def send_infrastructure() -> Response:
    """Send the infrastructure overview as XLSX."""
    period = scope.asked_period()
    with reading(services().database) as session:
        states = infrastructure.point_infrastructure(
            session, period, clock.today(), scope.own_points(session, period)
        )
    response = Response(to_xlsx((infrastructure.table(states),)), content_type=XLSX)
    return as_download(response, f"Hạ tầng {period}.xlsx")


def show_training() -> str:
    """Show the training needs of staff and the courses of a year."""
    period, today = scope.asked_period(), clock.today()
    with reading(services().database) as session:
        points = scope.own_points(session)
        people = training.people(session, today, _point_codes(points))
        courses = training.courses(session, period.since, period.last_day)
    return render_template(
        "points/programme/training.html",
        people=people,
        wanting=training.people_by_course(people),
        held=courses,
        rules=training.training_rules(),
        names={point.code: point.facts.name for point in points},
        without=[p for p in points if p.code not in {person.point for person in people}],
        period=period,
        today=today,
        shown=request.args.get("diem", ""),
    )


def send_training() -> Response:
    """Send the training needs as XLSX."""
    today = clock.today()
    with reading(services().database) as session:
        points = scope.own_points(session)
        people = training.people(session, today, _point_codes(points))
    names = {point.code: point.facts.name for point in points}
    response = Response(to_xlsx((training.table(people, names),)), content_type=XLSX)
    return as_download(response, f"Còn cần khóa {today:%d-%m-%Y}.xlsx")


def show_services() -> str:
    """Show the services of the points, the free-of-charge policies and the usage."""
    period, today = scope.asked_period(), clock.today()
    with reading(services().database) as session:
        point_codes = _point_codes(scope.own_points(session))
        service_lines = point_services.services(session, period, today, point_codes)
        audiences = point_services.audiences(session, period, point_codes)
        policies = entries.entries(session, "mien-phi", until=min(period.last_day, today))
        evidence = compute.of_points(compute.gather(session, period, today), point_codes)
    in_force = (
        policy
        for policy in policies
        if (ends := policy.day_in("until")) is None or ends >= period.since
    )
    return render_template(
        "points/programme/services.html",
        services=service_lines,
        audiences=audiences,
        policies=[
            policy
            for policy in in_force
            if point_codes is None or policy.point in (None, *point_codes)
        ],
        uses=compute.indicator_of("I1").compute(evidence),
        help=compute.indicator_of("I12").compute(evidence),
        period=period,
        years=range(today.year, today.year - 5, -1),
    )


def show_holdings() -> str:
    """Show the digitisation and usage of each collection, and the goals."""
    period, today = scope.asked_period(), clock.today()
    with reading(services().database) as session:
        collections = digitisation.by_collection(session, period)
        goals = content(session, min(period.last_day, today))
    return render_template(
        "points/programme/holdings.html",
        held=collections,
        goals=goals,
        titles={slug: profile.title for slug, profile in profiles().items()},
        period=period,
        years=range(today.year, today.year - 5, -1),
    )


def show_budget() -> str:
    """Show the budget of a period, for the province or for one's own points."""
    period = scope.asked_period()
    with reading(services().database) as session:
        points = scope.own_points(session, period)
        point_codes = _point_codes(points)
        paper = paper_sources(session, period.since, period.last_day, point_codes)
        totals = budget.account(session, period, clock.today(), point_codes)
    return render_template(
        "points/programme/money.html",
        account=totals,
        period=period,
        paper=paper,
        names={point.code: point.facts.name for point in points},
        years=range(clock.today().year, clock.today().year - 5, -1),
    )


def _point_codes(points: tuple) -> list[str] | None:
    return None if scope.sees_all() else [point.code for point in points]
