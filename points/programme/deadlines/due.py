"""Due items with their deadlines: reports, confirmations, open register entries."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from library.consents import withdrawals
from library.readers import reader_questions
from points.access_points.inventory import Point
from points.programme.models import ReportState
from points.programme.paper_templates import REPORT_KINDS
from points.programme.periods import Period, month_of, read_period
from points.programme.plans import sub_plans
from points.programme.plans.plan_store import Duty, Plan, plan_on
from points.programme.registers import entries
from points.programme.registers.entries import Entry
from points.programme.registers.schema import register_of, registers
from points.programme.reports.numbers_in_words import number
from points.programme.reports.report_store import every_report

_ONE_DAY = timedelta(days=1)
_ONE_YEAR = timedelta(days=365)
CLOSED_ITEMS = "viec-dong"
"""Register of the items that were closed although nobody did them."""

_CONFIRMATION_DAYS = 5
"""Days after the end of a month within which it should be confirmed."""


@dataclass(frozen=True, slots=True)
class Due:
    """Due item; `by` is None if it has no deadline."""

    kind: str
    sentence: str
    by: date | None
    since: date
    point: str | None = None
    entry: tuple[str, int] | None = None
    """Register code and entry number, if it is a register entry."""

    @property
    def key(self) -> str:
        """Key by which it is closed, the same as long as it is due."""
        number = "" if self.entry is None else str(self.entry[1])
        day = (self.by or self.since).isoformat()
        return ".".join((self.kind, self.point or "", number, day))

    def is_late(self, today: date) -> bool:
        """Return True if the deadline has passed."""
        return self.by is not None and self.by < today

    def is_stale(self, today: date) -> bool:
        """Return True if the deadline passed more than a year ago."""
        return self.by is not None and self.by < today - _ONE_YEAR

    def age(self, today: date) -> str:
        """Return a phrase with the days overdue, left or waited."""
        if self.by is None:
            return f"đã chờ {number((today - self.since).days)} ngày"
        days = (self.by - today).days
        if days < 0:
            return f"quá hạn {number(-days)} ngày"
        return "hạn hôm nay" if days == 0 else f"còn {days} ngày"


def due_now(
    session: Session, today: date, points: Sequence[Point], *, whole_province: bool
) -> list[Due]:
    """Return the items due now for some points, and for the province if wanted.

    By deadline, but those that are years overdue last; what somebody closed is not due.
    """
    closed_keys = {entry.get("key") for entry in entries.entries(session, CLOSED_ITEMS)}
    due_items = [
        *_reports(session, today, points, whole_province=whole_province),
        *_confirmations(session, today, points),
        *_open_entries(session, today, points, whole_province=whole_province),
        *(_missing_sub_plans(session, today) if whole_province else ()),
        *(_questions(session) if whole_province else ()),
        *(_withdrawals(session) if whole_province else ()),
    ]
    return sorted(
        (due for due in due_items if not (due.is_stale(today) and due.key in closed_keys)),
        key=lambda due: (due.is_stale(today), due.by or date.max, due.since),
    )


def due_ahead(
    session: Session, today: date, points: Sequence[Point], *, whole_province: bool
) -> list[Due]:
    """Return the items due now that have a deadline, and the reports of the coming year."""
    current = [
        due for due in due_now(session, today, points, whole_province=whole_province) if due.by
    ]
    plan = plan_on(session, today)
    if plan is None:
        return current
    coming = [
        Due(
            "report",
            report_sentence(duty, period),
            duty.deadline(period),
            today,
        )
        for duty in plan.duties
        if whole_province or (duty.of_points and owing_points(duty, points))
        for period in periods_ending(duty, today, today + _ONE_YEAR)
        if applies(duty, period.until)
    ]
    return sorted([*current, *coming], key=lambda due: (due.by, due.sentence))


def _reports(
    session: Session, today: date, points: Sequence[Point], *, whole_province: bool
) -> Iterator[Due]:
    plan = plan_on(session, today)
    if plan is None:
        return
    for report in owed_reports(session, plan, today, points):
        if report.done or not (whole_province or report.duty.of_points):
            continue
        signatures = f"{report.signed} trên {report.wanted} điểm đã"
        if not report.signed:
            signatures = "chưa điểm nào"
        progress = f": {signatures} ký" if report.wanted > 1 else ""
        yield Due("report", report.sentence + progress, report.by, report.period.until)


def _confirmations(session: Session, today: date, points: Sequence[Point]) -> Iterator[Due]:
    """Yield an item for each serving point whose last month is not confirmed."""
    month = month_of(month_of(today).since - _ONE_DAY)
    confirmations = entries.entries(session, "xac-nhan", since=month.since, until=month.last_day)
    confirmed_points = {entry.point for entry in confirmations}
    by = month.last_day + timedelta(days=_CONFIRMATION_DAYS)
    for point in points:
        if point.code not in confirmed_points and point.facts.serving:
            sentence = f"Xác nhận số liệu {month} của {point.facts.name}"
            yield Due("confirmation", sentence, by, month.until, point.code)


def _missing_sub_plans(session: Session, today: date) -> Iterator[Due]:
    """Yield an item for each started year of the plan in force without an entered yearly plan."""
    for year in sub_plans.years_without_entry(session, today):
        sentence = f"Ghi kế hoạch cụ thể, dự toán năm {year} của Sở (sổ Kế hoạch năm)"
        yield Due("sub-plan", sentence, None, date(year, 1, 1))


def _questions(session: Session) -> Iterator[Due]:
    """Yield an item for the open questions of readers, with the deadline of the oldest."""
    count = reader_questions.count_in_list(session, "cho")
    for oldest in reader_questions.in_list(session, "cho", 1):
        sentence = f"Trả lời {number(count)} câu hỏi của bạn đọc"
        yield Due("questions", sentence, reader_questions.due_day(oldest), oldest.asked)


def _withdrawals(session: Session) -> Iterator[Due]:
    oldest = withdrawals.oldest_open(session)
    if oldest is not None:
        count = withdrawals.open_queue(session).count
        sentence = f"Trả lời {number(count)} yêu cầu gỡ tài liệu"
        yield Due("withdrawals", sentence, oldest.due, oldest.asked)


def _open_entries(
    session: Session, today: date, points: Sequence[Point], *, whole_province: bool
) -> Iterator[Due]:
    names = {point.code: point.facts.name for point in points}
    codes = [code for code, register in registers().items() if register.open]
    candidates = entries.entries(session, *codes, points=None if whole_province else names)
    for entry in entries.open_on(candidates, today):
        yield _of_entry(entry, names)


def _of_entry(entry: Entry, names: dict[str, str]) -> Due:
    register = register_of(entry.register)
    where = names.get(entry.point or "", entry.point or "")
    about = entry.get("findings") or entry.get("what") or entry.get("name") or ""
    of_year = f" năm {entry.get('year')}" if entry.get("year") else ""
    name = f"{register.title}{of_year}"
    title = f"{name[:1].lower()}{name[1:]}"
    subject = ": ".join(filter(None, (where, str(about)[:120])))
    return Due(
        kind=entry.register,
        sentence=f"{subject or name} ({title if subject else 'mục'} số {entry.number})",
        by=entry.day_in(register.due) if register.due else None,
        since=entry.day,
        point=entry.point,
        entry=(entry.register, entry.number),
    )


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
