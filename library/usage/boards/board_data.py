"""Gathers the figures of some points in some days from what is added up already."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import extract, func, select
from sqlalchemy.orm import Session

from library.points.closures import closed_days
from library.usage.boards.measures import COUNTED_BY_HAND, MEASURES
from library.usage.coverage import coverage_by_day
from library.usage.evidence import Coverage
from library.usage.manual_counts import Tally
from library.usage.rollups.day_totals import MEASURES as MEASURED
from library.usage.rollups.models import ComputerHour, CountedDay, ItemDay, PointDay

Values = dict[str, int]
"""Figures by the code of their measure; what nobody knows is not there."""

Place = tuple[int, date]
"""A point, and the first day of a part: a day or a month."""

_OF_HOURS = {m.code: m.of_an_hour for m in MEASURES if m.of_an_hour}


@dataclass(frozen=True, slots=True)
class Gathered:
    """What is known of some days, part by part."""

    values: dict[Place, Values]
    read: dict[int, int]
    """How often documents were read at each point, in all."""
    measured: dict[Place, Coverage]
    by_hand: dict[str, dict[Place, Coverage]]


def gather(
    session: Session, points: Collection[int], since: date, until: date, *, monthly: bool
) -> Gathered:
    """Return the figures of some points from one day up to another, by day or by month."""
    part = _month if monthly else _itself
    values = _measured(session, points, since, until, monthly=monthly)
    days: dict[str, dict[Place, int]] = {name: defaultdict(int) for name in COUNTED_BY_HAND}
    for point_id, day, counts in _counted(session, points, since, until):
        place = point_id, part(day)
        for name, count in counts.items():
            values[place][name] = values[place].get(name, 0) + count
            days[name][place] += 1
    is_open = _open(session, points, since, until, part)
    return Gathered(
        values,
        _read(session, points, since, until),
        _heard(session, points, since, until, part),
        {name: _covered(counted, is_open) for name, counted in days.items()},
    )


def joined(one: Gathered, other: Gathered) -> Gathered:
    """Return what is known of two stretches together; a month may lie in both."""
    values: dict[Place, Values] = defaultdict(dict)
    for place, found in (*one.values.items(), *other.values.items()):
        for name, value in found.items():
            values[place][name] = values[place].get(name, 0) + value
    return Gathered(
        values,
        dict(Counter(one.read) + Counter(other.read)),
        _both(one.measured, other.measured),
        {name: _both(covered, other.by_hand[name]) for name, covered in one.by_hand.items()},
    )


def by_hour(session: Session, points: Collection[int], day: date) -> dict[int, Values]:
    """Return the hours of a day in which any computer of some points was heard."""
    columns = [func.sum(getattr(ComputerHour, name)) for name in _OF_HOURS.values()]
    rows = session.execute(
        select(ComputerHour.hour, *columns)
        .where(ComputerHour.point_id.in_(points), ComputerHour.day == day)
        .group_by(ComputerHour.hour)
    )
    return {hour: _values(_OF_HOURS, sums) for hour, *sums in rows}


def _measured(
    session: Session, points: Collection[int], since: date, until: date, *, monthly: bool
) -> dict[Place, Values]:
    sums = [func.sum(getattr(PointDay, name)) for name in MEASURED]
    whole = (func.min(PointDay.day), PointDay.point_id)
    parts = (
        (extract("year", PointDay.day), extract("month", PointDay.day))
        if monthly
        else (PointDay.day,)
    )
    rows = session.execute(
        select(*whole, *sums)
        .where(PointDay.point_id.in_(points))
        .where(PointDay.day >= since, PointDay.day < until)
        .group_by(PointDay.point_id, *parts)
    )
    part = _month if monthly else _itself
    found: dict[Place, Values] = defaultdict(dict)
    for day, point_id, *figures in rows:
        found[point_id, part(day)] = _values(MEASURED, figures)
    return found


def _counted(
    session: Session, points: Collection[int], since: date, until: date
) -> Iterable[tuple[int, date, Values]]:
    """Give what staff counted last of each day."""
    last = (
        select(func.max(Tally.id))
        .where(Tally.point_id.in_(points), Tally.day >= since, Tally.day < until)
        .group_by(Tally.point_id, Tally.day)
    )
    rows = session.execute(
        select(Tally.point_id, Tally.day, Tally.visits, Tally.uses).where(Tally.id.in_(last))
    )
    for point_id, day, *counts in rows:
        told = zip(COUNTED_BY_HAND, counts, strict=True)
        yield point_id, day, {name: count for name, count in told if count is not None}


def _read(session: Session, points: Collection[int], since: date, until: date) -> dict[int, int]:
    """Return how often documents were read; nothing when no day is counted yet."""
    days = select(func.count()).where(CountedDay.day >= since, CountedDay.day < until)
    if not session.scalar(days):
        return {}
    rows = session.execute(
        select(ItemDay.point_id, func.sum(ItemDay.total_requests))
        .where(ItemDay.point_id.in_(points), ItemDay.item_id.is_not(None))
        .where(ItemDay.day >= since, ItemDay.day < until)
        .group_by(ItemDay.point_id)
    )
    return {**dict.fromkeys(points, 0), **{point_id: int(uses) for point_id, uses in rows}}


def _heard(
    session: Session,
    points: Collection[int],
    since: date,
    until: date,
    part: Callable[[date], date],
) -> dict[Place, Coverage]:
    sums: dict[Place, tuple[int, int]] = {}
    for (point_id, day), coverage in coverage_by_day(session, since, until).items():
        if point_id in points:
            heard, expected = sums.get((point_id, part(day)), (0, 0))
            there = heard + coverage.heard, expected + coverage.expected
            sums[point_id, part(day)] = there
    return {place: Coverage(*there) for place, there in sums.items()}


def _open(
    session: Session,
    points: Collection[int],
    since: date,
    until: date,
    part: Callable[[date], date],
) -> dict[Place, int]:
    """Return on how many days of each part each point was not closed."""
    days = (date.fromordinal(n) for n in range(since.toordinal(), until.toordinal()))
    lengths = Counter(map(part, days))
    closed = Counter((point_id, part(day)) for point_id, day in closed_days(session, since, until))
    return {
        (point_id, first): length - closed[point_id, first]
        for first, length in lengths.items()
        for point_id in points
    }


def _covered(counted: dict[Place, int], is_open: dict[Place, int]) -> dict[Place, Coverage]:
    return {
        place: Coverage(min(counted.get(place, 0), days), days) for place, days in is_open.items()
    }


def _both(one: dict[Place, Coverage], other: dict[Place, Coverage]) -> dict[Place, Coverage]:
    return {
        place: one.get(place, Coverage()) + other.get(place, Coverage())
        for place in {**one, **other}
    }


def _values(names: Iterable[str], sums: Iterable[int]) -> Values:
    return {name: int(value) for name, value in zip(names, sums, strict=True)}


@lru_cache(maxsize=2000)
def _month(day: date) -> date:
    return day.replace(day=1)


def _itself(day: date) -> date:
    return day
