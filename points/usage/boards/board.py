"""Statistics board of a scope and a period: figures, last year's figures, coverage."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from points.access_points.inventory import Point
from points.usage.boards.board_period import Period, Span, a_year_before
from points.usage.boards.scopes import Scope
from points.usage.evidence import Coverage, Figure, Method
from points.usage.measures.figure_reader import FigureReader, figure, total
from points.usage.measures.measure_table import CHARTED, SHOWN, Measure, Source
from points.usage.measures.stored_sums import Grain, Values, add, sums

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
    grain = Grain.MONTH if period.span is Span.YEAR else Grain.DAY
    until_then = min(past.ends, a_year_before(until))
    reader = FigureReader(session, scope.ids, period.first, until)
    now = reader.read(grain)
    so_far = FigureReader(session, scope.ids, past.first, until_then).read(grain)
    headlines = total(now.values()), total(so_far.values())
    for source in (Source.COMPUTERS, Source.COUNTS):  # the rest of it, without coverage
        days = sums(session, source, until_then, past.ends, grain, points=scope.ids)
        for part, values in days.items():
            add(so_far[part], values)
    return Board(
        scope,
        period,
        tuple(Headline(m, *(figure(values, m) for values in headlines)) for m in SHOWN),
        _hours(session, scope, period)
        if period.span is Span.DAY
        else _series(period, now, so_far, today),
        () if scope.is_one_point else _lines(scope.points[shown], reader),
    )


def _lines(points: tuple[Point, ...], reader: FigureReader) -> tuple[PointLine, ...]:
    by_point = reader.narrowed([point.id for point in points]).read(Grain.POINT)
    return tuple(
        PointLine(point, {m.code: figure(by_point.get(point.id, {}), m) for m in SHOWN})
        for point in points
    )


def _series(
    period: Period, now: Mapping[date, Values], past: Mapping[date, Values], today: date
) -> tuple[Series, ...]:
    columns = [
        (part, now.get(part.first, {}), past.get(part.before.first, {}).get)
        for part in period.parts
    ]
    return tuple(
        Series(m, tuple(_bar(m, part, values, get(m.code), today) for part, values, get in columns))
        for m in CHARTED
    )


def _bar(measure: Measure, part: Period, values: Values, past: int | None, today: date) -> Bar:
    value, silence = figure(values, measure), None
    if value.value is None:
        silence = _silence(measure, value.coverage, to_come=part.first > today)
    return Bar(part.label, part.name, value, past, silence)


def _silence(measure: Measure, coverage: Coverage, *, to_come: bool) -> Silence:
    if to_come:
        return Silence.TO_COME
    if not coverage.expected:
        return Silence.CLOSED
    return Silence.UNCOUNTED if measure.counting is Method.MANUAL else Silence.UNHEARD


def _hours(session: Session, scope: Scope, period: Period) -> tuple[Series, ...]:
    now, past_year = (
        sums(session, Source.COMPUTERS, day.first, day.ends, Grain.HOUR, points=scope.ids)
        for day in (period, period.before)
    )
    visible_hours = sorted({*_USUAL_HOURS, *now, *past_year})
    hours = range(visible_hours[0], visible_hours[-1] + 1)
    return tuple(
        Series(m, tuple(_hour(m, hour, now.get(hour), past_year.get(hour)) for hour in hours))
        for m in CHARTED
        if m.clock == "hour"
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
