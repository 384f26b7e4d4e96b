"""Lists what is owed and by when: reports, confirmations, what inspections left open."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from library.points.inventory import Point
from library.programme.deadlines import duties
from library.programme.periods import Period, month_of
from library.programme.plans.plan_store import REPORT_KINDS, plan_on
from library.programme.registers import entries
from library.programme.registers.entries import Entry
from library.programme.registers.schema import register_of, registers

_A_DAY = timedelta(days=1)
_A_YEAR = timedelta(days=365)
_CONFIRMED_WITHIN = 5
"""Days after a month in which it is confirmed, where the plan does not say."""


@dataclass(frozen=True, slots=True)
class Due:
    """Something somebody owes; without a day it waits for no day in particular."""

    kind: str
    sentence: str
    by: date | None
    since: date
    point: str | None = None
    entry: tuple[str, int] | None = None
    """The register and the number it stands under, where it does."""

    def is_late(self, today: date) -> bool:
        """Say whether its day is over."""
        return self.by is not None and self.by < today

    def age(self, today: date) -> str:
        """Say how late it is, how long it waits, or how long there is."""
        if self.by is None:
            return f"đã {(today - self.since).days} ngày"
        days = (self.by - today).days
        if days < 0:
            return f"quá hạn {-days} ngày"
        return "hạn hôm nay" if days == 0 else f"còn {days} ngày"


def owed(session: Session, today: date, points: Sequence[Point], *, whole: bool) -> list[Due]:
    """Return what is owed now by some points, or with them by the province; the late first."""
    found = [
        *_reports(session, today, points, whole=whole),
        *_confirmations(session, today, points),
        *_open_entries(session, today, points, whole=whole),
    ]
    return sorted(found, key=lambda due: (not due.is_late(today), due.by or date.max, due.since))


def ahead(session: Session, today: date, points: Sequence[Point], *, whole: bool) -> list[Due]:
    """Return what is owed now and has a day, and the reports of the year to come."""
    now = [due for due in owed(session, today, points, whole=whole) if due.by]
    plan = plan_on(session, today)
    if plan is None:
        return now
    coming = [
        Due("report", _says(duty, period), period.last_day + timedelta(days=duty.days), today)
        for duty in plan.duties
        if whole or duty.kind == "month"
        for period in _periods(duty.kind, today)
    ]
    return sorted([*now, *coming], key=lambda due: (due.by, due.sentence))


def _reports(
    session: Session, today: date, points: Sequence[Point], *, whole: bool
) -> Iterator[Due]:
    plan = plan_on(session, today)
    if plan is None:
        return
    codes = [point.code for point in points]
    for one in duties.owed(session, plan, today, codes):
        if one.done or not (whole or one.duty.kind == "month"):
            continue
        left = f": {one.signed} trên {one.wanted} điểm đã ký" if one.wanted > 1 else ""
        yield Due("report", one.sentence + left, one.by, one.period.until)


def _confirmations(session: Session, today: date, points: Sequence[Point]) -> Iterator[Due]:
    """Give the points whose last month nobody confirmed; of those that serve."""
    month = month_of(month_of(today).since - _A_DAY)
    told = entries.entries(session, "xac-nhan", since=month.since, until=month.last_day)
    confirmed = {entry.point for entry in told}
    by = month.last_day + timedelta(days=_CONFIRMED_WITHIN)
    for point in points:
        if point.code not in confirmed and point.facts.serving:
            said = f"Xác nhận số liệu {month} của {point.facts.name}"
            yield Due("confirmation", said, by, month.until, point.code)


def _open_entries(
    session: Session, today: date, points: Sequence[Point], *, whole: bool
) -> Iterator[Due]:
    names = {point.code: point.facts.name for point in points}
    waiting = [code for code, register in registers().items() if register.open]
    known = entries.entries(session, *waiting, points=None if whole else names)
    for entry in entries.open_on(known, today):
        yield _of_entry(entry, names)


def _of_entry(entry: Entry, names: dict[str, str]) -> Due:
    register = register_of(entry.register)
    where = names.get(entry.point or "", entry.point or "")
    about = entry.get("findings") or entry.get("what") or entry.get("name") or ""
    parts = (f"{register.title} số {entry.number}", where, str(about)[:120])
    return Due(
        kind=entry.register,
        sentence=", ".join(part for part in parts if part),
        by=entry.day_in(register.due) if register.due else None,
        since=entry.day,
        point=entry.point,
        entry=(entry.register, entry.number),
    )


def _periods(kind: str, today: date) -> Iterator[Period]:
    """Give the periods that end within a year from today on."""
    length = {"month": 1, "quarter": 3, "year": 12}.get(kind)
    month = month_of(today).since
    while length and month < today + _A_YEAR:
        if month.month % length == 0:
            first = date(month.year, month.month - length + 1, 1)
            yield Period(first, month_of(month).until)
        month = month_of(month).until


def _says(duty: duties.Duty, period: Period) -> str:
    return f"{duty.who} báo cáo {REPORT_KINDS[duty.kind]} ({period}) cho {duty.to}"
