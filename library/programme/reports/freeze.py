"""Collects the figures of a report as they are now; signing stores them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library.catalogue.models import Item, ItemState, Page, PageState
from library.points.point_names import names_in
from library.programme import month_closing
from library.programme.indicators import compute
from library.programme.indicators.monthly_data import MonthFacts, by_point
from library.programme.indicators.registry import Evidence
from library.programme.old_books.book_imports import paper_sources
from library.programme.periods import Period
from library.programme.plans import plan_store
from library.programme.registers import entries
from library.programme.registers.entries import Entry
from library.programme.reports.numbers_in_words import indicator_values
from library.programme.reports.report_figures import (
    BudgetLine,
    Candidate,
    ContentGoal,
    Inspections,
    PlanReference,
    PointFigures,
    ReportFigures,
    TargetFigure,
    indicator_figure,
)


def snapshot(
    session: Session, period: Period, today: date, point: str | None = None
) -> ReportFigures:
    """Return the figures of a period, of the province or of one access point."""
    evidence = compute.gather(session, period, today, point)
    ends = min(period.last_day, today)
    names = names_in(session, period.since, ends)
    plan = plan_store.plan_on(session, ends)
    return ReportFigures(
        period=period.code,
        period_said=str(period),
        point=point,
        point_name=names.get(point or "", ""),
        plan=None if plan is None else PlanReference(plan.number, plan.title),
        indicators=tuple(
            indicator_figure(indicator_values(measured)) for measured in compute.measure(evidence)
        ),
        thresholds=dict(evidence.thresholds),
        targets=tuple(_targets(plan, evidence)),
        points=tuple(_points(evidence, names)),
        money=tuple(_money(evidence.of("kinh-phi"))),
        money_plan=_money_plan(plan, period),
        content=content(session, ends) if point is None else (),
        candidates=tuple(_candidates(evidence)),
        inspections=_inspections(evidence, ends),
        restated=tuple(
            change.sentence
            for change in month_closing.restatements(session, period, evidence.months)
        ),
        closed=tuple(f"{month:%m/%Y}" for month in month_closing.closed_months(session, period)),
        paper=paper_sources(session, period.since, ends, None if point is None else (point,)),
    )


def _targets(plan: plan_store.Plan | None, evidence: Evidence) -> Iterator[TargetFigure]:
    for target in plan.targets if plan else ():
        indicator = compute.indicators().get(target.indicator)
        if indicator is not None:
            value = indicator.compute(evidence).value
            yield TargetFigure(
                says=target.says,
                lowest=target.lowest,
                highest=target.highest,
                code=target.indicator,
                value=value,
                met=None if value is None else value >= target.lowest,
            )


def _points(evidence: Evidence, names: dict[str, str]) -> Iterator[PointFigures]:
    judged = {
        part.point: part.label
        for part in compute.indicator_of("I7").compute(evidence).parts
        if part.point
    }
    for code, months in by_point(evidence.months).items():
        yield PointFigures(
            code=code,
            name=names.get(code, code),
            sessions=_total(facts.sessions for facts in months),
            seconds=_total(facts.session_seconds for facts in months),
            computers=months[-1].computers,
            open_days=_total(facts.open_days for facts in months),
            coverage=_covered(months),
            judged=judged.get(code, ""),
        )


def _money(entered: Iterable[Entry]) -> Iterator[BudgetLine]:
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for entry in entered:
        both = sums[str(entry.get("line")), str(entry.get("source"))]
        both[0] += int(entry.get("planned") or 0)
        both[1] += int(entry.get("spent") or 0)
    for (line, source), (planned, spent) in sorted(sums.items()):
        yield BudgetLine(line, source, planned, spent)


def _money_plan(plan: plan_store.Plan | None, period: Period) -> int | None:
    """Return the money of the plan, in đồng, when the period is one of whole years."""
    if plan is None or len(period.months) % 12 or period.since.month != 1:
        return None
    years = range(period.since.year, period.last_day.year + 1)
    return sum(plan.money_by_year.get(number, 0) for number in years) or None


def content(session: Session, day: date) -> tuple[ContentGoal, ...]:
    """Return the goals of digital content in force on a day, with the numbers reached."""
    return tuple(_content_goal(session, entry) for entry in goals(session, day))


def _content_goal(session: Session, entry: Entry) -> ContentGoal:
    items, pages = reached(session, str(entry.get("collection") or "") or None)
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
    started = entries.entries(session, "so-hoa", until=day)
    return tuple(entry for entry in started if (entry.day_in("until") or day) >= day)


def reached(session: Session, collection: str | None) -> tuple[int, int]:
    """Return the numbers of published items and of pages with text, from the catalogue."""
    items = select(func.count()).select_from(Item).where(Item.state == ItemState.PUBLISHED)
    pages = select(func.count()).select_from(Page).join(Item, Item.id == Page.item_id)
    pages = pages.where(Page.state == PageState.DONE)
    if collection is not None:
        items, pages = (query.where(Item.collection == collection) for query in (items, pages))
    return int(session.scalar(items) or 0), int(session.scalar(pages) or 0)


def _candidates(evidence: Evidence) -> Iterator[Candidate]:
    for entry in evidence.of("nhan-rong"):
        yield Candidate(*(entry.get(name) or "" for name in ("name", "place", "step")))


def _inspections(evidence: Evidence, day: date) -> Inspections:
    inspections = evidence.of("kiem-tra")
    return Inspections(
        made=len(inspections),
        failed=sum("chưa đạt" in entry.fields.values() for entry in inspections),
        open=sum(entry.is_open(day) for entry in inspections),
        late=sum(entry.is_late(day) for entry in inspections),
    )


def _total(values: Iterable[int | None]) -> int | None:
    """Return the sum of the known values; None when none is known."""
    measured = [value for value in values if value is not None]
    return sum(measured) if measured else None


def _covered(months: tuple[MonthFacts, ...]) -> str:
    coverage = months[0].coverage
    for facts in months[1:]:
        coverage = coverage + facts.coverage
    return str(coverage)
