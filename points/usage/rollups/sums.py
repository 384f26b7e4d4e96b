"""Sums of points over a span of days, by point or by part of the span."""

from collections.abc import Collection, Iterable
from datetime import date
from functools import lru_cache

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from points.usage.rollups.day_totals import MEASURES
from points.usage.rollups.models import PointDay, PointMonth
from points.usage.rollups.per_point import next_month

COMPUTER_DAYS = "computer_days"
"""Code of the number of computer-days with events, beside the codes of the measures."""

Values = dict[str, int]
"""Figures by the code of their measure; unknown figures are absent."""

_CODES = (COMPUTER_DAYS, *MEASURES)


@lru_cache(maxsize=2000)
def month_of(day: date) -> date:
    """Return the first day of the month of a day."""
    return day.replace(day=1)


def by_part(
    session: Session, points: Collection[int], since: date, until: date, *, monthly: bool
) -> dict[date, Values]:
    """Return the sums of all these points by day or by month."""
    rows = _rows(session, points, since, until, PointDay.day, PointMonth.month, monthly=monthly)
    return _summed((month_of(day) if monthly else day, row) for day, *row in rows)


def by_point(
    session: Session, points: Collection[int], since: date, until: date
) -> dict[int, Values]:
    """Return the sums of the whole span by point id."""
    rows = _rows(
        session, points, since, until, PointDay.point_id, PointMonth.point_id, monthly=True
    )
    return _summed((point_id, row) for point_id, *row in rows)


def _rows(
    session: Session,
    points: Collection[int],
    since: date,
    until: date,
    of_days: object,
    of_months: object,
    *,
    monthly: bool,
) -> Iterable[Row]:
    """Yield keys with sums: whole months as they are stored, other days one by one."""
    first, last = (_next_first(since), month_of(until)) if monthly else (until, until)
    if first >= last:
        first = last = until
    months = (PointMonth.computer_days, *(getattr(PointMonth, name) for name in MEASURES))
    if first < last:
        yield from session.execute(
            select(of_months, *map(func.sum, months))
            .where(PointMonth.month >= first, PointMonth.month < last)
            .where(PointMonth.point_id.in_(points))
            .group_by(of_months)
        )
    days = (PointDay.computers, *(getattr(PointDay, name) for name in MEASURES))
    for begins, ends in ((since, first), (last, until)):
        if begins < ends:
            yield from session.execute(
                select(of_days, *map(func.sum, days))
                .where(PointDay.day >= begins, PointDay.day < ends)
                .where(PointDay.point_id.in_(points))
                .group_by(of_days)
            )


def _next_first(day: date) -> date:
    """Return the first day of a month that is not before a day."""
    return day if day.day == 1 else next_month(day.replace(day=1))


def _summed(rows: Iterable[tuple[object, list[int | None]]]) -> dict[object, Values]:
    sums: dict[object, Values] = {}
    for key, row in rows:
        values = sums.setdefault(key, {})
        for code, value in zip(_CODES, row, strict=True):
            if value is not None:
                values[code] = values.get(code, 0) + int(value)
    return sums
