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
from points.programme.problems import MonthNotOfComputersError
from points.usage.rollups.models import ComputerDay

DAY_COLUMNS = {
    "I1": "sessions",
    "I2": "session_seconds",
    "I3": "machine_seconds",
    "I4": "line_up_seconds",
    "I6": "session_seconds",
    "I8": "sessions",
}
"""Column of ComputerDay each monthly indicator is computed from."""


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
    """Return every computer day of a point's month; raise MonthNotOfComputersError."""
    column = DAY_COLUMNS.get(code)
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
