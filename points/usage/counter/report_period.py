"""Period of a report in months, and which of them are counted."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from points.usage.counter.problems import CounterRefusedError, Remark
from points.usage.rollups.models import CountedDay

_MONTH = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")


@dataclass(frozen=True, slots=True)
class Period:
    """A range of whole months: the first days of the first and last."""

    first: date
    last: date

    @property
    def months(self) -> tuple[date, ...]:
        """The first day of each month."""
        count = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        return tuple(_later(self.first, step) for step in range(max(count, 0)))

    @property
    def ends(self) -> date:
        """The last day of the last month."""
        return last_day(self.last)


def read_period(begins: str | None, ends: str | None, today: date) -> Period:
    """Parse a period, from 2026-01 or 2026-01-01 to 2026-11 or 2026-11-30."""
    if not begins or not ends:
        raise CounterRefusedError(Remark(1030, "begin_date, end_date"))
    first, last = _month(begins, 1), _month(ends, 31)
    if last < first or first >= today.replace(day=1):
        raise CounterRefusedError(Remark(3020, f"{begins} - {ends}"))
    return Period(first, last)


def counted_part(
    session: Session, whole_period: Period, today: date
) -> tuple[Period | None, tuple[Remark, ...]]:
    """Return the fully counted part of a period, and remarks on the missing months."""
    first = session.scalar(select(func.min(CountedDay.day)))
    ready = [month for month in whole_period.months if _is_counted(session, month, first, today)]
    missing = [month for month in whole_period.months if month not in ready]
    past = [month for month in missing if first is not None and month < first.replace(day=1)]
    remarks = [Remark(3032, _names(past))] if past else []
    waiting = [month for month in missing if month not in past]
    if waiting:
        remarks.append(Remark(3031, _names(waiting)))
    return (Period(ready[0], ready[-1]) if ready else None), tuple(remarks)


def last_day(month: date) -> date:
    """Return the last day of a month."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def _is_counted(session: Session, month: date, first: date | None, today: date) -> bool:
    ends = last_day(month)
    if first is None or ends < first or ends >= today:
        return False
    begins = max(month, first)
    days = select(func.count()).where(CountedDay.day >= begins, CountedDay.day <= ends)
    return session.scalar(days) == (ends - begins) // timedelta(days=1) + 1


def _month(month_text: str, day: int) -> date:
    """Parse a month as its first day; if a day is given, it must be `day` or the month's last."""
    match = _MONTH.fullmatch(month_text)
    try:
        month = date(int(match[1]), int(match[2]), 1)
    except (TypeError, ValueError) as error:
        raise CounterRefusedError(Remark(3020, month_text)) from error
    if match[3] is not None and int(match[3]) != min(day, last_day(month).day):
        raise CounterRefusedError(Remark(3020, month_text))
    return month


def _later(month: date, step: int) -> date:
    count = month.year * 12 + month.month - 1 + step
    return date(count // 12, count % 12 + 1, 1)


def _names(months: list[date]) -> str:
    return ", ".join(f"{month:%Y-%m}" for month in months)
