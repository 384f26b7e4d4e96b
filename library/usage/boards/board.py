"""Makes the board of a scope and a period: its figures, a year before, and what they rest on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from sqlalchemy.orm import Session

from library.points.inventory import Point
from library.usage.boards.board_data import Gathered, Place, Values, by_hour, gather, joined
from library.usage.boards.board_period import Period, Span, a_year_before
from library.usage.boards.measures import DRAWN, MEASURES, Measure
from library.usage.boards.scopes import Scope
from library.usage.evidence import Coverage, Figure, Method

_READ = "total_requests"
_A_DAY = timedelta(days=1)
Known = TypeVar("Known")
_USUAL_HOURS = range(7, 18)


class Silence(StrEnum):
    """Why a bar has no value."""

    TO_COME = "chưa đến"
    CLOSED = "không mở hoặc chưa có máy"
    UNHEARD = "không nghe được"
    UNCOUNTED = "không đếm"


@dataclass(frozen=True, slots=True)
class Bar:
    """One hour, day or month of a measure."""

    label: str
    name: str
    figure: Figure
    before: int | None
    """The same a year before."""
    silence: Silence | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """A measure over the parts of a period."""

    measure: Measure
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Headline:
    """A measure over the whole period so far, beside the same days a year before."""

    measure: Measure
    now: Figure
    before: Figure


@dataclass(frozen=True, slots=True)
class PointLine:
    """What one point contributes."""

    point: Point
    figures: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Board:
    """All that is shown of a scope and a period."""

    scope: Scope
    period: Period
    headlines: tuple[Headline, ...]
    series: tuple[Series, ...]
    lines: tuple[PointLine, ...]
    """Of each point, when there are several."""


def make(session: Session, scope: Scope, period: Period, today: date) -> Board:
    """Make a board; of a period that is not over both years are compared up to today."""
    until = max(period.first, min(period.ends, today + _A_DAY))
    past = period.before
    now = _gather(session, scope, period, period.first, until)
    so_far = _gather(session, scope, period, past.first, min(past.ends, a_year_before(until)))
    before = so_far
    if until < period.ends:
        rest = _gather(session, scope, period, a_year_before(until), past.ends)
        before = joined(so_far, rest)
    return Board(
        scope,
        period,
        tuple(
            Headline(m, _figure(m, now, scope.ids), _figure(m, so_far, scope.ids)) for m in MEASURES
        ),
        _hours(session, scope, period)
        if period.span is Span.DAY
        else _series(scope, period, (now, before), today),
        () if scope.is_one_point else _lines(scope, now),
    )


def _gather(session: Session, scope: Scope, period: Period, since: date, until: date) -> Gathered:
    return gather(session, scope.ids, since, until, monthly=period.span is Span.YEAR)


def _lines(scope: Scope, now: Gathered) -> tuple[PointLine, ...]:
    return tuple(
        PointLine(point, {m.code: _figure(m, now, (point.id,)) for m in MEASURES})
        for point in scope.points
    )


def _figure(
    measure: Measure, known: Gathered, points: tuple[int, ...], part: date | None = None
) -> Figure:
    """Return a measure of some points, in one part of the days or in all."""
    if measure.code == _READ:
        uses = [known.read[point_id] for point_id in points if point_id in known.read]
        return Figure(sum(uses) if uses else None)
    by_hand = measure.method is Method.MANUAL
    covered = known.by_hand[measure.code] if by_hand else known.measured
    values = [
        found[measure.code] for found in _there(known.values, points, part) if measure.code in found
    ]
    coverages = _there(covered, points, part)
    coverage = Coverage(sum(c.heard for c in coverages), sum(c.expected for c in coverages))
    return Figure(sum(values) if values else None, measure.method, coverage)


def _there(known: dict[Place, Known], points: tuple[int, ...], part: date | None) -> list[Known]:
    """Return what is known of some points, in one part or in all."""
    if part is None:
        return [found for (point_id, _), found in known.items() if point_id in points]
    return [known[point_id, part] for point_id in points if (point_id, part) in known]


def _series(
    scope: Scope, period: Period, both: tuple[Gathered, Gathered], today: date
) -> tuple[Series, ...]:
    parts = _days(period) if period.span is Span.MONTH else _months(period)
    return tuple(
        Series(m, tuple(_bar(m, scope.ids, part, both, today) for part in parts)) for m in DRAWN
    )


def _bar(
    measure: Measure,
    points: tuple[int, ...],
    part: Period,
    both: tuple[Gathered, Gathered],
    today: date,
) -> Bar:
    now, before = both
    figure = _figure(measure, now, points, part.first)
    past = _figure(measure, before, points, part.before.first)
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
    return tuple(Period(Span.DAY, month.first + _A_DAY * step) for step in range(length))


def _months(year: Period) -> tuple[Period, ...]:
    return tuple(Period(Span.MONTH, year.first.replace(month=n)) for n in range(1, 13))


def _hours(session: Session, scope: Scope, period: Period) -> tuple[Series, ...]:
    now = by_hour(session, scope.ids, period.first)
    before = by_hour(session, scope.ids, period.before.first)
    shown = sorted({*_USUAL_HOURS, *now, *before})
    hours = range(shown[0], shown[-1] + 1)
    return tuple(
        Series(m, tuple(_hour(m, hour, now.get(hour), before.get(hour)) for hour in hours))
        for m in DRAWN
        if m.of_an_hour
    )


def _hour(measure: Measure, hour: int, now: Values | None, before: Values | None) -> Bar:
    value = None if now is None else now[measure.code]
    return Bar(
        str(hour),
        f"{hour}–{hour + 1} giờ",
        Figure(value),
        None if before is None else before[measure.code],
        Silence.UNHEARD if now is None else None,
    )
