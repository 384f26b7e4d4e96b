"""Sums of stored figures: any points, any days, by point, computer, month, day or hour."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from library.database import Base
from points.usage.manual_counts import Tally, TallyMonth, is_latest
from points.usage.measures.measure_table import COUNTS, HOUR_COLUMNS, ITEM_TOTALS, Source
from points.usage.rollups.day_totals import MEASURES
from points.usage.rollups.models import (
    ComputerDay,
    ComputerHour,
    PointDay,
    PointMonth,
    UseDay,
)
from points.usage.rollups.per_point import next_month

HEARD = "heard_days"
"""Code of the computer-days with events, beside the codes of the measures."""

Values = dict[str, int]
"""Figures by the code of their measure; unknown figures are absent."""

Key = object
"""The value of the only grain, or the values of several in the order of `Grain`, month last."""


class Grain(StrEnum):
    """Kind of keys of figures; the value is the column."""

    POINT = "point_id"
    COMPUTER = "device_id"
    DAY = "day"
    HOUR = "hour"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class _Stored:
    """A table with the sums of its columns by code."""

    model: type[Base]
    time: InstrumentedAttribute[date]
    columns: Mapping[str, ColumnElement[int]]


def counted_days_of(code: str) -> str:
    """Return the code of the number of days on which a manual count was made."""
    return f"{code}_days"


def _sums_of(model: type[Base], names: Iterable[str]) -> dict[str, ColumnElement[int]]:
    return {name: func.sum(getattr(model, name)) for name in names}


_DAYS = {
    Source.COMPUTERS: _Stored(
        PointDay,
        PointDay.day,
        {HEARD: func.sum(PointDay.computers), **_sums_of(PointDay, MEASURES)},
    ),
    Source.COUNTS: _Stored(
        Tally,
        Tally.day,
        _sums_of(Tally, COUNTS)
        | {counted_days_of(name): func.count(getattr(Tally, name)) for name in COUNTS},
    ),
    Source.ITEMS: _Stored(UseDay, UseDay.day, _sums_of(UseDay, ITEM_TOTALS)),
}
_MONTHS = {
    Source.COMPUTERS: _Stored(
        PointMonth,
        PointMonth.month,
        {HEARD: func.sum(PointMonth.computer_days), **_sums_of(PointMonth, MEASURES)},
    ),
    Source.COUNTS: _Stored(
        TallyMonth,
        TallyMonth.month,
        _sums_of(TallyMonth, (*COUNTS, *map(counted_days_of, COUNTS))),
    ),
}
_COMPUTERS = _Stored(
    ComputerDay, ComputerDay.day, {HEARD: func.count(), **_sums_of(ComputerDay, MEASURES)}
)
_HOURS = _Stored(
    ComputerHour,
    ComputerHour.day,
    {code: func.sum(getattr(ComputerHour, name)) for code, name in HOUR_COLUMNS.items()},
)


def sums(
    session: Session,
    source: Source,
    since: date,
    until: date,
    *by: Grain,
    points: Collection[int] | None = None,
    cutoff: int = 1,
    codes: Collection[str] | None = None,
) -> dict[Key, Values]:
    """Return the sums of some days (`until` excluded) of some points, or of all.

    Months begin on the cut-off day. Whole months are read as they are stored.
    """
    by_key: dict[Key, Values] = {}
    for stored, days, month in _tables(source, by, since, until, cutoff):
        grains = [grain for grain in Grain if grain in by and not (month and grain is Grain.MONTH)]
        for row, values in _read(session, stored, grains, days, points, codes):
            key = (*row, *month)
            add(by_key.setdefault(key[0] if len(key) == 1 else key, {}), values)
    return by_key


@lru_cache(maxsize=20_000)
def month_of(day: date, cutoff: int = 1) -> date:
    """Return the first day of the month of a day, which may begin on a cut-off day."""
    return (day if day.day >= cutoff else day.replace(day=1) - timedelta(days=1)).replace(
        day=cutoff
    )


def _months(since: date, until: date, cutoff: int) -> Iterator[tuple[date, date]]:
    while since < until:
        ends = min(until, next_month(month_of(since, cutoff)))
        yield since, ends
        since = ends


def _read(
    session: Session,
    stored: _Stored,
    by: Collection[Grain],
    days: tuple[date, date],
    points: Collection[int] | None,
    codes: Collection[str] | None,
) -> Iterator[tuple[tuple, Values]]:
    """Yield the sums of a table, with their keys."""
    columns = {c: column for c, column in stored.columns.items() if codes is None or c in codes}
    keys = [getattr(stored.model, grain) for grain in by]
    query = select(*keys, *columns.values()).group_by(*keys)
    query = query.where(stored.time >= days[0], stored.time < days[1])
    if points is not None:
        query = query.where(stored.model.point_id.in_(points))
    if stored.model is Tally:
        query = query.where(is_latest())
    for row in session.execute(query):
        named_sums = zip(columns, row[len(keys) :], strict=True)
        yield row[: len(keys)], {c: int(value) for c, value in named_sums if value is not None}


def add(values: Values, more: Values) -> None:
    """Add the figures of another key to those of one."""
    for code, value in more.items():
        values[code] = values.get(code, 0) + value


def _tables(
    source: Source, by: Collection[Grain], since: date, until: date, cutoff: int
) -> Iterator[tuple[_Stored, tuple[date, date], tuple[date, ...]]]:
    """Yield the tables to read, each with its days, and their month if the table has none."""
    stored = _DAYS[source]
    if Grain.HOUR in by or Grain.COMPUTER in by:
        stored = _HOURS if Grain.HOUR in by else _COMPUTERS
    is_daily = stored is not _DAYS[source] or Grain.DAY in by or cutoff > 1
    first = since if since.day == 1 else next_month(since.replace(day=1))
    last = until.replace(day=1)
    if is_daily or source not in _MONTHS or first >= last:
        first = last = until
    else:
        yield _MONTHS[source], (first, last), ()
    for begins, ends in ((since, first), (last, until)):
        if Grain.MONTH in by:
            for day, month_end in _months(begins, ends, cutoff):
                yield stored, (day, month_end), (month_of(day, cutoff),)
        elif begins < ends:
            yield stored, (begins, ends), ()
