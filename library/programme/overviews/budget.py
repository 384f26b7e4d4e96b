"""Sets what was planned beside what was spent: by line, by source, by year, by point."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from library.programme.indicators import monthly_data
from library.programme.periods import Period
from library.programme.plans.plan_store import Plan, plan_on
from library.programme.registers import entries
from library.programme.registers.entries import Entry


@dataclass(frozen=True, slots=True)
class Spent:
    """Money under one heading, in đồng."""

    heading: str
    planned: int
    spent: int

    @property
    def variance(self) -> int:
        """What was spent above the plan; below nought: what was left."""
        return self.spent - self.planned

    @property
    def share(self) -> float | None:
        """Spent, in per cent of the plan."""
        return self.spent * 100 / self.planned if self.planned else None


@dataclass(frozen=True, slots=True)
class Account:
    """The money of a period, sorted in four ways, and what a use cost."""

    total: Spent
    by_line: tuple[Spent, ...]
    by_source: tuple[Spent, ...]
    by_year: tuple[Spent, ...]
    by_point: tuple[Spent, ...]
    plan: Plan | None
    allowed: int | None
    """What the plan allows in the years of the period."""
    sessions: int | None

    @property
    def each_use(self) -> float | None:
        """What a use of a computer cost."""
        return self.total.spent / self.sessions if self.sessions and self.total.spent else None


def account(session: Session, period: Period, today: date, points: Iterable[str] | None) -> Account:
    """Return the money of a period, of some points or of the province."""
    whose = None if points is None else tuple(points)
    entered = entries.entries(
        session, "kinh-phi", since=period.since, until=period.last_day, points=whose
    )
    plan = plan_on(session, min(period.last_day, today))
    years = {month.year for month in period.months}
    allowed = sum(plan.money_by_year.get(number, 0) for number in years) if plan else 0
    months = monthly_data.month_facts(session, period, today)
    uses = [
        of_point.sessions
        for of_point in months
        if of_point.sessions is not None and (whose is None or of_point.point in whose)
    ]
    return Account(
        total=_sum("Cộng", entered),
        by_line=_sorted(entered, lambda entry: str(entry.get("line"))),
        by_source=_sorted(entered, lambda entry: str(entry.get("source"))),
        by_year=_sorted(entered, lambda entry: str(entry.day.year)),
        by_point=_sorted(entered, lambda entry: entry.point or ""),
        plan=plan,
        allowed=allowed or None,
        sessions=sum(uses) if uses else None,
    )


def _sorted(entered: Iterable[Entry], heading: Callable[[Entry], str]) -> tuple[Spent, ...]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in entered:
        found[heading(entry)].append(entry)
    return tuple(_sum(name, found[name]) for name in sorted(found))


def _sum(heading: str, entered: Iterable[Entry]) -> Spent:
    entered = tuple(entered)
    return Spent(
        heading,
        sum(int(entry.get("planned") or 0) for entry in entered),
        sum(int(entry.get("spent") or 0) for entry in entered),
    )
