"""Explanation of an indicator: definition, formula and data rows."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from points.access_points.point_names import names_in
from points.programme.indicators import compute
from points.programme.indicators.registry import Indicator, Reading
from points.programme.periods import Period


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
