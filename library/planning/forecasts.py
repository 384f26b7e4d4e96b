"""Forecasts of the day on which waiting work ends, from the pace of the last weeks."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from library import clock
from library.catalogue.models import Item
from library.planning.models import BatchDocument
from library.planning.steps import joined

WEEKS = 8
"""Weeks whose pace counts, the current one up to this moment included."""

_MIN_WEEKS = 3
_SPREAD = 1.28
"""Standard deviations on each side that hold 80 of 100 outcomes."""

_MAX_WEEKS = 520
"""Weeks after which a forecast is worth nothing."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """The days on which work ends: the expected one, and the range of 80 % around it."""

    earliest: date
    expected: date
    latest: date | None
    """None if the pace is too uncertain for an end."""
    pace: float
    """Documents finished a week."""


def forecast(remaining: int, weekly: Sequence[int], today: date) -> Forecast | None:
    """Return the forecast for this work; None without a pace to go by.

    `weekly` holds the documents finished in each week, the oldest first; weeks before the first
    finished one do not count. The sum of n weeks is taken as normal, with the spread of single
    weeks and the uncertainty of their mean: both ends of the range solve one quadratic equation.
    """
    weeks = weekly[next((place for place, count in enumerate(weekly) if count), len(weekly)) :]
    if len(weeks) < _MIN_WEEKS or (mean := statistics.fmean(weeks)) <= 0:
        return None
    variance = _SPREAD**2 * max(statistics.variance(weeks), mean)  # counts vary by chance alone
    a = mean**2 - variance / len(weeks)
    b = 2 * remaining * mean + variance
    root = math.sqrt(max(0.0, b * b - 4 * a * remaining**2))
    slowest = (b + root) / (2 * a) if a > 0 else math.inf
    expected, fastest = remaining / mean, 2 * remaining**2 / (b + root)
    if expected > _MAX_WEEKS:
        return None
    latest = _after(today, slowest) if slowest <= _MAX_WEEKS else None
    return Forecast(_after(today, fastest), _after(today, expected), latest, mean)


def weekly_counts(column: ColumnElement) -> tuple[ColumnElement[int], ...]:
    """Return the numbers of times of a column in each of the last weeks, the oldest first."""
    now = clock.now()
    ends = [now - timedelta(weeks=weeks) for weeks in range(WEEKS, -1, -1)]
    return tuple(
        func.coalesce(func.sum(case(((column > begin) & (column <= end), 1), else_=0)), 0)
        for begin, end in pairwise(ends)
    )


def weekly(session: Session, query: Select, column: ColumnElement) -> tuple[int, ...]:
    """Return the numbers of rows with a time in each of the last weeks, oldest first."""
    recent = column > clock.now() - timedelta(weeks=WEEKS)
    counted = query.with_only_columns(*weekly_counts(column)).where(recent)
    return tuple(map(int, session.execute(counted).one()))


def published_weekly(session: Session, batch_id: int | None = None) -> dict[int, tuple[int, ...]]:
    """Return the documents of each batch, or of one, published in each of the last weeks."""
    recent = Item.published > clock.now() - timedelta(weeks=WEEKS)
    query = joined(select(BatchDocument.batch_id, *weekly_counts(Item.published))).where(recent)
    if batch_id is not None:
        query = query.where(BatchDocument.batch_id == batch_id)
    rows = session.execute(query.group_by(BatchDocument.batch_id))
    return {row[0]: tuple(map(int, row[1:])) for row in rows}


def _after(today: date, weeks: float) -> date:
    return today + timedelta(days=math.ceil(weeks * 7))
