"""Compares what a plan wants with what was reached, year by year."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from library.programme.indicators import compute
from library.programme.indicators.registry import Indicator, Reading
from library.programme.periods import year
from library.programme.plans.plan_store import Plan, Target


@dataclass(frozen=True, slots=True)
class YearReached:
    """What a target's indicator came to in a year."""

    year: int
    reading: Reading
    met: bool | None
    """None: nobody can say yet."""


@dataclass(frozen=True, slots=True)
class TargetReached:
    """A target, what its indicator means, and how the years went."""

    target: Target
    indicator: Indicator
    years: tuple[YearReached, ...]
    thresholds: dict[str, float]


def of_plan(
    session: Session, plan: Plan, today: date, last: int | None = None
) -> tuple[TargetReached, ...]:
    """Return how far each target was reached in each year of a plan that began, or the last few."""
    begun = [number for number in plan.years if year(number).since <= today]
    years = begun[-last:] if last else begun
    if not years:
        return ()
    told = compute.gather_each(session, [year(number) for number in years], today)
    gathered = dict(zip(years, told, strict=True))
    found = []
    for target in plan.targets:
        indicator = compute.indicators().get(target.indicator)
        if indicator is None:
            continue
        readings = {number: indicator.compute(told) for number, told in gathered.items()}
        years = tuple(
            YearReached(number, reading, _met(target, reading))
            for number, reading in readings.items()
        )
        limits = dict(max(gathered.items())[1].thresholds) if gathered else {}
        found.append(TargetReached(target, indicator, years, limits))
    return tuple(found)


def _met(target: Target, reading: Reading) -> bool | None:
    return None if reading.value is None else reading.value >= target.lowest
