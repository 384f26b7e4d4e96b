"""Knows which reports are owed, by whom, to whom, and by when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from library.programme.models import ReportState
from library.programme.periods import Period, month_of, read_period, year
from library.programme.plans.plan_store import REPORT_KINDS, Duty, Plan
from library.programme.reports.report_store import every_report

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Owed:
    """A report of the last period that ended, and whether it was signed."""

    duty: Duty
    period: Period
    by: date
    signed: int
    wanted: int

    @property
    def done(self) -> bool:
        """Whether all that is owed was signed."""
        return self.signed >= self.wanted

    def is_late(self, today: date) -> bool:
        """Say whether it should have been signed before a day."""
        return not self.done and today > self.by

    @property
    def sentence(self) -> str:
        """What is owed, as a person reads it."""
        kind = REPORT_KINDS[self.duty.kind]
        return f"{self.duty.who} báo cáo {kind} ({self.period}) cho {self.duty.to}"


def owed(session: Session, plan: Plan, today: date, points: Collection[str]) -> tuple[Owed, ...]:
    """Return what each duty of a plan asks for now; what points owe, each of them owes."""
    reports = [r for r in every_report(session) if r.state is not ReportState.DRAFT]
    found = []
    for duty in plan.duties:
        period = _last_ended(duty.kind, plan, today)
        if period is None:
            continue
        of_points = duty.kind == "month"
        signed = {
            report.point or report.id
            for report in reports
            if report.kind == duty.kind
            and report.period == period.code
            and (report.point in points if of_points else report.point is None)
        }
        by = period.last_day + timedelta(days=duty.days)
        found.append(Owed(duty, period, by, len(signed), len(points) if of_points else 1))
    return tuple(found)


def _last_ended(kind: str, plan: Plan, today: date) -> Period | None:
    if kind == "final":
        whole = read_period(f"{plan.since:%Y-%m}..{plan.until:%Y-%m}")
        return whole if whole.until <= today else None
    if kind == "interim":
        return None
    this = month_of(today)
    if kind == "month":
        return month_of(this.since - _A_DAY)
    if kind == "quarter":
        ended = month_of(date(today.year, (today.month - 1) // 3 * 3 + 1, 1) - _A_DAY).since
        return read_period(f"{ended.year}-q{(ended.month - 1) // 3 + 1}")
    return year(today.year - 1)
