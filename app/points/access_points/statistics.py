"""Statistics for staff: live status, and boards of a day, a month or a year."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.charts import Drawing, draw, thin_labels
from app.points.access_points.own_points import visible
from app.services import services
from library import clock
from library.database import reading
from library.places.atlas import HEIGHT, WIDTH, centre_of, map_position, map_units
from library.places.districts import district_of, units_in
from points.access_points.closures import closed_days
from points.access_points.inventory import PointFacts
from points.programme.old_books.book_imports import paper_sources
from points.usage import apart_uses, demographics
from points.usage.boards import board
from points.usage.boards.attention import Matter, concerns
from points.usage.boards.board_period import Span, containing, read_period
from points.usage.boards.live_status import PointNow, points_now
from points.usage.boards.scopes import find_scope, scopes
from points.usage.events import help_calls
from points.usage.evidence import SOURCES_NOTE

_HOUR = 3600
_LOOK_BACK = timedelta(days=61)


@dataclass(frozen=True, slots=True)
class MapPoint:
    """Access point with its position on the map, if known."""

    status: PointNow
    at: tuple[int, int] | None

    @property
    def state(self) -> str:
        """CSS state of the point: resting, working, silent or closed."""
        if not self.status.point.facts.serving:
            return "resting"
        if self.status.on:
            return "working"
        return "silent" if self.status.is_open else "closed"


def show_now() -> str:
    """Show the live status of the points and today's concerns."""
    at, today = clock.now(), clock.today()
    with reading(services().database) as session:
        visible_points = visible(session)
        points = points_now(session, at, visible_points)
        all_scopes = scopes(session, today, visible_points)
        calls = help_calls.waiting(session, at, visible_points)
        days_closed = closed_days(session, today - _LOOK_BACK, today)
        waiting = apart_uses.waiting_by_point(session, visible_points)
        boards = [
            board.build_board(session, scope, containing(today, Span.DAY), today)
            for scope in all_scopes[:1]
        ]
    return render_template(
        "points/access_points/live_status.html",
        calls=calls,
        map_points=[MapPoint(status, _map_position(status.point.facts)) for status in points],
        concerns=concerns(
            points, days_closed, at, {point_id: uses for point_id, (uses, _) in waiting.items()}
        ),
        set_apart=Matter.SET_APART,
        today=boards[0].headlines[0] if boards else None,
        units=map_units(),
        map_size=(WIDTH, HEIGHT),
        scopes=all_scopes,
        periods=[containing(today, span) for span in Span],
        at=at,
    )


def show(scope: str, period: str) -> str:
    """Show the statistics of a scope and a period."""
    today = clock.today()
    selected_period = read_period(period)
    with reading(services().database) as session:
        all_scopes = scopes(session, today, visible(session))
        selected_scope = find_scope(
            session,
            scope,
            selected_period.last_day(today),
            visible(session),
            since=selected_period.first,
        )
        report = board.build_board(session, selected_scope, selected_period, today)
        paper = paper_sources(
            session,
            selected_period.first,
            selected_period.last_day(today),
            tuple(point.code for point in selected_scope.points),
        )
        answers = demographics.summarise(
            session, selected_scope.ids, selected_period.first, selected_period.ends
        )
    return render_template(
        "points/access_points/statistics.html",
        sources=SOURCES_NOTE,
        demographics=answers,
        paper=paper,
        board=report,
        drawings=[_draw_series(series) for series in report.series],
        scopes=all_scopes,
        today=today,
    )


def open_board() -> ResponseReturnValue:
    """Redirect to the board chosen in the form."""
    day = request.args.get("ngay", clock.today(), type=date.fromisoformat)
    span = request.args.get("ky", Span.MONTH, type=Span)
    scope = request.args.get("noi", "")
    return redirect(url_for("office.board", scope=scope, period=containing(day, span).code))


def _draw_series(series: board.Series) -> Drawing:
    bars, divisor = series.bars, _HOUR if series.measure.in_hours else 1
    return draw(
        thin_labels([bar.label for bar in bars]),
        [None if bar.figure.value is None else bar.figure.value / divisor for bar in bars],
        [None if bar.before is None else bar.before / divisor for bar in bars],
        [bar.silence in (board.Silence.UNHEARD, board.Silence.UNCOUNTED) for bar in bars],
    )


def _map_position(facts: PointFacts) -> tuple[int, int] | None:
    if facts.latitude is not None and facts.longitude is not None:
        return map_position(facts.latitude, facts.longitude)
    if facts.place is None:
        return None
    return centre_of({facts.place}) or centre_of(units_in(district_of(facts.place) or ""))
