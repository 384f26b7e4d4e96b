"""Statistics board of a scope and a period: figures, last year's figures, coverage."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from points.access_points.inventory import Point
from points.usage.boards.board_data import REQUESTS, BoardData, Sums, by_hour, gather, merge
from points.usage.boards.board_period import Period, Span, a_year_before
from points.usage.boards.measures import CHARTED, MEASURES, Measure
from points.usage.boards.scopes import Scope
from points.usage.evidence import Coverage, Figure, Method
from points.usage.rollups.sums import Values

_ONE_DAY = timedelta(days=1)
_EVERY_POINT = slice(None)
_USUAL_HOURS = range(7, 18)


class Silence(StrEnum):
    """The reason why a bar has no value."""

    TO_COME = "chưa đến"
    CLOSED = "không mở hoặc chưa có máy"
    UNHEARD = "không có số liệu"
    UNCOUNTED = "không đếm"


@dataclass(frozen=True, slots=True)
class Bar:
    """Value of a measure in one hour, day or month."""

    label: str
    name: str
    figure: Figure
    before: int | None
    """Value of the same hour, day or month one year earlier."""
    silence: Silence | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """A measure over the parts of a period."""

    measure: Measure
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Headline:
    """Total of a measure so far, with the same days of the previous year."""

    measure: Measure
    now: Figure
    before: Figure


@dataclass(frozen=True, slots=True)
class PointLine:
    """Figures of one access point, by the code of the measure."""

    point: Point
    figures: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Board:
    """Everything shown for a scope and a period."""

    scope: Scope
    period: Period
    headlines: tuple[Headline, ...]
    series: tuple[Series, ...]
    lines: tuple[PointLine, ...]
    """One line per point; empty when the scope is a single point."""


def build_board(
    session: Session, scope: Scope, period: Period, today: date, shown: slice = _EVERY_POINT
) -> Board:
    """Return the board, with lines for some points of its scope.

    In an unfinished period both years are compared up to today.
    """
    until = max(period.first, min(period.ends, today + _ONE_DAY))
    past = period.before
    now = _gather(session, scope, period, period.first, until)
    so_far = _gather(session, scope, period, past.first, min(past.ends, a_year_before(until)))
    past_year = so_far
    if until < period.ends:
        later_days = _gather(session, scope, period, a_year_before(until), past.ends)
        past_year = merge(so_far, later_days)
    return Board(
        scope,
        period,
        tuple(Headline(m, _figure(m, now.total), _figure(m, so_far.total)) for m in MEASURES),
        _hours(session, scope, period)
        if period.span is Span.DAY
        else _series(period, now, past_year, today),
        () if scope.is_one_point else _lines(scope.points[shown], now),
    )


def _gather(session: Session, scope: Scope, period: Period, since: date, until: date) -> BoardData:
    return gather(session, scope.ids, since, until, monthly=period.span is Span.YEAR)


def _lines(points: tuple[Point, ...], now: BoardData) -> tuple[PointLine, ...]:
    return tuple(
        PointLine(point, {m.code: _figure(m, now.points[point.id]) for m in MEASURES})
        for point in points
    )


def _figure(measure: Measure, sums: Sums) -> Figure:
    """Return a measure of a point, of a part, or of all."""
    value = sums.values.get(measure.code)
    if measure.code == REQUESTS:
        return Figure(value)
    if measure.method is Method.MANUAL:
        return Figure(value, measure.method, sums.counted_days.get(measure.code, Coverage()))
    return Figure(value, measure.method, sums.computers)


def _series(
    period: Period, now: BoardData, past_year: BoardData, today: date
) -> tuple[Series, ...]:
    parts = _days(period) if period.span is Span.MONTH else _months(period)
    columns = [
        (part, now.parts.get(part.first, Sums()), past_year.parts.get(part.before.first, Sums()))
        for part in parts
    ]
    return tuple(Series(m, tuple(_bar(m, *column, today) for column in columns)) for m in CHARTED)


def _bar(measure: Measure, part: Period, now: Sums, past_year: Sums, today: date) -> Bar:
    figure = _figure(measure, now)
    past = _figure(measure, past_year)
    silence = None
    if figure.value is None:
        silence = _silence(measure, figure.coverage, to_come=part.first > today)
    label = part.first.day if part.span is Span.DAY else part.first.month
    return Bar(str(label), part.name, figure, past.value, silence)


def _silence(measure: Measure, coverage: Coverage, *, to_come: bool) -> Silence:
    if to_come:
        return Silence.TO_COME
    if not coverage.expected:
        return Silence.CLOSED
    return Silence.UNCOUNTED if measure.method is Method.MANUAL else Silence.UNHEARD


def _days(month: Period) -> tuple[Period, ...]:
    length = (month.ends - month.first).days
    return tuple(Period(Span.DAY, month.first + _ONE_DAY * step) for step in range(length))


def _months(year: Period) -> tuple[Period, ...]:
    return tuple(Period(Span.MONTH, year.first.replace(month=n)) for n in range(1, 13))


def _hours(session: Session, scope: Scope, period: Period) -> tuple[Series, ...]:
    now = by_hour(session, scope.ids, period.first)
    past_year = by_hour(session, scope.ids, period.before.first)
    visible_hours = sorted({*_USUAL_HOURS, *now, *past_year})
    hours = range(visible_hours[0], visible_hours[-1] + 1)
    return tuple(
        Series(m, tuple(_hour(m, hour, now.get(hour), past_year.get(hour)) for hour in hours))
        for m in CHARTED
        if m.of_an_hour
    )


def _hour(measure: Measure, hour: int, now: Values | None, past_year: Values | None) -> Bar:
    value = None if now is None else now[measure.code]
    return Bar(
        str(hour),
        f"{hour}–{hour + 1} giờ",
        Figure(value),
        None if past_year is None else past_year[measure.code],
        Silence.UNHEARD if now is None else None,
    )
