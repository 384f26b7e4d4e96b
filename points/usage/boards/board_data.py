"""Reads the figures of a board from the daily totals."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TypeVar

from sqlalchemy import extract, func, select
from sqlalchemy.orm import Session

from points.access_points.closures import closed_days
from points.usage.boards.measures import COUNTED_BY_HAND, MEASURES
from points.usage.coverage import coverage_by_day
from points.usage.evidence import Coverage
from points.usage.manual_counts import Tally
from points.usage.rollups.day_totals import MEASURES as MEASURED
from points.usage.rollups.models import ComputerHour, CountedDay, PointDay, UseDay

Values = dict[str, int]
"""Figures by the code of their measure; unknown figures are absent."""

PointPart = tuple[int, date]
"""Point id, and the first day of a part (a day or a month)."""

Key = TypeVar("Key")

_EVERY_PART = date.min
"""Stands for all parts: uses of items are read for the whole period."""

_HOUR_COLUMNS = {m.code: m.of_an_hour for m in MEASURES if m.of_an_hour}


@dataclass(frozen=True, slots=True)
class BoardData:
    """Figures and coverage of some points, by day or by month."""

    values: dict[PointPart, Values]
    read: dict[int, int]
    """Total item requests by point id."""
    measured: dict[PointPart, Coverage]
    by_hand: dict[str, dict[PointPart, Coverage]]


NO_DATA = BoardData({}, {}, {}, {})
"""Data of a point or a part of which nothing is known."""


def divide(data: BoardData, key: Callable[[PointPart], Key]) -> dict[Key, BoardData]:
    """Return the data by point or by part, each entry looked at once; uses of items by point."""
    data_by_key: dict[Key, BoardData] = defaultdict(
        lambda: BoardData({}, {}, {}, {name: {} for name in data.by_hand})
    )
    for place, values in data.values.items():
        data_by_key[key(place)].values[place] = values
    for place, coverage in data.measured.items():
        data_by_key[key(place)].measured[place] = coverage
    for name, coverages in data.by_hand.items():
        for place, coverage in coverages.items():
            data_by_key[key(place)].by_hand[name][place] = coverage
    for point_id, uses in data.read.items():
        if (place := key((point_id, _EVERY_PART))) != _EVERY_PART:
            data_by_key[place].read[point_id] = uses
    return dict(data_by_key)


def gather(
    session: Session, points: Collection[int], since: date, until: date, *, monthly: bool
) -> BoardData:
    """Return the figures of some points, by day or by month; `until` is excluded."""
    part, points = _month if monthly else _same_day, frozenset(points)
    values = _measured_values(session, points, since, until, monthly=monthly)
    days: dict[str, dict[PointPart, int]] = {name: defaultdict(int) for name in COUNTED_BY_HAND}
    for point_id, day, counts in _manual_counts(session, points, since, until):
        place = point_id, part(day)
        for name, count in counts.items():
            values[place][name] = values[place].get(name, 0) + count
            days[name][place] += 1
    is_open = _open_days(session, points, since, until, part)
    return BoardData(
        values,
        _read_counts(session, points, since, until),
        _measured_coverage(session, points, since, until, part),
        {name: _manual_coverage(day_counts, is_open) for name, day_counts in days.items()},
    )


def merge(first: BoardData, second: BoardData) -> BoardData:
    """Return the sum of two date ranges; a month may be in both."""
    values: dict[PointPart, Values] = defaultdict(dict)
    for place, part_values in (*first.values.items(), *second.values.items()):
        for name, value in part_values.items():
            values[place][name] = values[place].get(name, 0) + value
    return BoardData(
        values,
        dict(Counter(first.read) + Counter(second.read)),
        _add_coverages(first.measured, second.measured),
        {
            name: _add_coverages(coverages, second.by_hand[name])
            for name, coverages in first.by_hand.items()
        },
    )


def by_hour(session: Session, points: Collection[int], day: date) -> dict[int, Values]:
    """Return the figures by hour of a day; hours without any event are absent."""
    columns = [func.sum(getattr(ComputerHour, name)) for name in _HOUR_COLUMNS.values()]
    rows = session.execute(
        select(ComputerHour.hour, *columns)
        .where(ComputerHour.point_id.in_(points), ComputerHour.day == day)
        .group_by(ComputerHour.hour)
    )
    return {hour: _values(_HOUR_COLUMNS, sums) for hour, *sums in rows}


def _measured_values(
    session: Session, points: Collection[int], since: date, until: date, *, monthly: bool
) -> dict[PointPart, Values]:
    sums = [func.sum(getattr(PointDay, name)) for name in MEASURED]
    key_columns = (func.min(PointDay.day), PointDay.point_id)
    parts = (
        (extract("year", PointDay.day), extract("month", PointDay.day))
        if monthly
        else (PointDay.day,)
    )
    rows = session.execute(
        select(*key_columns, *sums)
        .where(PointDay.point_id.in_(points))
        .where(PointDay.day >= since, PointDay.day < until)
        .group_by(PointDay.point_id, *parts)
    )
    part = _month if monthly else _same_day
    values: dict[PointPart, Values] = defaultdict(dict)
    for day, point_id, *figures in rows:
        values[point_id, part(day)] = _values(MEASURED, figures)
    return values


def _manual_counts(
    session: Session, points: Collection[int], since: date, until: date
) -> Iterable[tuple[int, date, Values]]:
    """Yield the latest manual counts of each day and point."""
    last = (
        select(func.max(Tally.id))
        .where(Tally.point_id.in_(points), Tally.day >= since, Tally.day < until)
        .group_by(Tally.point_id, Tally.day)
    )
    columns = (getattr(Tally, name) for name in COUNTED_BY_HAND)
    rows = session.execute(select(Tally.point_id, Tally.day, *columns).where(Tally.id.in_(last)))
    for point_id, day, *counts in rows:
        named_counts = zip(COUNTED_BY_HAND, counts, strict=True)
        yield point_id, day, {name: count for name, count in named_counts if count is not None}


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


def _measured_coverage(
    session: Session,
    points: Collection[int],
    since: date,
    until: date,
    part: Callable[[date], date],
) -> dict[PointPart, Coverage]:
    sums: dict[PointPart, tuple[int, int]] = {}
    for (point_id, day), coverage in coverage_by_day(session, since, until).items():
        if point_id in points:
            heard_computers, expected_computers = sums.get((point_id, part(day)), (0, 0))
            total = heard_computers + coverage.heard, expected_computers + coverage.expected
            sums[point_id, part(day)] = total
    return {place: Coverage(*total) for place, total in sums.items()}


def _open_days(
    session: Session,
    points: Collection[int],
    since: date,
    until: date,
    part: Callable[[date], date],
) -> dict[PointPart, int]:
    """Return the number of open days by point and part."""
    days = (date.fromordinal(n) for n in range(since.toordinal(), until.toordinal()))
    lengths = Counter(map(part, days))
    counts = Counter((point_id, part(day)) for point_id, day in closed_days(session, since, until))
    return {
        (point_id, first): length - counts[point_id, first]
        for first, length in lengths.items()
        for point_id in points
    }


def _manual_coverage(
    counts: dict[PointPart, int], is_open: dict[PointPart, int]
) -> dict[PointPart, Coverage]:
    return {
        place: Coverage(min(counts.get(place, 0), days), days) for place, days in is_open.items()
    }


def _add_coverages(
    first: dict[PointPart, Coverage], second: dict[PointPart, Coverage]
) -> dict[PointPart, Coverage]:
    return {
        place: first.get(place, Coverage()) + second.get(place, Coverage())
        for place in {**first, **second}
    }


def _values(names: Iterable[str], sums: Iterable[int | None]) -> Values:
    named_sums = zip(names, sums, strict=True)
    return {name: int(value) for name, value in named_sums if value is not None}


@lru_cache(maxsize=2000)
def _month(day: date) -> date:
    return day.replace(day=1)


def _same_day(day: date) -> date:
    return day
