"""Reads the figures of a board: sums by part of the period, and by point."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, extract, func, select
from sqlalchemy.orm import Session

from points.usage.boards.measures import COUNTED_BY_HAND, MEASURES
from points.usage.coverage import ExpectedComputers
from points.usage.evidence import Coverage
from points.usage.manual_counts import Tally
from points.usage.rollups import sums
from points.usage.rollups.models import ComputerHour, CountedDay, UseDay
from points.usage.rollups.sums import COMPUTER_DAYS, Values, month_of

REQUESTS = "total_requests"
"""Code of the item requests, which are known for a whole period only."""

_HOUR_COLUMNS = {m.code: m.of_an_hour for m in MEASURES if m.of_an_hour}


@dataclass(slots=True)
class Sums:
    """Figures of a point or of a part of a period, with the coverage behind them."""

    values: Values = field(default_factory=dict)
    computers: Coverage = field(default_factory=Coverage)
    counted_days: dict[str, Coverage] = field(default_factory=dict)
    """Coverage of the measures counted by hand, by code."""

    def add(self, other: "Sums") -> None:
        """Add the figures of another point or part."""
        for code, value in other.values.items():
            self.values[code] = self.values.get(code, 0) + value
        self.computers += other.computers
        for code, days in other.counted_days.items():
            self.counted_days[code] = self.counted_days.get(code, Coverage()) + days


@dataclass(frozen=True, slots=True)
class BoardData:
    """Sums of some points by part of a period (a day or a month), by point, and together."""

    parts: dict[date, Sums]
    points: dict[int, Sums]
    total: Sums


def gather(
    session: Session, points: Collection[int], since: date, until: date, *, monthly: bool
) -> BoardData:
    """Return the figures of some points; `until` is excluded."""
    parts: dict[date, Sums] = defaultdict(Sums)
    of_points: dict[int, Sums] = {point_id: Sums() for point_id in points}
    by_part = sums.by_part(session, points, since, until, monthly=monthly)
    for first, values in by_part.items():
        parts[first].values = values
    for point_id, values in sums.by_point(session, points, since, until).items():
        of_points[point_id].values = values
    expected = ExpectedComputers(session, since, until)
    _add_computers(session, expected, parts, of_points, monthly=monthly)
    _add_counts(session, expected, parts, of_points, monthly=monthly)
    total = Sums()
    for of_part in parts.values():
        total.add(of_part)
    for point_id, reads in _read_counts(session, points, since, until).items():
        of_points[point_id].values[REQUESTS] = reads
        total.values[REQUESTS] = total.values.get(REQUESTS, 0) + reads
    return BoardData(dict(parts), of_points, total)


def merge(first: BoardData, second: BoardData) -> BoardData:
    """Return the parts of two date ranges together; a month may be in both."""
    parts: dict[date, Sums] = defaultdict(Sums)
    for data in (first, second):
        for part, of_part in data.parts.items():
            parts[part].add(of_part)
    return BoardData(dict(parts), {}, Sums())


def by_hour(session: Session, points: Collection[int], day: date) -> dict[int, Values]:
    """Return the figures by hour of a day; hours without any event are absent."""
    columns = [func.sum(getattr(ComputerHour, name)) for name in _HOUR_COLUMNS.values()]
    rows = session.execute(
        select(ComputerHour.hour, *columns)
        .where(ComputerHour.point_id.in_(points), ComputerHour.day == day)
        .group_by(ComputerHour.hour)
    )
    return {hour: _values(_HOUR_COLUMNS, row) for hour, *row in rows}


def _add_computers(
    session: Session,
    expected: ExpectedComputers,
    parts: dict[date, Sums],
    points: dict[int, Sums],
    *,
    monthly: bool,
) -> None:
    """Add the coverage of computers: those heard, but on no day more than were expected."""
    by_part, by_point = expected.totals(points, month_of if monthly else _same_day)
    heard_by_part = Counter({p: s.values.pop(COMPUTER_DAYS, 0) for p, s in parts.items()})
    heard_by_point = Counter({p: s.values.pop(COMPUTER_DAYS, 0) for p, s in points.items()})
    for point_id, day, more in expected.excess(session, points):
        heard_by_part[month_of(day) if monthly else day] -= more
        heard_by_point[point_id] -= more
    for part, computers in by_part.items():
        parts[part].computers = Coverage(heard_by_part[part], computers)
    for point_id, computers in by_point.items():
        points[point_id].computers = Coverage(heard_by_point[point_id], computers)


def _add_counts(
    session: Session,
    expected: ExpectedComputers,
    parts: dict[date, Sums],
    points: dict[int, Sums],
    *,
    monthly: bool,
) -> None:
    """Add the manual counts, and the days with a count out of those on which the point is open."""
    part = month_of if monthly else _same_day
    by_part, by_point = expected.open_days(points, part)
    days_by_key: Counter[tuple[str, object]] = Counter()
    counts = _manual_counts(session, points, expected.days, monthly=monthly)
    for point_id, day, code, value, days in counts:
        for key, of_key in ((part(day), parts[part(day)]), (point_id, points[point_id])):
            of_key.values[code] = of_key.values.get(code, 0) + value
            days_by_key[code, key] += days
    for code, point_id, day in _counts_on_closed_days(session, points, expected):
        days_by_key[code, part(day)] -= 1
        days_by_key[code, point_id] -= 1
    for totals, of_keys in ((by_part, parts), (by_point, points)):
        for key, days in totals.items():
            of_keys[key].counted_days = {
                code: Coverage(days_by_key[code, key], days) for code in COUNTED_BY_HAND
            }


def _manual_counts(
    session: Session, points: Collection[int], days: tuple[date, ...], *, monthly: bool
) -> Iterator[tuple[int, date, str, int, int]]:
    """Yield the sum and the number of the latest counts by point, day or month, and measure."""
    if not days:
        return
    columns = [getattr(Tally, name) for name in COUNTED_BY_HAND]
    month = (extract("year", Tally.day), extract("month", Tally.day)) if monthly else (Tally.day,)
    numbers = (*map(func.sum, columns), *map(func.count, columns))
    in_days = Tally.day.between(days[0], days[-1])
    rows = select(Tally.point_id, func.min(Tally.day), *numbers).where(
        _is_latest(Tally.point_id.in_(points), in_days)
    )
    for point_id, day, *row in session.execute(rows.group_by(Tally.point_id, *month)):
        sums_and_days = zip(row[: len(columns)], row[len(columns) :], strict=True)
        for code, (value, number) in zip(COUNTED_BY_HAND, sums_and_days, strict=True):
            if number:
                yield point_id, day, code, int(value), number


def _counts_on_closed_days(
    session: Session, points: Collection[int], expected: ExpectedComputers
) -> Iterator[tuple[str, int, date]]:
    """Yield the counts that were not expected, for the coverage not to have them."""
    columns = [getattr(Tally, name) for name in COUNTED_BY_HAND]
    on_closed_days = Tally.day.in_(expected.days_closed(points))
    rows = select(Tally.point_id, Tally.day, *columns).where(
        _is_latest(Tally.point_id.in_(points), on_closed_days)
    )
    for point_id, day, *values in session.execute(rows):
        for code, value in zip(COUNTED_BY_HAND, values, strict=True):
            if value is not None and expected.is_closed(point_id, day):
                yield code, point_id, day


def _is_latest(*of_counts: ColumnElement[bool]) -> ColumnElement[bool]:
    latest = select(func.max(Tally.id)).where(*of_counts).group_by(Tally.point_id, Tally.day)
    return Tally.id.in_(latest)


def _read_counts(
    session: Session, points: Collection[int], since: date, until: date
) -> dict[int, int]:
    """Return item requests by point; empty when no day has been counted yet."""
    days = select(func.count()).where(CountedDay.day >= since, CountedDay.day < until)
    if not session.scalar(days):
        return {}
    rows = session.execute(
        select(UseDay.point_id, func.sum(UseDay.total_requests))
        .where(UseDay.point_id.in_(points), UseDay.day >= since, UseDay.day < until)
        .group_by(UseDay.point_id)
    )
    return {**dict.fromkeys(points, 0), **{point_id: int(uses) for point_id, uses in rows}}


def _values(names: Iterable[str], row: Iterable[int | None]) -> Values:
    named_sums = zip(names, row, strict=True)
    return {name: int(value) for name, value in named_sums if value is not None}


def _same_day(day: date) -> date:
    return day
