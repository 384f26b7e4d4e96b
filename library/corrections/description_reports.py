"""Reader reports on errors in descriptions, and decisions of staff on them.

No person is recorded.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from library import clock
from library.catalogue.models import Item
from library.corrections.models import DescriptionReport, ReportState
from library.corrections.problems import (
    DescriptionReportNotFoundError,
    InvalidDescriptionReportError,
    TooManyReportsError,
)
from library.corrections.report_filter import EVERY_REPORT, ReportFilter
from library.staff.audit import note
from library.vietnamese.letters import compose
from library.work_queues import WorkQueue, queue_size

MAX_LENGTH = 500
MAX_PER_ITEM, MAX_OPEN = 30, 5_000
"""Maxima of open reports: on one item, and on all. Doors admit only a few of one sender."""

_PERSONAL_NUMBER = re.compile(r"\d{9}")
_UNIT_FIELD = re.compile(r"unit:(0|[1-9][0-9]{0,5}):([a-z0-9-]{1,100})")
_IS_OPEN = DescriptionReport.state == ReportState.OPEN
_IS_ABOUT_UNIT = DescriptionReport.field.startswith("unit:")
_IS_ABOUT_PAGE = and_(_IS_ABOUT_UNIT, ~DescriptionReport.field.startswith("unit:0:"))


@dataclass(frozen=True, slots=True)
class WrongUnit:
    """A unit under which a page is found, though a name on it means another place."""

    unit: str
    page: int
    """Number of the page; 0 for the description."""

    @property
    def field(self) -> str:
        """Name under which it is reported, like that of a description field."""
        return f"unit:{self.page}:{self.unit}"


def wrong_unit(field: str) -> WrongUnit | None:
    """Return the unit that is reported under a name; None for a description field."""
    match = _UNIT_FIELD.fullmatch(field)
    return WrongUnit(match[2], int(match[1])) if match else None


@dataclass(frozen=True, slots=True)
class Mistake:
    """An open report on a description, with its item."""

    id: int
    item_id: str
    title: str
    collection: str
    field: str
    told: str
    at: datetime

    @property
    def wrong_unit(self) -> WrongUnit | None:
        """Unit that the report is about; None if it is about a description field."""
        return wrong_unit(self.field)


def report(
    session: Session,
    item_id: str,
    field: str,
    text: str,
    admit: Callable[[], None] = lambda: None,
) -> None:
    """Store a reader's report; a repeated one is stored once, one of a wrong unit needs no words.

    `admit` is called for a new one, and may raise TooManyReportsError.
    """
    printable = "".join(letter if letter.isprintable() else " " for letter in compose(text))
    text = " ".join(printable.split())
    is_empty = not text and wrong_unit(field) is None
    if is_empty or len(text) > MAX_LENGTH or _PERSONAL_NUMBER.search(text):
        raise InvalidDescriptionReportError(MAX_LENGTH)
    same = select(DescriptionReport).filter_by(item_id=item_id, field=field, told=text)
    if (earlier_report := session.scalar(same)) is not None:
        is_settled = earlier_report.state is ReportState.ACCEPTED
        if not is_settled or wrong_unit(field) is None:
            return  # a wrong unit, told without words, may have stayed or come back
    _refuse_too_many(session, item_id)
    admit()
    open_report = earlier_report or DescriptionReport(item_id=item_id, field=field, told=text)
    open_report.state, open_report.at = ReportState.OPEN, clock.now()
    open_report.decided = open_report.decided_by = None
    session.add(open_report)


def open_reports(
    session: Session, count: int, *, first: int = 0, filter_: ReportFilter = EVERY_REPORT
) -> tuple[Mistake, ...]:
    """Return the undecided reports that match, oldest first unless the filter says otherwise."""
    order = filter_.order(DescriptionReport.at, DescriptionReport.id)
    matching = _open_reports().where(*filter_.conditions).order_by(None).order_by(*order)
    return tuple(Mistake(*row) for row in session.execute(matching.offset(first).limit(count)))


def wrong_units(session: Session, count: int) -> tuple[Mistake, ...]:
    """Return the undecided reports on units of pages, oldest first."""
    rows = _open_reports().where(_IS_ABOUT_UNIT).limit(count)
    return tuple(Mistake(*row) for row in session.execute(rows))


def count_open(session: Session, filter_: ReportFilter) -> int:
    """Return the number of undecided reports that match."""
    count = select(func.count(DescriptionReport.id)).select_from(DescriptionReport)
    open_count = count.join(Item, Item.id == DescriptionReport.item_id).where(_IS_OPEN)
    return session.scalar(open_count.where(*filter_.conditions)) or 0


def reports_on(session: Session, item_id: str) -> tuple[Mistake, ...]:
    """Return the undecided reports on the description of one item, oldest first."""
    rows = session.execute(_open_reports().where(Item.id == item_id, ~_IS_ABOUT_PAGE))
    return tuple(Mistake(*row) for row in rows)


def open_queue(session: Session) -> WorkQueue:
    """Return the number of undecided reports, with the time of the oldest."""
    query = select(func.count(DescriptionReport.id), func.min(DescriptionReport.at))
    return queue_size(session, query.where(_IS_OPEN))


def decide(session: Session, report_id: int, state: ReportState, *, by: str) -> None:
    """Close a report with a decision; a decided report is not changed again."""
    row = session.get(DescriptionReport, report_id)
    if row is None:
        raise DescriptionReportNotFoundError
    if row.state is not ReportState.OPEN:
        return
    row.state, row.decided, row.decided_by = state, clock.now(), by
    action = "item.report.done" if state is ReportState.ACCEPTED else "item.report.refuse"
    note(session, by, action, row.item_id, ": ".join(filter(None, (row.field, row.told))))


def _open_reports() -> Select:
    report_ = DescriptionReport
    return (
        select(report_.id, Item.id, Item.title, Item.collection)
        .add_columns(report_.field, report_.told, report_.at)
        .join(Item, Item.id == report_.item_id)
        .where(_IS_OPEN)
        .order_by(report_.at, report_.id)
    )


def _refuse_too_many(session: Session, item_id: str) -> None:
    count = select(func.count(DescriptionReport.id)).where(_IS_OPEN)
    here = session.scalar(count.where(DescriptionReport.item_id == item_id)) or 0
    if here >= MAX_PER_ITEM or (session.scalar(count) or 0) >= MAX_OPEN:
        raise TooManyReportsError
