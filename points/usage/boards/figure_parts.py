"""The parts of a figure: its points, their computers, and the hours, days or months of each."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from points.access_points.models import Device
from points.usage.boards.board_period import Period, Span
from points.usage.boards.scopes import Scope
from points.usage.measures.measure_table import MEASURES, Measure, Source
from points.usage.measures.stored_sums import Grain, sums
from points.usage.problems import NoSuchMeasureError


@dataclass(frozen=True, slots=True)
class Column:
    """A part of the period; an hour has no period of its own."""

    label: str
    period: Period | None


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of a point or a computer, by column; None is unknown, not zero."""

    name: str
    point: str
    cells: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class FigureParts:
    """A figure with its parts."""

    of_computers: bool
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]

    @property
    def totals(self) -> tuple[int | None, ...]:
        """The sums of the lines by column; None where all are unknown."""
        columns = zip(*(line.cells for line in self.lines), strict=True)
        known_cells = ([value for value in cells if value is not None] for cells in columns)
        return tuple(sum(values) if values else None for values in known_cells)


def measure_of(code: str) -> Measure:
    """Return a measure that is stored day by day; raise NoSuchMeasureError."""
    measure = MEASURES.get(code)
    if measure is None or measure.source is Source.RECORDS:
        raise NoSuchMeasureError(code[:40])
    return measure


def figure_parts(
    session: Session, scope: Scope, period: Period, measure: Measure, shown: slice
) -> FigureParts:
    """Return the parts of a figure: some points of an area, or the computers of a point."""
    of_computers = scope.is_one_point and measure.source is Source.COMPUTERS
    grains = _grains(scope, period, measure)
    by = (Grain.COMPUTER if of_computers else Grain.POINT, *grains)
    points = scope.points[shown]
    figures = sums(
        session,
        measure.source,
        period.first,
        period.ends,
        *by,
        points=[point.id for point in points],
        codes=(measure.code,),
    )
    values = {
        key if grains else (key, None): of_key.get(measure.code) for key, of_key in figures.items()
    }
    names = {point.id: (point.facts.name, point.code) for point in points}
    if of_computers:
        labels = dict(session.execute(select(Device.id, Device.label)).all())
        names = {device: (labels[device], scope.code) for device in sorted({d for d, _ in values})}
    columns = _columns(period, grains, [part for _, part in values])
    lines = (
        Line(*name, tuple(values.get((place, part)) for part in columns))
        for place, name in names.items()
    )
    return FigureParts(of_computers, tuple(columns.values()), tuple(lines))


def _grains(scope: Scope, period: Period, measure: Measure) -> tuple[Grain, ...]:
    """Return the grain of the columns; none for one column with the whole period."""
    if period.span is Span.YEAR:
        return (Grain.MONTH,)
    if not scope.is_one_point:
        return ()
    if period.span is Span.MONTH:
        return (Grain.DAY,)
    return (Grain.HOUR,) if measure.clock == "hour" else ()


def _columns(
    period: Period, grains: tuple[Grain, ...], hours: Iterable[object]
) -> dict[object, Column]:
    if Grain.HOUR in grains:
        return {hour: Column(f"{hour}–{hour + 1} giờ", None) for hour in sorted(hours)}
    if not grains:
        return {None: Column(period.name, period)}
    return {part.first: Column(part.label, part) for part in period.parts}
