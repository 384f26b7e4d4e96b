"""Comparison of plan targets with the computed indicators, year by year."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from points.programme.indicators import compute
from points.programme.indicators.registry import Indicator, Reading
from points.programme.periods import year
from points.programme.plans.plan_store import Plan, Target


@dataclass(frozen=True, slots=True)
class TargetYear:
    """Reading of a target's indicator in a year."""

    year: int
    reading: Reading
    met: bool | None
    """True if the target is met; None if it is not known yet."""


@dataclass(frozen=True, slots=True)
class TargetProgress:
    """Target with its indicator and yearly readings."""

    target: Target
    indicator: Indicator
    years: tuple[TargetYear, ...]
    thresholds: dict[str, float]


def target_progress(session: Session, plan: Plan, today: date) -> tuple[TargetProgress, ...]:
    """Return the progress of each target in the started years of a plan."""
    years = [number for number in plan.years if year(number).since <= today]
    if not years:
        return ()
    evidence = compute.gather_each(session, [year(number) for number in years], today)
    by_year = dict(zip(years, evidence, strict=True))
    progress = []
    for target in plan.targets:
        indicator = compute.indicators().get(target.indicator)
        if indicator is None:
            continue
        readings = {number: indicator.compute(evidence) for number, evidence in by_year.items()}
        years = tuple(
            TargetYear(number, reading, target.is_met(reading.value, year(number), today))
            for number, reading in readings.items()
        )
        limits = dict(max(by_year.items())[1].thresholds) if by_year else {}
        progress.append(TargetProgress(target, indicator, years, limits))
    return tuple(progress)
