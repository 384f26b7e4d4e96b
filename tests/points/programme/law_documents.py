"""Composes every document that the programme prints or shows on a day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import chain

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from library.database import work
from library.exchange.workbooks import Table
from library.law import law_register
from points.access_points import depreciation, inventory, reform_2025
from points.access_points.inventory import PointFacts
from points.access_points.plan_149 import DATE_SIGNED, enter_plan
from points.programme.deadlines import due
from points.programme.forms import fill, form_store
from points.programme.indicators import compute
from points.programme.paper_templates import PaperTemplate, kinds_of, template_of, templates
from points.programme.periods import Period, month_of, read_period
from points.programme.plans import plan_store
from points.programme.registers import training
from points.programme.reports import compose_report, proposed_sentences
from points.programme.reports.freeze import snapshot
from points.programme.reports.paper import Head, Paper
from points.programme.reports.report_figures import ReportFigures
from tests.architecture.plan import CHECKOUT
from tests.makers import BY

FIRST, LAST = date(2017, 1, 1), date(2027, 12, 31)
_DEMO_PLAN = CHECKOUT / "demo" / "province" / "plan.toml"
_POINTS = {"province": "thu-vien-tinh", "district": "loc-binh", "commune": "xa-01"}
_LIBRARY = "Thư viện tỉnh Lạng Sơn"
_ONE_DAY = timedelta(days=1)
Document = tuple[str, str]
"""Name and text of a document."""


def fill_offices(database: Engine) -> None:
    """Enter the plans, and the points with the names they have had since each reform."""
    with work(database) as session:
        enter_plan(session, BY)
        plan_store.enter_shipped(session, BY)
        plan_store.enter(session, _DEMO_PLAN.read_text(encoding="utf-8"), by=BY)
        facts = {"owner": "UBND xã Yên Khoái", "place": "Xã Yên Khoái"}
        inventory.change(session, "xa-01", since=DATE_SIGNED, by=BY, reason="tên", **facts)
        reform_2025.rename(session, reform_2025.proposals(session), by=BY)


def documents(session: Session, day: date, *, every_kind: bool = True) -> Iterator[Document]:
    """Yield every document that a day can bring, with its whole text."""
    for template in templates(day).values():
        yield from _reports(session, template, day, template.kinds if every_kind else ("quarter",))
    for form in _forms(session):
        filled_form = fill.FilledForm(form, read_period(f"{day.year}"), "toàn tỉnh", day, ())
        yield f"form {form.code}", _text(fill.as_printed(filled_form, _LIBRARY))
    yield "page of assets", law_register.fill(depreciation.useful_lives().source, day)
    yield "page of training", law_register.fill(training.training_rules().source, day)
    yield from _plan_pages(session, day)


def _reports(
    session: Session, template: PaperTemplate, day: date, kinds: tuple[str, ...]
) -> Iterator[Document]:
    for level in template.levels or (None,):
        point = _POINTS[level] if level else None
        if template.fits(day, level) and (point is None or day >= DATE_SIGNED):
            place = _place(session, point, state(day)) if point else None
            for period in _periods(kinds, day):
                kind = kinds_of(period)[0]
                text = _report_text(session, template.code, period, state(day), point, place)
                yield f"report {template.code} {kind}", text


@cache
def _report_text(
    session: Session,
    code: str,
    period: Period,
    day: date,
    point: str | None,
    place: PointFacts | None,
) -> str:
    """Return the text of a report, which is the same until the register changes."""
    template, figures = template_of(code, day), _figures(session, period, day, point)
    head = Head(**template.letterhead(_LIBRARY, place))
    texts = _texts(session, _plan_day(session, period), point, template.sections)
    kind = kinds_of(period)[0]
    paper = compose_report.paper(kind, figures, texts, head, year=day.year, template=template)
    text = f"{_text(paper)}\n{template.name} {template.purpose} {template.source}"
    return text.replace(figures.plan.number, "") if figures.plan else text


@cache
def _periods(kinds: tuple[str, ...], day: date) -> tuple[Period, ...]:
    """Return the last ended period of each kind, and one that begins on a cut-off day."""
    regular_duties = [
        plan_store.Duty("", "", kind, 0) for kind in kinds if kind not in ("interim", "final")
    ]
    regular_duties.append(replace(regular_duties[0], cutoff=15))
    since = day - timedelta(days=400)
    ended = [list(due.periods_ending(duty, since, day - _ONE_DAY))[-1] for duty in regular_duties]
    return tuple(ended)


@cache
def boundary_days() -> tuple[date, ...]:
    """Return each day on which something begins or has just ended, with the day before it."""
    every_row = tuple(chain.from_iterable(law_register.rows().values()))
    days = {row.since for row in every_row}
    days |= {row.until + _ONE_DAY for row in every_row if row.until < date.max}
    return tuple(sorted(days | {day - _ONE_DAY for day in days}))


@cache
def state(day: date) -> date:
    """Return the first day on which the register was as on this day."""
    return max(boundary for boundary in boundary_days() if boundary <= day)


def _figures(session: Session, period: Period, day: date, point: str | None) -> ReportFigures:
    """Return the figures of a period, with the indicators as they are cited on a day."""
    plan = _plan_on(session, period.last_day)
    figures = _figures_of_plan(session, _plan_day(session, period), point)
    if plan is None or period.last_day > plan.until:
        figures = replace(figures, plan=None)
    citing = compute.indicators(day)
    return replace(
        figures,
        period=period.code,
        period_said=str(period),
        indicators=tuple(
            replace(
                figure,
                definition=citing[figure.code].definition,
                standard=citing[figure.code].standard,
            )
            for figure in figures.indicators
        ),
    )


@cache
def _place(session: Session, point: str, day: date) -> PointFacts:
    return inventory.point_on(session, point, day).facts


@cache
def _forms(session: Session) -> tuple[form_store.Form, ...]:
    return form_store.every_form(session)


@cache
def _plan_on(session: Session, day: date) -> plan_store.Plan | None:
    return plan_store.plan_on(session, day)


def _plan_day(session: Session, period: Period) -> date:
    """Return the first day of the plan of a period."""
    plan = _plan_on(session, period.last_day)
    return plan.since if plan else FIRST


@cache
def _texts(
    session: Session, day: date, point: str | None, sections: tuple[str, ...]
) -> dict[str, str]:
    """Return the proposed sentences of a report, whose wording names nothing of the law."""
    sentences = proposed_sentences.proposed(_figures_of_plan(session, day, point), sections)
    return proposed_sentences.composed(proposed_sentences.chosen(sentences, {}), {}, sections)


@cache
def _figures_of_plan(session: Session, day: date, point: str | None) -> ReportFigures:
    return snapshot(session, month_of(day), month_of(day).until, point)


def _plan_pages(session: Session, day: date) -> Iterator[Document]:
    plan = _plan_on(session, day)
    if plan is None or day > plan.until:
        return
    bodies = "; ".join(body for task in plan.tasks for body in task.bodies_on(day))
    names = "; ".join(
        " ".join(duty.names_on(day)) for duty in plan.duties if due.applies(duty, day)
    )
    yield f"plan {plan.code}", f"{bodies}\n{names}"


def _text(paper: Paper) -> str:
    """Return the whole text of a paper: head, paragraphs, tables and annexes."""
    head = (paper.head.superior, paper.head.issuer, paper.head.sign, *paper.head.addressed)
    tables = [part for part in paper.text if isinstance(part, Table)]
    tables += [annex.table for annex in paper.annexes]
    return "\n".join(
        (
            *(*head, *paper.head.recipients, paper.head.authority, paper.abstract),
            *(part.text for part in paper.text if not isinstance(part, Table)),
            *(str(cell) for table in tables for row in table.rows for cell in row),
            *(note for annex in paper.annexes for note in annex.notes),
        )
    )
