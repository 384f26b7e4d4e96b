"""Indicators, with explanations of each figure down to its rows."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.charts import Drawing, draw
from app.points.programme import scope
from app.services import services
from library import clock
from library.database import reading
from points.programme import month_closing
from points.programme.indicators import compute
from points.programme.indicators.registry import Part
from points.programme.old_books.book_imports import paper_sources
from points.programme.periods import Period, month_of, read_period, year
from points.programme.problems import MonthNotOfComputersError
from points.programme.reports import explain_figure
from points.usage.evidence import SOURCES_NOTE

_POINTS_AT_ONCE = 100
_MAX_MONTH_COLUMNS, _MIN_CHART_COLUMNS = 12, 2
_WITHOUT_CHART = ("I8",)
"""Indicator codes without a chart: growth is not a sum of months."""


@dataclass(frozen=True, slots=True)
class TableLine:
    """Table row of a point with one (value, denominator) cell per column."""

    code: str
    name: str
    cells: tuple[tuple[float | None, float | None], ...]
    label: str


def show_all() -> str:
    """Show all indicators of a period, for one point or for all."""
    period, today = scope.asked_period(), clock.today()
    with reading(services().database) as session:
        points = scope.own_points(session, period)
        code = scope.asked_point(points)
        evidence = compute.gather(session, period, today, code)
        restated_figures = month_closing.restatements(session, period, evidence.months)
        point_codes = None if code is None else (code,)
        paper = paper_sources(session, period.since, period.last_day, point_codes)
    return render_template(
        "points/programme/indicators.html",
        sources=SOURCES_NOTE,
        measured=compute.measure(evidence),
        points=points,
        code=code,
        period=period,
        periods=_periods(today),
        restated=restated_figures,
        paper=paper,
    )


def show(code: str) -> str:
    """Show the months, points and entries behind an indicator."""
    period, today = scope.asked_period(), clock.today()
    with reading(services().database) as session:
        points = scope.own_points(session, period)
        point = scope.asked_point(points)
        explanation = explain_figure.explain(session, code.upper(), period, today, point)
    columns = _columns(period)
    lines = _lines(explanation, columns)
    page = max(1, request.args.get("trang", 1, type=int))
    entered_parts = [part for part in explanation.reading.parts if part.entry or part.month is None]
    return render_template(
        "points/programme/explanation.html",
        explanation=explanation,
        columns=columns,
        lines=lines[(page - 1) * _POINTS_AT_ONCE : page * _POINTS_AT_ONCE],
        paging=(page, _POINTS_AT_ONCE, len(lines)),
        entered=entered_parts,
        points=points,
        code=point,
        period=period,
        periods=_periods(today),
        why=[period] if len(period.months) == 1 else _years(period),
        drawing=_drawing(explanation, columns),
    )


def show_days(code: str, point: str, month: str) -> ResponseReturnValue:
    """Redirect to the days of each computer behind a month of a point."""
    period = month_of(read_period(month).since)
    with reading(services().database) as session:
        scope.must_be_mine(scope.own_points(session), point)
    measure = compute.indicator_of(code.upper()).days
    if not measure:
        raise MonthNotOfComputersError(code)
    return redirect(url_for("office.board", scope=point, period=period.code, so=measure))


def _drawing(
    explanation: explain_figure.Explanation, columns: tuple[Period, ...]
) -> Drawing | None:
    """Return a chart of the column totals, ratios in per cent; None if not meaningful."""
    parts = [part for part in explanation.reading.parts if part.month]
    if (
        len(columns) < _MIN_CHART_COLUMNS
        or not parts
        or explanation.indicator.code in _WITHOUT_CHART
    ):
        return None
    sums = [_sum(parts, column) for column in columns]
    values = [
        value if denominator is None else (value or 0) / denominator * 100 if denominator else None
        for value, denominator in sums
    ]
    labels = [_label(column) for column in columns]
    return draw(labels, values, [None] * len(columns), [value is None for value in values])


def _label(column: Period) -> str:
    one_month = len(column.months) == 1
    return f"{column.since:%m/%y}" if one_month else f"{column.since:%Y}"


def _periods(today: date) -> list[Period]:
    """Return common periods: this year and four earlier ones, this month and the last."""
    this = month_of(today)
    last = month_of(date.fromordinal(this.since.toordinal() - 1))
    return [*(year(today.year - years_back) for years_back in range(5)), this, last]


def _columns(period: Period) -> tuple[Period, ...]:
    """Return one column per month, or per year for long periods."""
    if len(period.months) <= _MAX_MONTH_COLUMNS:
        return tuple(month_of(month) for month in period.months)
    return _years(period)


def _years(period: Period) -> tuple[Period, ...]:
    return tuple(year(number) for number in range(period.since.year, period.last_day.year + 1))


def _lines(explanation: explain_figure.Explanation, columns: tuple[Period, ...]) -> list[TableLine]:
    by_point: dict[str, list[Part]] = defaultdict(list)
    for part in explanation.reading.parts:
        if part.point and part.month and not part.entry:
            by_point[part.point].append(part)
    return [
        TableLine(
            code,
            explanation.names.get(code, code),
            tuple(_sum(parts, column) for column in columns),
            parts[0].label,
        )
        for code, parts in by_point.items()
    ]


def _sum(parts: list[Part], column: Period) -> tuple[float | None, float | None]:
    inside = [part for part in parts if column.since <= part.month < column.until]
    numerators = [part.value for part in inside if part.value is not None]
    denominators = [part.of for part in inside if part.of is not None]
    return (sum(numerators) if numerators else None, sum(denominators) if denominators else None)
