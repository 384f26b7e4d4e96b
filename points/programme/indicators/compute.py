"""Computation of indicators: gathers the evidence of a period and applies the formulas."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from library import clock
from library.law.law_register import fill
from points.programme.indicators import computer_indicators, record_indicators
from points.programme.indicators.monthly_data import MonthFacts, month_facts, requested_outside
from points.programme.indicators.registry import (
    Evidence,
    Indicator,
    Reading,
    registered,
    usual_thresholds,
)
from points.programme.periods import Period
from points.programme.problems import IndicatorNotFoundError
from points.programme.registers import entries
from points.usage.rollups.per_point import next_month

FORMULA_MODULES = (computer_indicators, record_indicators)
"""Modules of the formulas; importing them fills the registry."""

_LASTING_REGISTERS = ("su-co",)
"""Registers whose entries from before the period still count."""


@dataclass(frozen=True, slots=True)
class MeasuredIndicator:
    """Indicator with its reading."""

    indicator: Indicator
    reading: Reading


def indicators(day: date | None = None) -> Mapping[str, Indicator]:
    """Return all indicators by code, in numerical order, citing what is in force on a day."""
    by_code, day = registered(), day or clock.today()
    return {
        code: _citing(by_code[code], day)
        for code in sorted(by_code, key=lambda code: int(code[1:]))
    }


def _citing(indicator: Indicator, day: date) -> Indicator:
    texts = {name: fill(getattr(indicator, name), day) for name in ("definition", "standard")}
    return replace(indicator, **texts)


def indicator_of(code: str) -> Indicator:
    """Return an indicator; raise IndicatorNotFoundError."""
    by_code = indicators()
    if code not in by_code:
        raise IndicatorNotFoundError(code, ", ".join(by_code))
    return by_code[code]


def gather(session: Session, period: Period, today: date, point: str | None = None) -> Evidence:
    """Return the evidence of a period, of one point or of all."""
    evidence = gather_each(session, (period,), today)[0]
    return evidence if point is None else of_point(evidence, point)


def gather_each(session: Session, periods: Sequence[Period], today: date) -> tuple[Evidence, ...]:
    """Return the evidence of several periods, reading shared data once."""
    years_before = [_elapsed_part(period, today).year_before for period in periods]
    full_period = Period(
        min(span.since for span in (*periods, *years_before)), max(span.until for span in periods)
    )
    facts = month_facts(session, full_period, today)
    all_entries = entries.entries(session, until=min(full_period.last_day, today))
    return tuple(
        Evidence(
            period=period,
            today=today,
            months=_months_in(facts, period),
            year_before=_months_in(facts, year_before),
            entries=tuple(
                entry
                for entry in all_entries
                if (entry.day >= period.since or entry.register in _LASTING_REGISTERS)
                and entry.day < period.until
            ),
            requested_outside=requested_outside(session, period),
            thresholds=thresholds_on(session, min(period.last_day, today)),
        )
        for period, year_before in zip(periods, years_before, strict=True)
    )


def of_point(evidence: Evidence, point: str) -> Evidence:
    """Return the evidence of one point; requests from outside belong to no point."""
    return of_points(evidence, (point,))


def of_points(evidence: Evidence, points: Collection[str] | None) -> Evidence:
    """Return the evidence of some points; None: of all."""
    if points is None:
        return evidence
    return replace(
        evidence,
        months=tuple(facts for facts in evidence.months if facts.point in points),
        year_before=tuple(facts for facts in evidence.year_before if facts.point in points),
        entries=tuple(entry for entry in evidence.entries if entry.point in points),
        requested_outside=0,
    )


def measure(evidence: Evidence) -> tuple[MeasuredIndicator, ...]:
    """Compute every indicator."""
    return tuple(
        MeasuredIndicator(indicator, indicator.compute(evidence))
        for indicator in indicators(evidence.today).values()
    )


def thresholds_on(session: Session, day: date) -> dict[str, float]:
    """Return the thresholds in force on a day: the last set by the province, else the defaults."""
    thresholds = usual_thresholds()
    for entry in entries.entries(session, "nguong", until=day):
        thresholds[str(entry.get("name"))] = float(entry.get("value") or 0)
    return thresholds


def _months_in(facts: tuple[MonthFacts, ...], period: Period) -> tuple[MonthFacts, ...]:
    return tuple(month for month in facts if period.since <= month.month < period.until)


def _elapsed_part(period: Period, today: date) -> Period:
    """Return the finished months of a period; an unfinished year is compared only up to them."""
    over = [month for month in period.months if next_month(month) <= today]
    return replace(period, until=next_month(over[-1])) if over else period
