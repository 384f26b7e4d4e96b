"""Builds a requested COUNTER report for the whole library or one access point."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from points.access_points.inventory import points_on
from points.access_points.opening_hours import HANOI
from points.usage.counter.item_totals import gather_uses
from points.usage.counter.problems import CounterRefusedError, Remark
from points.usage.counter.report_definitions import DATA_TYPES, View
from points.usage.counter.report_period import Period, counted_part, last_day
from points.usage.counter.usage_report import Report, ReportContext, ReportSelection, compile_report
from points.usage.rollups.models import CountedDay

THE_WORLD = "0000000000000000"
"""COUNTER's customer id for all usage of any origin."""

_SELECTION_PARAMS = ("metric_type", "data_type", "attributes_to_show")


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer of reports: an access point or The World."""

    id: str
    name: str
    point_id: int | None = None


def customers(session: Session, today: date) -> tuple[Customer, ...]:
    """Return The World and every access point."""
    points = points_on(session, today)
    return (
        Customer(THE_WORLD, "The World"),
        *(Customer(point.code, point.facts.name, point.id) for point in points),
    )


def customer(session: Session, code: str, today: date) -> Customer:
    """Return a customer by code; raise CounterRefusedError if it is unknown."""
    for match in customers(session, today):
        if match.id == code:
            return match
    raise CounterRefusedError(Remark(2010, code))


def read_selection(
    view: View, params: Mapping[str, str]
) -> tuple[ReportSelection, tuple[Remark, ...]]:
    """Return the selection of a request, with remarks on its ignored parameters."""
    choices = () if view.standard else _SELECTION_PARAMS
    unknown_names = sorted(params.keys() - set(choices))
    remarks = [Remark(3050, "|".join(unknown_names))] if unknown_names else []
    if view.standard:
        return ReportSelection(), tuple(remarks)
    metrics, no_metrics = _split_choices(params.get("metric_type"), view.metrics)
    types, no_types = _split_choices(params.get("data_type"), DATA_TYPES)
    attributes, no_columns = _split_choices(params.get("attributes_to_show"), view.attributes)
    remarks += [Remark(3060, "|".join(bad)) for bad in (no_metrics, no_types) if bad]
    remarks += [Remark(3062, "|".join(no_columns))] if no_columns else []
    return ReportSelection(metrics, types, attributes), tuple(remarks)


def build_report(
    session: Session,
    view: View,
    whole_period: Period,
    whose: Customer,
    *,
    params: Mapping[str, str],
    platform: str,
    now: datetime,
) -> Report:
    """Return a report of the counted months, with remarks on the missing ones."""
    period, month_remarks = counted_part(session, whole_period, now.astimezone(HANOI).date())
    selection, selection_remarks = read_selection(view, params)
    uses = None if period is None else gather_uses(session, period, whose.point_id)
    context = ReportContext(whose.name, whose.id, platform, now)
    remarks = (*month_remarks, *selection_remarks)
    return compile_report(
        view, period or whole_period, uses, selection=selection, context=context, remarks=remarks
    )


def available(session: Session) -> tuple[date, date] | None:
    """Return the first days of the first and last fully counted months; None if there are none."""
    first, last = session.execute(select(func.min(CountedDay.day), func.max(CountedDay.day))).one()
    if first is None:
        return None
    period = Period(first.replace(day=1), last.replace(day=1))
    complete = [month for month in period.months if last_day(month) <= last]
    return (complete[0], complete[-1]) if complete else None


def _split_choices(
    value: str | None, allowed_words: Iterable[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Split `a|b|c` into allowed words (in the order of `allowed_words`) and unknown words."""
    words = [word for word in (value or "").split("|") if word]
    good = tuple(word for word in allowed_words if word in words)
    return good, tuple(word for word in words if word not in good)
