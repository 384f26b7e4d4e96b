"""Shows the indicators, and explains each figure down to its rows."""

from dataclasses import dataclass
from datetime import date

from flask import render_template

from app.charts import Drawing, draw
from app.programme import scope
from app.services import services
from library import clock
from library.database import reading
from library.points import inventory
from library.programme import month_closing
from library.programme.indicators import compute
from library.programme.indicators.registry import Part
from library.programme.periods import Period, month_of, read_period, year
from library.programme.reports import explain_figure

_MATRIX_MONTHS, _DRAWN_FROM = 12, 2
_NOT_DRAWN = ("I8",)
"""Growth is no sum of months."""


@dataclass(frozen=True, slots=True)
class Line:
    """A point with its cells, one for each column of the table."""

    code: str
    name: str
    cells: tuple[tuple[float | None, float | None], ...]
    label: str


def show_all() -> str:
    """Show every indicator of a period, of one point or of all."""
    period, today = scope.asked_period(), clock.today()
    with reading(services().database) as session:
        points = scope.mine(session)
        code = scope.asked_point(points)
        evidence = compute.gather(session, period, today, code)
        changed = month_closing.restated(session, period, evidence.months)
    return render_template(
        "programme/indicators.html",
        measured=compute.measure(evidence),
        points=points,
        code=code,
        period=period,
        periods=_periods(today),
        restated=changed,
    )


def show(code: str) -> str:
    """Explain an indicator down to months, points and entries."""
    period, today = scope.asked_period(), clock.today()
    with reading(services().database) as session:
        points = scope.mine(session)
        point = scope.asked_point(points)
        told = explain_figure.explain(session, code.upper(), period, today, point)
    columns = _columns(period)
    entered = [part for part in told.reading.parts if part.entry or part.month is None]
    return render_template(
        "programme/explanation.html",
        told=told,
        columns=columns,
        lines=_lines(told, columns),
        entered=entered,
        points=points,
        code=point,
        period=period,
        periods=_periods(today),
        by_day=told.indicator.code in explain_figure.COMPUTERS,
        drawing=_drawing(told, columns),
    )


def show_days(code: str, point: str, month: str) -> str:
    """Explain a month of a point down to the days of its computers."""
    period = month_of(read_period(month).since)
    with reading(services().database) as session:
        scope.must_be_mine(scope.mine(session), point)
        known = inventory.on(session, point, period.last_day)
        rows = explain_figure.days(session, code.upper(), period.since, known.id)
    labels = {row.device_id: row.label for row in rows}
    cells = {(row.device_id, row.day): row.value for row in rows}
    return render_template(
        "programme/days.html",
        indicator=compute.indicator_of(code.upper()),
        point=known,
        period=period,
        labels=labels,
        days=sorted({row.day for row in rows}),
        cells=cells,
    )


def _drawing(told: explain_figure.Explanation, columns: tuple[Period, ...]) -> Drawing | None:
    """Draw what the columns of the table come to; ratios in per cent."""
    parts = [part for part in told.reading.parts if part.month]
    if len(columns) < _DRAWN_FROM or not parts or told.indicator.code in _NOT_DRAWN:
        return None
    sums = [_sum(parts, column) for column in columns]
    values = [
        value if of is None else (value or 0) / of * 100 if of else None for value, of in sums
    ]
    labels = [_label(column) for column in columns]
    return draw(labels, values, [None] * len(columns), [value is None for value in values])


def _label(column: Period) -> str:
    one_month = len(column.months) == 1
    return f"{column.since:%m/%y}" if one_month else f"{column.since:%Y}"


def _periods(today: date) -> list[Period]:
    """Return what people mostly ask for: this year and four before, this month and the last."""
    this = month_of(today)
    last = month_of(date.fromordinal(this.since.toordinal() - 1))
    return [*(year(today.year - back) for back in range(5)), this, last]


def _columns(period: Period) -> tuple[Period, ...]:
    """Return a column for each month; of long periods, for each year."""
    if len(period.months) <= _MATRIX_MONTHS:
        return tuple(month_of(month) for month in period.months)
    return tuple(year(number) for number in range(period.since.year, period.last_day.year + 1))


def _lines(told: explain_figure.Explanation, columns: tuple[Period, ...]) -> list[Line]:
    parts = [part for part in told.reading.parts if part.month and not part.entry]
    codes = dict.fromkeys(part.point for part in parts if part.point)
    return [
        Line(
            code,
            told.names.get(code, code),
            tuple(_cell(parts, code, column) for column in columns),
            parts[0].label,
        )
        for code in codes
    ]


def _cell(parts: list[Part], code: str, column: Period) -> tuple[float | None, float | None]:
    return _sum([part for part in parts if part.point == code], column)


def _sum(parts: list[Part], column: Period) -> tuple[float | None, float | None]:
    inside = [part for part in parts if column.since <= part.month < column.until]
    known = [part.value for part in inside if part.value is not None]
    of = [part.of for part in inside if part.of is not None]
    return (sum(known) if known else None, sum(of) if of else None)
