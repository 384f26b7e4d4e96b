"""Explains a figure: what it means, how it is computed, and the rows it is made of."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.points.inventory import all_on
from library.points.models import Device
from library.programme.indicators import compute
from library.programme.indicators.registry import Indicator, Reading
from library.programme.periods import Period, month_of
from library.programme.problems import MonthNotOfComputersError
from library.usage.rollups.models import ComputerDay

COMPUTERS = {
    "I1": "sessions",
    "I2": "session_seconds",
    "I3": "machine_seconds",
    "I4": "line_up_seconds",
    "I6": "session_seconds",
    "I8": "sessions",
}
"""Which column of a computer's day a figure of a month is made of."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """An indicator of a period, of one point or of all, with its rows."""

    indicator: Indicator
    period: Period
    point: str | None
    reading: Reading
    thresholds: dict[str, float]
    names: dict[str, str]
    """What points are called, by code."""


@dataclass(frozen=True, slots=True)
class DayRow:
    """A day of a computer as it was measured."""

    day: date
    device_id: int
    label: str
    value: int
    """Sessions, or seconds."""


def explain(
    session: Session, code: str, period: Period, today: date, point: str | None = None
) -> Explanation:
    """Explain an indicator down to months and entries."""
    indicator = compute.indicator_of(code)
    evidence = compute.gather(session, period, today, point)
    return Explanation(
        indicator=indicator,
        period=period,
        point=point,
        reading=indicator.compute(evidence),
        thresholds=dict(evidence.thresholds),
        names=names_on(session, min(period.last_day, today)),
    )


def days(session: Session, code: str, month: date, point_id: int) -> tuple[DayRow, ...]:
    """Explain a point's month down to the days of its computers; nothing is left out."""
    column = COMPUTERS.get(code)
    if column is None:
        raise MonthNotOfComputersError(code)
    period = month_of(month)
    rows = session.execute(
        select(ComputerDay.day, Device.id, Device.label, getattr(ComputerDay, column))
        .join(Device, Device.id == ComputerDay.device_id)
        .where(ComputerDay.point_id == point_id)
        .where(ComputerDay.day >= period.since, ComputerDay.day < period.until)
        .order_by(ComputerDay.day, Device.id)
    )
    return tuple(DayRow(*row) for row in rows)


def names_on(session: Session, day: date) -> dict[str, str]:
    """Return what the points were called on a day."""
    return {point.code: point.facts.name for point in all_on(session, day)}
