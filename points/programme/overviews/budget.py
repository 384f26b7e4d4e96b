"""Budget and expenditure by line, source, year and point."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from points.access_points.inventory import points_on
from points.programme.periods import Period
from points.programme.plans import sub_plans
from points.programme.plans.plan_store import Plan, plan_on
from points.programme.plans.sub_plans import YearPlanning
from points.programme.registers import entries
from points.programme.registers.entries import Entry
from points.usage.measures.figure_reader import total
from points.usage.measures.measure_table import Source
from points.usage.measures.stored_sums import sums


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """Budget and expenditure under one heading, in đồng."""

    heading: str
    planned: int
    spent: int

    @property
    def variance(self) -> int:
        """Expenditure above the budget; a negative value is unspent money."""
        return self.spent - self.planned

    @property
    def excess(self) -> int:
        """Return the money spent beyond the budget."""
        return max(0, self.variance)

    @property
    def share(self) -> float | None:
        """Expenditure in per cent of the budget."""
        return self.spent * 100 / self.planned if self.planned else None


@dataclass(frozen=True, slots=True)
class Account:
    """Account of a period in four groupings, with the cost per session."""

    total: BudgetRow
    by_line: tuple[BudgetRow, ...]
    by_source: tuple[BudgetRow, ...]
    by_year: tuple[BudgetRow, ...]
    by_point: tuple[BudgetRow, ...]
    plan: Plan | None
    allowed: int | None
    """Amount the plan allows in the years of the period, in đồng."""
    sessions: int | None
    planning: tuple[YearPlanning, ...] = ()
    """Yearly plans and appraisals of the years of the period."""

    @property
    def cost_per_use(self) -> float | None:
        """Expenditure per computer session, in đồng."""
        return self.total.spent / self.sessions if self.sessions and self.total.spent else None


def account(session: Session, period: Period, today: date, points: Iterable[str] | None) -> Account:
    """Return the account of a period, for some points or for the province."""
    codes = None if points is None else tuple(points)
    records = entries.entries(
        session, "kinh-phi", since=period.since, until=period.last_day, points=codes
    )
    plan = plan_on(session, min(period.last_day, today))
    years = {month.year for month in period.months}
    plan_money = sum(plan.money_by_year.get(number, 0) for number in years) if plan else 0
    ids = None if codes is None else [p.id for p in points_on(session, today) if p.code in codes]
    uses = sums(session, Source.COMPUTERS, period.since, period.until, points=ids)
    return Account(
        total=_sum("Cộng", records),
        by_line=_grouped(records, lambda entry: str(entry.get("line"))),
        by_source=_grouped(records, lambda entry: str(entry.get("source"))),
        by_year=_grouped(records, lambda entry: str(entry.day.year)),
        by_point=_grouped(records, lambda entry: entry.point or ""),
        plan=plan,
        allowed=plan_money or None,
        sessions=total(uses.values()).get("sessions"),
        planning=sub_plans.planning(session, sorted(years), min(period.last_day, today), codes),
    )


def _grouped(records: Iterable[Entry], heading: Callable[[Entry], str]) -> tuple[BudgetRow, ...]:
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in records:
        groups[heading(entry)].append(entry)
    return tuple(_sum(name, groups[name]) for name in sorted(groups))


def _sum(heading: str, records: Iterable[Entry]) -> BudgetRow:
    records = tuple(records)
    return BudgetRow(
        heading,
        sum(int(entry.get("planned") or 0) for entry in records),
        sum(int(entry.get("spent") or 0) for entry in records),
    )
