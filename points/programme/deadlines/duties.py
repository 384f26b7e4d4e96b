"""Reports owed under a plan: author, recipient and deadline."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from points.access_points.inventory import Point
from points.programme.models import ReportState
from points.programme.paper_templates import REPORT_KINDS
from points.programme.periods import Period, month_of, read_period
from points.programme.plans.plan_store import Duty, Plan
from points.programme.reports.report_store import every_report

_ONE_DAY = timedelta(days=1)
_LONGEST = timedelta(days=366)
_KINDS_NAMED_BY_PERIOD = ("month", "quarter", "half-year", "nine-months", "year")
_MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "nine-months": 9, "year": 12}


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
        period = _last_ended(duty, plan, today)
        if period is None or not applies(duty, today):
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
        report_count = len(codes) if duty.of_points else 1
        by = duty.deadline(period)
        result.append(OwedReport(duty, period, by, len(signed_points), report_count))
    return tuple(result)


def report_sentence(duty: Duty, period: Period) -> str:
    """Return the Vietnamese description of a report, which is dated after its period."""
    kind = "" if duty.kind in _KINDS_NAMED_BY_PERIOD else f"{REPORT_KINDS[duty.kind]} "
    sender, receiver = duty.names_on(period.until)
    return f"{sender} gửi {receiver} báo cáo {kind}{period}"


def applies(duty: Duty, day: date) -> bool:
    """Return True if the template of a duty is in force on the day of a report."""
    return duty.template is None or duty.template.in_force(day)


def periods_ending(duty: Duty, first: date, last: date) -> Iterator[Period]:
    """Yield the periods of a duty that end within some days."""
    length = _MONTHS.get(duty.kind)
    month = month_of(first).since
    while length and month <= last:
        ends = month.month
        if ends % length == 0:
            since = date(month.year, ends - length + 1, 1)
            period = Period(since, month_of(month).until).from_day(duty.cutoff)
            if first <= period.last_day <= last:
                yield period
        month = month_of(month).until


def owing_points(duty: Duty, points: Iterable[Point]) -> frozenset[str]:
    """Return the codes of the points that owe a report of their own, by their level."""
    levels = duty.template.levels if duty.template else None
    return frozenset(p.code for p in points if levels is None or p.facts.level.value in levels)


def _last_ended(duty: Duty, plan: Plan, today: date) -> Period | None:
    if duty.kind == "final":
        plan_period = read_period(f"{plan.since:%Y-%m}..{plan.until:%Y-%m}")
        return plan_period if plan_period.until <= today else None
    return max(
        periods_ending(duty, today - _LONGEST, today - _ONE_DAY),
        key=lambda period: period.until,
        default=None,
    )
