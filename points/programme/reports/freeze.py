"""Collects the figures of a report as they are now; signing stores them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library.catalogue.models import Item, ItemState, Page, PageState
from points.access_points.inventory import points_on
from points.access_points.opening_hours import HANOI
from points.access_points.point_names import names_in
from points.programme import month_closing
from points.programme.indicators import compute
from points.programme.indicators.monthly_data import MonthFacts, by_point
from points.programme.indicators.registry import Evidence
from points.programme.old_books.book_imports import paper_sources
from points.programme.periods import MONTHS_PER_YEAR, Period, year
from points.programme.plans import plan_store, sub_plans
from points.programme.registers import entries
from points.programme.registers.entries import Entry
from points.programme.reports import report_facts
from points.programme.reports.numbers_in_words import indicator_values
from points.programme.reports.report_figures import (
    NOT_ISSUED,
    PENDING,
    BudgetLine,
    Candidate,
    ContentGoal,
    FundingRow,
    IndicatorFigure,
    Inspections,
    PlanReference,
    PointFigures,
    ReportFigures,
    TargetFigure,
    indicator_figure,
    total_of_known,
)
from points.usage.rollups.per_point import next_month


def snapshot(
    session: Session, period: Period, today: date, point: str | None = None
) -> ReportFigures:
    """Return the figures of a period, of the province or of one access point."""
    evidence, earlier, yearly = _evidence(session, period, today, point)
    ends = min(period.last_day, today)
    names = names_in(session, period.since, ends)
    points = points_on(session, ends)
    plan = _plan_in_force(session, ends)
    years = sub_plans.planning(session, _years(period), ends, None if point is None else (point,))
    return ReportFigures(
        period=period.code,
        period_said=str(period),
        point=point,
        point_name=names.get(point or "", ""),
        plan=None if plan is None else _reference(plan),
        indicators=_indicators(evidence),
        thresholds=dict(evidence.thresholds),
        targets=tuple(_targets(plan, evidence, yearly)),
        points=tuple(_points(evidence, names)),
        money=tuple(_money(evidence.of("kinh-phi"))),
        money_plan=_money_plan(plan, period),
        content=content(session, ends) if point is None else (),
        candidates=tuple(_candidates(evidence, ends)),
        inspections=_inspections(evidence, ends),
        restated=tuple(
            change.sentence
            for change in month_closing.restatements(session, period, evidence.months)
        ),
        closed=tuple(f"{month:%m/%Y}" for month in month_closing.closed_months(session, period)),
        paper=paper_sources(session, period.since, ends, None if point is None else (point,)),
        year_before=() if earlier is None else _indicators(earlier),
        year_before_period="" if earlier is None else str(earlier.period),
        spans=tuple(_spans(evidence)),
        facts=tuple(report_facts.facts(session, evidence, points, plan, years)),
        funding=tuple(_funding(years)),
        apart=sum(facts.apart_sessions or 0 for facts in evidence.months),
        unjudged=len({f.point for f in evidence.months if f.sessions and f.planned_days is None}),
    )


def _plan_in_force(session: Session, day: date) -> plan_store.Plan | None:
    """Return the plan in force on a day; one that has ended is cited no more."""
    plan = plan_store.plan_on(session, day)
    return plan if plan is not None and day <= plan.until else None


def _evidence(
    session: Session, period: Period, today: date, point: str | None
) -> tuple[Evidence, Evidence | None, tuple[Evidence, ...]]:
    """Return the evidence of a period, of the year before, and of its whole years.

    A period of up to a year is compared with the year before; a longer one has years instead.
    """
    is_long = len(period.months) > MONTHS_PER_YEAR
    cutoff = period.since.day
    years = [year(number).from_day(cutoff) for number in _years(period)] if is_long else []
    complete = [y for y in years if period.since <= y.since and y.until <= period.until]
    other_periods = complete if is_long else [period.year_before]
    all_evidence = compute.gather_each(session, (period, *other_periods), today)
    evidence, *further = (e if point is None else compute.of_point(e, point) for e in all_evidence)
    if is_long:
        return evidence, None, tuple(further)
    (earlier,) = further
    has_data = any(facts.sessions is not None for facts in earlier.months) or earlier.entries
    return evidence, earlier if has_data else None, ()


def _indicators(evidence: Evidence) -> tuple[IndicatorFigure, ...]:
    return tuple(
        indicator_figure(indicator_values(indicator)) for indicator in compute.measure(evidence)
    )


def _reference(plan: plan_store.Plan) -> PlanReference:
    date_text = f"{plan.signed.day}/{plan.signed.month}/{plan.signed.year}"
    return PlanReference(plan.number, plan.title, date_text, plan.issuer)


def _years(period: Period) -> range:
    return range(period.nominal.since.year, period.nominal.last_day.year + 1)


def _targets(
    plan: plan_store.Plan | None, evidence: Evidence, yearly: Iterable[Evidence]
) -> Iterator[TargetFigure]:
    """Yield the targets of the plan; of a longer period, each target for each whole year."""
    if plan is None:
        return
    spans = [(of_year, f", {of_year.period}") for of_year in yearly] or [(evidence, "")]
    for target in plan.targets:
        for of_span, when in spans if target.indicator in compute.indicators() else ():
            yield _target_figure(target, of_span, when)


def _target_figure(target: plan_store.Target, evidence: Evidence, when: str) -> TargetFigure:
    value = compute.indicator_of(target.indicator).compute(evidence).value
    return TargetFigure(
        says=f"{target.says}{when}",
        lowest=target.lowest,
        highest=target.highest,
        code=target.indicator,
        value=value,
        met=target.is_met(value, evidence.period, evidence.today),
    )


def _points(evidence: Evidence, names: dict[str, str]) -> Iterator[PointFigures]:
    verdicts = {
        part.point: part.label
        for part in compute.indicator_of("I7").compute(evidence).parts
        if part.point
    }
    for code, months in by_point(evidence.months).items():
        verdict = verdicts.get(code, "")
        yield _figures_of(code, names.get(code, code), months, months[-1].computers, verdict)


def _spans(evidence: Evidence) -> Iterator[PointFigures]:
    """Yield the figures of each month of up to a year, or of each year of a longer period."""
    months = evidence.period.months
    by_year = len(months) > MONTHS_PER_YEAR
    cutoff = evidence.period.since.day
    years = [year(number).from_day(cutoff) for number in _years(evidence.period)]
    for span in years if by_year else [Period(month, next_month(month)) for month in months]:
        inside = tuple(f for f in evidence.months if span.since <= f.month < span.until)
        if inside:
            last = max(facts.month for facts in inside)
            computers = sum(facts.computers for facts in inside if facts.month == last)
            name = str(span)[0].upper() + str(span)[1:]
            yield _figures_of(span.code, name, inside, computers, "")


def _figures_of(
    code: str, name: str, months: tuple[MonthFacts, ...], computers: int, verdict: str
) -> PointFigures:
    return PointFigures(
        code=code,
        name=name,
        sessions=total_of_known(facts.sessions for facts in months),
        seconds=total_of_known(facts.session_seconds for facts in months),
        computers=computers,
        open_days=total_of_known(facts.open_days for facts in months),
        coverage=_covered(months),
        judged=verdict,
    )


def _funding(years: Iterable[sub_plans.YearPlanning]) -> Iterator[FundingRow]:
    for of_year in years:
        for entry in of_year.sub_plans:
            number, budget = entry.get("number") or "", entry.get("budget")
            state = NOT_ISSUED if entry.is_open(of_year.on) else f"đã ban hành {number}".rstrip()
            name, body = f"Kế hoạch, dự toán năm {of_year.year}", str(entry.get("body"))
            yield FundingRow(of_year.year, name, body, budget, None, state, is_plan=True)
        for entry in of_year.appraisals:
            waits = entry.is_open(of_year.on)
            name, body, request = (entry.get(field) for field in ("what", "body", "requested"))
            grant = None if waits else entry.get("approved")
            state = PENDING if waits else "đã có kết quả"
            yield FundingRow(
                of_year.year, str(name), str(body), request, grant, state, is_plan=False
            )


def _money(budget_entries: Iterable[Entry]) -> Iterator[BudgetLine]:
    by_line: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in budget_entries:
        by_line[str(entry.get("line")), str(entry.get("source"))].append(entry)
    for (line, source), of_line in sorted(by_line.items()):
        budget, expenditure = (_amount(of_line, name) for name in ("planned", "spent"))
        yield BudgetLine(line, source, budget, expenditure)


def _amount(of_line: Iterable[Entry], name: str) -> int | None:
    amounts = (entry.get(name) for entry in of_line)
    return total_of_known(None if amount is None else int(amount) for amount in amounts)


def _money_plan(plan: plan_store.Plan | None, period: Period) -> int | None:
    """Return the money of the plan, in đồng, when the period is one of whole years."""
    if plan is None or len(period.months) % 12 or period.nominal.since.month != 1:
        return None
    return sum(plan.money_by_year.get(number, 0) for number in _years(period)) or None


def content(session: Session, day: date) -> tuple[ContentGoal, ...]:
    """Return the goals of digital content in force on a day, with the numbers reached."""
    return tuple(_content_goal(session, entry, day) for entry in goals(session, day))


def _content_goal(session: Session, entry: Entry, day: date) -> ContentGoal:
    items, pages = reached(session, str(entry.get("collection") or "") or None, day)
    until = entry.day_in("until")
    return ContentGoal(
        where=entry.get("collection") or "mọi sưu tập",
        until=f"{until:%d/%m/%Y}" if until else "",
        items=entry.get("items") or 0,
        pages=entry.get("pages") or 0,
        items_reached=items,
        pages_reached=pages,
    )


def goals(session: Session, day: date) -> tuple[Entry, ...]:
    """Return the register entries of the goals of digital content in force on a day."""
    started_goals = entries.entries(session, "so-hoa", until=day)
    return tuple(entry for entry in started_goals if (entry.day_in("until") or day) >= day)


def reached(session: Session, collection: str | None, day: date = date.max) -> tuple[int, int]:
    """Return the numbers of items published and of pages of items entered by a day."""
    items = select(func.count()).select_from(Item).where(Item.state == ItemState.PUBLISHED)
    pages = select(func.count()).select_from(Page).join(Item, Item.id == Page.item_id)
    pages = pages.where(Page.state == PageState.DONE)
    if day < date.max:
        end = datetime.combine(day + timedelta(days=1), time(), HANOI)
        items = items.where(func.coalesce(Item.published, Item.created) < end)
        pages = pages.where(Item.created < end)
    if collection is not None:
        items, pages = (query.where(Item.collection == collection) for query in (items, pages))
    return int(session.scalar(items) or 0), int(session.scalar(pages) or 0)


def _candidates(evidence: Evidence, day: date) -> Iterator[Candidate]:
    for entry in evidence.of("nhan-rong"):
        opening_day = entry.day_in("opened")
        step = "chuẩn bị" if opening_day and opening_day > day else str(entry.get("step") or "")
        yield Candidate(str(entry.get("name")), str(entry.get("place")), step)


def _inspections(evidence: Evidence, day: date) -> Inspections:
    inspections = evidence.of("kiem-tra")
    return Inspections(
        made=len(inspections),
        failed=sum("chưa đạt" in entry.fields.values() for entry in inspections),
        open=sum(entry.is_open(day) for entry in inspections),
        late=sum(entry.is_late(day) for entry in inspections),
    )


def _covered(months: tuple[MonthFacts, ...]) -> str:
    coverage = months[0].coverage
    for facts in months[1:]:
        coverage = coverage + facts.coverage
    return str(coverage)
