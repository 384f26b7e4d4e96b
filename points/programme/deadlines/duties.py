"""Reports owed under a plan: author, recipient and deadline."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from points.access_points.inventory import Point
from points.programme.models import ReportState
from points.programme.paper_templates import REPORT_KINDS
from points.programme.periods import Period, month_of, read_period, year
from points.programme.plans.plan_store import Duty, Plan
from points.programme.reports.report_store import every_report

_ONE_DAY = timedelta(days=1)
_KINDS_NAMED_BY_PERIOD = ("month", "quarter", "year")


@dataclass(frozen=True, slots=True)
class OwedReport:
    """Report owed for the last finished period, with the numbers wanted and signed.

    One counts as signed with its number and day: without them nobody can receive it.
    """

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
        return report_sentence(self.duty, self.period)


def owed_reports(
    session: Session, plan: Plan, today: date, points: Sequence[Point]
) -> tuple[OwedReport, ...]:
    """Return the report each duty of a plan requires now; those of points count one per point."""
    reports = [r for r in every_report(session) if r.state is ReportState.REGISTERED]
    result = []
    for duty in plan.duties:
        period = _last_ended(duty.kind, plan, today)
        if period is None or not applies(duty, period):
            continue
        codes = owing_points(duty, points) if duty.of_points else frozenset()
        signed_points = {
            report.point or report.id
            for report in reports
            if report.kind == duty.kind
            and report.period == period.code
            and (not duty.paper or report.reader == duty.paper)
            and (report.point in codes if duty.of_points else report.point is None)
        }
        by = period.last_day + timedelta(days=duty.days)
        report_count = len(codes) if duty.of_points else 1
        result.append(OwedReport(duty, period, by, len(signed_points), report_count))
    return tuple(result)


def report_sentence(duty: Duty, period: Period) -> str:
    """Return the Vietnamese description of a report."""
    kind = "" if duty.kind in _KINDS_NAMED_BY_PERIOD else f"{REPORT_KINDS[duty.kind]} "
    return f"{duty.who} gửi {duty.to} báo cáo {kind}{period}"


def applies(duty: Duty, period: Period) -> bool:
    """Return True if the template of a duty is in force for a period."""
    return duty.template is None or duty.template.in_force(period)


def owing_points(duty: Duty, points: Iterable[Point]) -> frozenset[str]:
    """Return the codes of the points that owe a report of their own, by their level."""
    levels = duty.template.levels if duty.template else None
    return frozenset(p.code for p in points if levels is None or p.facts.level.value in levels)


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
        month = month_of(date(today.year, (today.month - 1) // 3 * 3 + 1, 1) - _ONE_DAY).since
        return read_period(f"{month.year}-q{(month.month - 1) // 3 + 1}")
    return year(today.year - 1)
