"""Measures: gathers the evidence of a period and asks the indicators."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from library.programme.indicators import computer_indicators, record_indicators
from library.programme.indicators.monthly_data import MonthFacts, month_facts, requested_outside
from library.programme.indicators.registry import (
    Evidence,
    Indicator,
    Reading,
    registered,
    usual_thresholds,
)
from library.programme.periods import Period, next_month
from library.programme.problems import IndicatorNotFoundError
from library.programme.registers import entries

FORMULAS = (computer_indicators, record_indicators)
"""Where the formulas stand; naming them here is what enters them in the registry."""

_LASTING = ("su-co",)
"""Registers of which an entry of before may still matter."""


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator and what it came to."""

    indicator: Indicator
    reading: Reading


def indicators() -> Mapping[str, Indicator]:
    """Return every indicator in the order of their codes."""
    found = registered()
    return {code: found[code] for code in sorted(found, key=lambda code: int(code[1:]))}


def indicator_of(code: str) -> Indicator:
    """Return one indicator; raise IndicatorNotFoundError."""
    found = indicators()
    if code not in found:
        raise IndicatorNotFoundError(code, ", ".join(found))
    return found[code]


def gather(session: Session, period: Period, today: date, point: str | None = None) -> Evidence:
    """Gather what there is of a period, of one point or of all."""
    gathered = gather_each(session, (period,), today)[0]
    return gathered if point is None else of_point(gathered, point)


def gather_each(session: Session, periods: Sequence[Period], today: date) -> tuple[Evidence, ...]:
    """Gather what there is of several periods; what they share is read once."""
    before = [_as_far(period, today).year_before for period in periods]
    whole = Period(
        min(span.since for span in (*periods, *before)), max(span.until for span in periods)
    )
    facts = month_facts(session, whole, today)
    entered = entries.entries(session, until=min(whole.last_day, today))
    return tuple(
        Evidence(
            period=period,
            today=today,
            months=_of(facts, period),
            year_before=_of(facts, year_before),
            entries=tuple(
                entry
                for entry in entered
                if (entry.day >= period.since or entry.register in _LASTING)
                and entry.day < period.until
            ),
            requested_outside=requested_outside(session, period),
            thresholds=thresholds_on(session, min(period.last_day, today)),
        )
        for period, year_before in zip(periods, before, strict=True)
    )


def of_point(evidence: Evidence, point: str) -> Evidence:
    """Return what belongs to one point; what came from outside belongs to none."""
    return of_points(evidence, (point,))


def of_points(evidence: Evidence, points: Collection[str] | None) -> Evidence:
    """Return what belongs to some points; None: all there is."""
    if points is None:
        return evidence
    return replace(
        evidence,
        months=tuple(facts for facts in evidence.months if facts.point in points),
        year_before=tuple(facts for facts in evidence.year_before if facts.point in points),
        entries=tuple(entry for entry in evidence.entries if entry.point in points),
        requested_outside=0,
    )


def measure(evidence: Evidence) -> tuple[Measured, ...]:
    """Ask every indicator."""
    return tuple(Measured(one, one.compute(evidence)) for one in indicators().values())


def thresholds_on(session: Session, day: date) -> dict[str, float]:
    """Return the thresholds in force on a day: what the province set last, else the usual ones."""
    found = usual_thresholds()
    for entry in entries.entries(session, "nguong", until=day):
        found[str(entry.get("name"))] = float(entry.get("value") or 0)
    return found


def _of(facts: tuple[MonthFacts, ...], period: Period) -> tuple[MonthFacts, ...]:
    return tuple(found for found in facts if period.since <= found.month < period.until)


def _as_far(period: Period, today: date) -> Period:
    """Return so much of a period as is over: a year that goes on is compared as far as it went."""
    over = [month for month in period.months if next_month(month) <= today]
    return replace(period, until=next_month(over[-1])) if over else period
