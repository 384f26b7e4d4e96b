"""Closes months: what was known then is kept, and what became other is told."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import clock
from library.programme.indicators.monthly_data import (
    MEASURES,
    MonthFacts,
    as_told,
    from_told,
    month_facts,
)
from library.programme.models import ClosedMonth
from library.programme.periods import Period, month_of
from library.programme.problems import MonthNotOverError
from library.staff.audit import note

MEASURE_NAMES = {
    "planned_days": "ngày phải mở cửa",
    "open_days": "ngày mở cửa",
    "open_minutes": "phút mở cửa",
    "computers": "số máy",
    "computers_heard": "số máy hoạt động",
    "heard_days": "ngày máy nghe được",
    "expected_days": "ngày máy phải nghe được",
    "sessions": "lượt sử dụng",
    "session_seconds": "giây sử dụng",
    "active_seconds": "giây có thao tác",
    "machine_seconds": "giây máy bật",
    "line_up_seconds": "giây có Internet",
    "line_down_seconds": "giây mất Internet",
    "help_requests": "lần xin trợ giúp",
    "items_requested": "lượt đọc tài liệu",
}


@dataclass(frozen=True, slots=True)
class Restated:
    """A figure of a closed month that became another; None: there was, or is, none."""

    point: str
    month: date
    measure: str
    before: int | None
    after: int | None

    @property
    def sentence(self) -> str:
        """The change as a person reads it."""
        before, after = ("chưa có" if n is None else str(n) for n in (self.before, self.after))
        name = MEASURE_NAMES[self.measure]
        return f"{self.point}, tháng {self.month:%m/%Y}: {name} {before} → {after}"


def close(session: Session, month: date, *, today: date, by: str) -> bool:
    """Close a month as it is known now; return False when it was closed already."""
    period = month_of(month)
    if period.until > today:
        raise MonthNotOverError(f"{month:%m/%Y}")
    if session.get(ClosedMonth, period.since) is not None:
        return False
    facts = month_facts(session, period, today)
    session.add(
        ClosedMonth(
            month=period.since,
            facts=[as_told(of_point) for of_point in facts],
            closed=clock.now(),
            closed_by=by,
        )
    )
    note(session, by, "month.close", f"{month:%Y-%m}")
    session.flush()
    return True


def closed(session: Session, period: Period) -> dict[date, ClosedMonth]:
    """Return the closed months of a period."""
    rows = select(ClosedMonth).where(
        ClosedMonth.month >= period.since, ClosedMonth.month < period.until
    )
    return {row.month: row for row in session.scalars(rows.order_by(ClosedMonth.month))}


def restated(session: Session, period: Period, now: tuple[MonthFacts, ...]) -> tuple[Restated, ...]:
    """Return what became other since months were closed."""
    current = {(facts.point, facts.month): facts for facts in now}
    found = []
    for row in closed(session, period).values():
        for told in row.facts:
            before = from_told(told)
            after = current.get((before.point, before.month))
            if after is not None:
                found += _changes(before, after)
    return tuple(found)


def _changes(before: MonthFacts, after: MonthFacts) -> list[Restated]:
    return [
        Restated(before.point, before.month, name, getattr(before, name), getattr(after, name))
        for name in MEASURES
        if getattr(before, name) != getattr(after, name)
    ]
