"""Statistics for staff: live status, boards of a day, a month or a year, and their files."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.charts import Drawing, draw, thin_labels
from app.points.access_points.own_points import visible
from app.services import services
from app.web.attachments import XLSX
from library import clock
from library.database import reading
from library.exchange.workbooks import Table, to_csv, to_xlsx
from library.places.atlas import HEIGHT, WIDTH, centre_of, map_position, map_units
from library.places.districts import district_of, units_in
from points.access_points.closures import closed_days
from points.access_points.inventory import PointFacts
from points.programme.old_books.book_imports import paper_sources
from points.usage import apart_uses, demographics
from points.usage.boards import board, figure_list, figure_parts
from points.usage.boards.attention import Matter, concerns
from points.usage.boards.board_period import Span, containing, read_period
from points.usage.boards.live_status import PointNow, points_now
from points.usage.boards.scopes import Scope, choose, find_scope, scopes
from points.usage.events import help_calls
from points.usage.evidence import SOURCES_NOTE

_HOUR = 3600
_LOOK_BACK = timedelta(days=61)
_POINTS_AT_ONCE = 100
_MAX_CHOICES = 200
"""With more points the choice of a board has areas alone, and the map one spot for each place."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A spot of the map: one point, or all points of a place."""

    points: tuple[PointNow, ...]
    at: tuple[int, int]

    @property
    def state(self) -> str:
        """CSS state of the spot: working, silent, closed or resting, the first that applies."""
        return min(map(_state, self.points), key=("working", "silent", "closed", "resting").index)

    @property
    def title(self) -> str:
        """Vietnamese description of the spot."""
        name = self.points[0].point.facts.name if len(self.points) == 1 else "nhiều điểm"
        on = sum(status.on for status in self.points)
        return f"{name}: {on}/{sum(len(status.computers) for status in self.points)} máy bật"


def _state(status: PointNow) -> str:
    if not status.point.facts.serving:
        return "resting"
    if status.on:
        return "working"
    return "silent" if status.is_open else "closed"


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
            board.build_board(session, scope, containing(today, Span.DAY), today, shown=slice(0))
            for scope in all_scopes[:1]
        ]
    return render_template(
        "points/access_points/live_status.html",
        calls=calls,
        totals=_totals(points),
        spots=_spots(points),
        page_points=points[_shown()],
        paging=_paging(points),
        concerns=concerns(
            points, days_closed, at, {point_id: uses for point_id, (uses, _) in waiting.items()}
        ),
        set_apart=Matter.SET_APART,
        today=boards[0].headlines[0] if boards else None,
        units=map_units(),
        map_size=(WIDTH, HEIGHT),
        scopes=_choices(all_scopes),
        first_scope=all_scopes[0] if all_scopes else None,
        periods=[containing(today, span) for span in Span],
        at=at,
    )


def show(scope: str, period: str) -> str:
    """Show the statistics of a scope and a period, or the parts of one figure of it."""
    today = clock.today()
    selected_period = read_period(period)
    code = request.args.get("so")
    with reading(services().database) as session:
        visible_points, last_day = visible(session), selected_period.last_day(today)
        all_scopes = scopes(session, last_day, visible_points, since=selected_period.first)
        selected_scope = choose(all_scopes, scope)
        if code is not None:
            measure = figure_parts.measure_of(code)
            return render_template(
                "points/access_points/figure_parts.html",
                parts=figure_parts.figure_parts(
                    session, selected_scope, selected_period, measure, _shown()
                ),
                measure=measure,
                scope=selected_scope,
                period=selected_period,
                paging=_paging(selected_scope.points),
            )
        if last_day < today:
            all_scopes = scopes(session, today, visible_points)
        report = board.build_board(session, selected_scope, selected_period, today, shown=_shown())
        paper = paper_sources(
            session,
            selected_period.first,
            last_day,
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
        scopes=_choices(all_scopes, selected_scope),
        paging=_paging(selected_scope.points),
        today=today,
    )


def open_board() -> ResponseReturnValue:
    """Redirect to the board chosen in the form."""
    day = request.args.get("ngay", clock.today(), type=date.fromisoformat)
    span = request.args.get("ky", Span.MONTH, type=Span)
    scope = request.args.get("noi", "")
    return redirect(url_for("office.board", scope=scope, period=containing(day, span).code))


def _shown() -> slice:
    """Return the points of the chosen part of the list."""
    part = max(1, request.args.get("trang", 1, type=int))
    return slice((part - 1) * _POINTS_AT_ONCE, part * _POINTS_AT_ONCE)


def _paging(points: Sequence[object]) -> tuple[int, int, int]:
    """Return the chosen part of the list, its size, and the number of points."""
    return _shown().stop // _POINTS_AT_ONCE, _POINTS_AT_ONCE, len(points)


def _choices(all_scopes: tuple[Scope, ...], selected: Scope | None = None) -> tuple[Scope, ...]:
    """Return the scopes to choose from: of many points, those of the boards of areas alone."""
    if len(all_scopes) <= _MAX_CHOICES:
        return all_scopes
    areas = tuple(scope for scope in all_scopes if not scope.is_one_point)
    return (*areas, selected) if selected and selected.is_one_point else areas


def _totals(points: Sequence[PointNow]) -> dict[str, int]:
    return {
        "open": sum(status.is_open for status in points),
        "on": sum(status.on for status in points),
        "in_use": sum(status.in_use for status in points),
    }


def _spots(points: Sequence[PointNow]) -> list[Spot]:
    """Return a spot of the map for each point, or for the points of one place if many."""
    spots: dict[object, list[PointNow]] = defaultdict(list)
    for status in points:
        place = _map_position(status.point.facts)
        if place is not None:
            key = place if len(points) > _MAX_CHOICES else (place, status.point.code)
            spots[key].append(status)
    return [
        Spot(tuple(of_place), _map_position(of_place[0].point.facts)) for of_place in spots.values()
    ]


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


def send_csv(scope: str, period: str) -> Response:
    """Send the figures of a board as CSV."""
    report = _make_board(scope, period)
    return _file(to_csv(_figures(report)), "text/csv; charset=utf-8", report, "csv")


def send_xlsx(scope: str, period: str) -> Response:
    """Send the figures of a board as XLSX, with their definitions."""
    report = _make_board(scope, period)
    meanings = Table("Định nghĩa", ("Số liệu", "Nghĩa là"), figure_list.definitions(report))
    return _file(to_xlsx((_figures(report), meanings)), XLSX, report, "xlsx")


def _make_board(scope: str, period: str) -> board.Board:
    today = clock.today()
    selected_period = read_period(period)
    with reading(services().database) as session:
        last_day, points = selected_period.last_day(today), visible(session)
        selected_scope = find_scope(session, scope, last_day, points, since=selected_period.first)
        return board.build_board(session, selected_scope, selected_period, today)


def _figures(report: board.Board) -> Table:
    return Table("Số liệu", figure_list.HEADINGS, figure_list.rows(report))


def _file(content: bytes, kind: str, report: board.Board, ending: str) -> Response:
    response = Response(content, content_type=kind)
    name = f"{report.scope.code}-{report.period.code}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
