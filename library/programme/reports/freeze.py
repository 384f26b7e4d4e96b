"""Gathers all figures a report prints, as they are at one moment: what signing freezes."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library.catalogue.models import Item, ItemState, Page, PageState
from library.points.inventory import all_on
from library.programme import month_closing
from library.programme.indicators import compute
from library.programme.indicators.monthly_data import MonthFacts, by_point
from library.programme.indicators.registry import Evidence
from library.programme.periods import Period
from library.programme.plans import plan_store
from library.programme.registers import entries
from library.programme.registers.entries import Entry
from library.programme.reports.numbers_in_words import as_told


def snapshot(
    session: Session, period: Period, today: date, point: str | None = None
) -> dict[str, object]:
    """Return the figures of a period, ready to be kept in JSON."""
    evidence = compute.gather(session, period, today, point)
    ends = min(period.last_day, today)
    names = {known.code: known.facts.name for known in all_on(session, ends)}
    plan = plan_store.plan_on(session, ends)
    return {
        "period": period.code,
        "period_said": str(period),
        "point": point,
        "point_name": names.get(point or "", ""),
        "plan": None if plan is None else {"number": plan.number, "title": plan.title},
        "indicators": [as_told(one) for one in compute.measure(evidence)],
        "thresholds": dict(evidence.thresholds),
        "targets": _targets(plan, evidence),
        "points": _points(evidence, names),
        "money": _money(evidence.of("kinh-phi")),
        "money_plan": _money_plan(plan, period),
        "content": content(session, ends) if point is None else [],
        "candidates": _candidates(evidence),
        "inspections": _inspections(evidence, ends),
        "restated": [
            one.sentence for one in month_closing.restated(session, period, evidence.months)
        ],
        "closed": [f"{month:%m/%Y}" for month in month_closing.closed(session, period)],
    }


def _targets(plan: plan_store.Plan | None, evidence: Evidence) -> list[dict[str, object]]:
    found = []
    for target in plan.targets if plan else ():
        indicator = compute.indicators().get(target.indicator)
        if indicator is not None:
            value = indicator.compute(evidence).value
            met = None if value is None else value >= target.lowest
            found.append(
                {
                    "says": target.says,
                    "lowest": target.lowest,
                    "highest": target.highest,
                    "code": target.indicator,
                    "value": value,
                    "met": met,
                }
            )
    return found


def _points(evidence: Evidence, names: dict[str, str]) -> list[dict[str, object]]:
    judged = {
        part.point: part.label
        for part in compute.indicator_of("I7").compute(evidence).parts
        if part.point
    }
    return [
        {
            "code": code,
            "name": names.get(code, code),
            "sessions": _known(facts.sessions for facts in months),
            "seconds": _known(facts.session_seconds for facts in months),
            "computers": months[-1].computers,
            "open_days": _known(facts.open_days for facts in months),
            "coverage": _covered(months),
            "judged": judged.get(code, ""),
        }
        for code, months in by_point(evidence.months).items()
    ]


def _money(entered: Iterable[Entry]) -> list[dict[str, object]]:
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for entry in entered:
        both = sums[str(entry.get("line")), str(entry.get("source"))]
        both[0] += int(entry.get("planned") or 0)
        both[1] += int(entry.get("spent") or 0)
    return [
        {"line": line, "source": source, "planned": planned, "spent": spent}
        for (line, source), (planned, spent) in sorted(sums.items())
    ]


def _money_plan(plan: plan_store.Plan | None, period: Period) -> int | None:
    """Return what the plan allows in the years of the period, when it is of whole years."""
    if plan is None or len(period.months) % 12 or period.since.month != 1:
        return None
    years = range(period.since.year, period.last_day.year + 1)
    return sum(plan.money_by_year.get(number, 0) for number in years) or None


def content(session: Session, day: date) -> list[dict[str, object]]:
    """Return the goals of digital content in force on a day, and what is reached of them."""
    found = []
    for entry in goals(session, day):
        items, pages = reached(session, str(entry.get("collection") or "") or None)
        until = entry.day_in("until")
        found.append(
            {
                "where": entry.get("collection") or "mọi sưu tập",
                "until": f"{until:%d/%m/%Y}" if until else "",
                "items": entry.get("items") or 0,
                "pages": entry.get("pages") or 0,
                "items_reached": items,
                "pages_reached": pages,
            }
        )
    return found


def goals(session: Session, day: date) -> tuple[Entry, ...]:
    """Return the goals of digital content that are in force on a day."""
    known = entries.entries(session, "so-hoa", until=day)
    return tuple(entry for entry in known if (entry.day_in("until") or day) >= day)


def reached(session: Session, collection: str | None) -> tuple[int, int]:
    """Return how many items are published and how many pages read, straight from the catalogue."""
    items = select(func.count()).select_from(Item).where(Item.state == ItemState.PUBLISHED)
    pages = select(func.count()).select_from(Page).join(Item, Item.id == Page.item_id)
    pages = pages.where(Page.state == PageState.DONE)
    if collection is not None:
        items, pages = (query.where(Item.collection == collection) for query in (items, pages))
    return int(session.scalar(items) or 0), int(session.scalar(pages) or 0)


def _candidates(evidence: Evidence) -> list[dict[str, object]]:
    return [
        {name: entry.get(name) or "" for name in ("name", "place", "step")}
        for entry in evidence.of("nhan-rong")
    ]


def _inspections(evidence: Evidence, day: date) -> dict[str, int]:
    made = evidence.of("kiem-tra")
    return {
        "made": len(made),
        "failed": sum("chưa đạt" in entry.told.values() for entry in made),
        "open": sum(entry.is_open(day) for entry in made),
        "late": sum(entry.is_late(day) for entry in made),
    }


def _known(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _covered(months: tuple[MonthFacts, ...]) -> str:
    coverage = months[0].coverage
    for facts in months[1:]:
        coverage = coverage + facts.coverage
    return str(coverage)
