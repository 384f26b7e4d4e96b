"""Makes the report somebody asked for: of the whole library, or of one point."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library.points.inventory import all_on
from library.points.opening_hours import HANOI
from library.usage.counter.item_totals import gather
from library.usage.counter.problems import CounterRefusedError, Remark
from library.usage.counter.report_definitions import DATA_TYPES, View
from library.usage.counter.report_period import Period, counted, last_day
from library.usage.counter.usage_report import Circumstances, Report, Wanted, report
from library.usage.rollups.models import CountedDay

THE_WORLD = "0000000000000000"
"""The customer to whom COUNTER reports all use, wherever it came from."""

_CHOICES = ("metric_type", "data_type", "attributes_to_show")


@dataclass(frozen=True, slots=True)
class Customer:
    """One for whom reports are made: a point, or the world."""

    id: str
    name: str
    point_id: int | None = None


def customers(session: Session, today: date) -> tuple[Customer, ...]:
    """Return the world and every point."""
    points = all_on(session, today)
    return (
        Customer(THE_WORLD, "The World"),
        *(Customer(point.code, point.facts.name, point.id) for point in points),
    )


def customer(session: Session, code: str, today: date) -> Customer:
    """Return one customer; raise CounterRefusedError for a stranger."""
    for known in customers(session, today):
        if known.id == code:
            return known
    raise CounterRefusedError(Remark(2010, code))


def wanted(view: View, told: Mapping[str, str]) -> tuple[Wanted, tuple[Remark, ...]]:
    """Return what is asked for beyond the months, and remarks on what is passed over."""
    choices = () if view.standard else _CHOICES
    unknown = sorted(told.keys() - set(choices))
    remarks = [Remark(3050, "|".join(unknown))] if unknown else []
    if view.standard:
        return Wanted(), tuple(remarks)
    metrics, no_metrics = _sorted_out(told.get("metric_type"), view.metrics)
    types, no_types = _sorted_out(told.get("data_type"), DATA_TYPES)
    shown, no_columns = _sorted_out(told.get("attributes_to_show"), view.attributes)
    remarks += [Remark(3060, "|".join(bad)) for bad in (no_metrics, no_types) if bad]
    remarks += [Remark(3062, "|".join(no_columns))] if no_columns else []
    return Wanted(metrics, types, shown), tuple(remarks)


def make(
    session: Session,
    view: View,
    asked: Period,
    whose: Customer,
    *,
    told: Mapping[str, str],
    platform: str,
    now: datetime,
) -> Report:
    """Return a report of the months that are counted, with remarks on the others."""
    period, on_months = counted(session, asked, now.astimezone(HANOI).date())
    choice, on_choice = wanted(view, told)
    uses = None if period is None else gather(session, period, whose.point_id)
    is_point = whose.point_id is not None
    made = Circumstances(whose.name, whose.id if is_point else "", platform, now)
    remarks = (*on_months, *on_choice)
    return report(view, period or asked, uses, wanted=choice, made=made, remarks=remarks)


def available(session: Session) -> tuple[date, date] | None:
    """Return the first and the last month that are counted to their end."""
    first, last = session.execute(select(func.min(CountedDay.day), func.max(CountedDay.day))).one()
    if first is None:
        return None
    period = Period(first.replace(day=1), last.replace(day=1))
    whole = [month for month in period.months if last_day(month) <= last]
    return (whole[0], whole[-1]) if whole else None


def _sorted_out(
    typed: str | None, allowed: Iterable[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return which of `a|b|c` are allowed, in the order of what is, and which are not."""
    given = [word for word in (typed or "").split("|") if word]
    good = tuple(word for word in allowed if word in given)
    return good, tuple(word for word in given if word not in good)
