"""Reports owed under a plan: author, recipient and deadline."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from library.programme.models import ReportState
from library.programme.periods import Period, month_of, read_period, year
from library.programme.plans.plan_store import REPORT_KINDS, Duty, Plan
from library.programme.reports.report_store import every_report

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OwedReport:
    """Report owed for the last finished period, with the numbers signed and wanted."""

    duty: Duty
    period: Period
    by: date
    signed: int
    wanted: int

    @property
    def done(self) -> bool:
        """True if all owed reports are signed."""
        return self.signed >= self.wanted

    def is_late(self, today: date) -> bool:
        """Return True if it is not signed and the deadline has passed."""
        return not self.done and today > self.by

    @property
    def sentence(self) -> str:
        """Vietnamese description of the report."""
        kind = REPORT_KINDS[self.duty.kind]
        return f"{self.duty.who} báo cáo {kind} ({self.period}) cho {self.duty.to}"


def owed_reports(
    session: Session, plan: Plan, today: date, points: Collection[str]
) -> tuple[OwedReport, ...]:
    """Return the report each duty of a plan requires now; monthly ones count one per point."""
    reports = [r for r in every_report(session) if r.state is not ReportState.DRAFT]
    result = []
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
        result.append(OwedReport(duty, period, by, len(signed), len(points) if of_points else 1))
    return tuple(result)


def _last_ended(kind: str, plan: Plan, today: date) -> Period | None:
    if kind == "final":
        plan_period = read_period(f"{plan.since:%Y-%m}..{plan.until:%Y-%m}")
        return plan_period if plan_period.until <= today else None
    if kind == "interim":
        return None
    current_month = month_of(today)
    if kind == "month":
        return month_of(current_month.since - _ONE_DAY)
    if kind == "quarter":
        ended = month_of(date(today.year, (today.month - 1) // 3 * 3 + 1, 1) - _ONE_DAY).since
        return read_period(f"{ended.year}-q{(ended.month - 1) // 3 + 1}")
    return year(today.year - 1)
