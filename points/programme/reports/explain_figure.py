"""Explanation of an indicator: definition, formula and data rows."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from points.access_points.models import Device
from points.access_points.point_names import names_in
from points.programme.indicators import compute
from points.programme.indicators.registry import Indicator, Reading
from points.programme.periods import Period, month_of
from points.usage.measures.measure_table import MEASURES, Source
from points.usage.measures.stored_sums import Grain, sums


@dataclass(frozen=True, slots=True)
class Explanation:
    """Explained indicator of a period, of one point or of all."""

    indicator: Indicator
    period: Period
    point: str | None
    reading: Reading
    thresholds: dict[str, float]
    names: dict[str, str]
    """Names of the points by code."""


@dataclass(frozen=True, slots=True)
class DayRow:
    """Measured value of a computer on a day."""

    day: date
    device_id: int
    label: str
    value: int
    """Number of sessions, or seconds."""


def explain(
    session: Session, code: str, period: Period, today: date, point: str | None = None
) -> Explanation:
    """Return an indicator with its months and register entries."""
    indicator = compute.indicator_of(code)
    evidence = compute.gather(session, period, today, point)
    return Explanation(
        indicator=indicator,
        period=period,
        point=point,
        reading=indicator.compute(evidence),
        thresholds=dict(evidence.thresholds),
        names=names_in(session, period.since, min(period.last_day, today)),
    )


def days_of_month(session: Session, code: str, month: date, point_id: int) -> tuple[DayRow, ...]:
    """Return every computer day of a point's month; none for figures that no computer measures."""
    measure, period = MEASURES.get(compute.indicator_of(code).days), month_of(month)
    if measure is None or measure.source is not Source.COMPUTERS:
        return ()
    by = (Grain.COMPUTER, Grain.DAY)
    days = sums(session, measure.source, period.since, period.until, *by, points=(point_id,))
    labels = dict(session.execute(select(Device.id, Device.label)).all())
    return tuple(
        DayRow(day, device_id, labels[device_id], values[measure.code])
        for (device_id, day), values in sorted(days.items(), key=lambda row: row[0][::-1])
        if measure.code in values
    )
