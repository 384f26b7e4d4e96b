"""Yearly plans of the Department and appraisals of funds, from their registers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from points.programme.plans.plan_store import plan_on
from points.programme.registers import entries
from points.programme.registers.entries import Entry

SUB_PLANS, APPRAISALS = "ke-hoach-nam", "tham-dinh"


@dataclass(frozen=True, slots=True)
class YearPlanning:
    """Planning of a year: its yearly plans, and the appraisals of its funds; money in đồng."""

    year: int
    sub_plans: tuple[Entry, ...]
    appraisals: tuple[Entry, ...]
    on: date

    @property
    def issued(self) -> tuple[Entry, ...]:
        """Yearly plans issued by the day."""
        return tuple(entry for entry in self.sub_plans if not entry.is_open(self.on))

    @property
    def budget(self) -> int:
        """Budgets of the issued yearly plans."""
        return _sum(self.issued, "budget")

    @property
    def requested(self) -> int:
        """Amounts submitted for appraisal."""
        return _sum(self.appraisals, "requested")

    @property
    def approved(self) -> int:
        """Amounts approved by the day."""
        appraisals = (entry for entry in self.appraisals if not entry.is_open(self.on))
        return _sum(appraisals, "approved")

    @property
    def pending(self) -> tuple[Entry, ...]:
        """Appraisals without a result on the day."""
        return tuple(entry for entry in self.appraisals if entry.is_open(self.on))

    @property
    def pending_amount(self) -> int:
        """Amounts still waiting for appraisal."""
        return _sum(self.pending, "requested")


def planning(
    session: Session, years: Iterable[int], on: date, points: Iterable[str] | None = None
) -> tuple[YearPlanning, ...]:
    """Return the planning of some years as known on a day, for some points or for all."""
    register_entries = entries.entries(session, SUB_PLANS, APPRAISALS, until=on, points=points)
    return tuple(
        YearPlanning(
            number,
            _of_year(register_entries, SUB_PLANS, number),
            _of_year(register_entries, APPRAISALS, number),
            on,
        )
        for number in years
    )


def years_without_entry(session: Session, today: date) -> tuple[int, ...]:
    """Return this year if the plan in force covers it and no yearly plan is entered for it."""
    plan = plan_on(session, today)
    if plan is None or plan.until < today:
        return ()
    (this_year,) = planning(session, (today.year,), today)
    return () if this_year.sub_plans else (this_year.year,)


def _of_year(register_entries: Iterable[Entry], register: str, number: int) -> tuple[Entry, ...]:
    return tuple(e for e in register_entries if e.register == register and e.get("year") == number)


def _sum(register_entries: Iterable[Entry], field: str) -> int:
    return sum(int(entry.get(field) or 0) for entry in register_entries)
