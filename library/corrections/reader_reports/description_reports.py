"""Takes what readers say is wrong in descriptions, and what staff decide about it.

No person is recorded.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from library import clock
from library.catalogue.models import Item
from library.corrections.models import DescriptionReport, ReportState
from library.corrections.problems import (
    MistakeNotFoundError,
    TooLongMistakeError,
    TooManyReportsError,
)
from library.staff.audit import note
from library.vietnamese.letters import compose
from library.work_queues import WorkQueue, queue_size

LONGEST = 500
PER_HOUR = 60
PER_ITEM = 10
"""So many of one item within an hour, or waiting for a decision: more would hide one another."""

_PERSONAL_NUMBER = re.compile(r"\d{9}")
_IS_OPEN = DescriptionReport.state == ReportState.OPEN


@dataclass(frozen=True, slots=True)
class Mistake:
    """What a reader says is wrong in a description, with the item it is about."""

    id: int
    item_id: str
    title: str
    collection: str
    field: str
    told: str
    at: datetime


def report(session: Session, item_id: str, field: str, told: str) -> None:
    """Enter what a reader noticed; the same thing noticed twice stands once."""
    told = _tidy(told)
    if not told or len(told) > LONGEST or _PERSONAL_NUMBER.search(told):
        raise TooLongMistakeError(LONGEST)
    same = select(DescriptionReport.id).filter_by(item_id=item_id, field=field, told=told)
    if session.scalar(same) is not None:
        return
    _make_room(session, item_id)
    session.add(DescriptionReport(item_id=item_id, field=field, told=told, at=clock.now()))


def waiting(session: Session, count: int) -> tuple[Mistake, ...]:
    """Return what readers noticed and nobody decided about, oldest first."""
    report_ = DescriptionReport
    rows = session.execute(
        select(report_.id, Item.id, Item.title, Item.collection)
        .add_columns(report_.field, report_.told, report_.at)
        .join(Item, Item.id == report_.item_id)
        .where(_IS_OPEN)
        .order_by(report_.at, report_.id)
        .limit(count)
    )
    return tuple(Mistake(*row) for row in rows)


def pile_of(session: Session) -> WorkQueue:
    """Return how much waits, and since when."""
    counted = select(func.count(DescriptionReport.id), func.min(DescriptionReport.at))
    return queue_size(session, counted.where(_IS_OPEN))


def decide(session: Session, report_id: int, state: ReportState, *, by: str) -> None:
    """Lay a report aside; the same one is not asked again, and what was decided stays."""
    row = session.get(DescriptionReport, report_id)
    if row is None:
        raise MistakeNotFoundError
    if row.state is not ReportState.OPEN:
        return
    row.state, row.decided, row.decided_by = state, clock.now(), by
    act = "item.report.done" if state is ReportState.ACCEPTED else "item.report.refuse"
    note(session, by, act, row.item_id, f"{row.field}: {row.told}" if row.field else row.told)


def _tidy(told: str) -> str:
    shown = "".join(letter if letter.isprintable() else " " for letter in compose(told))
    return " ".join(shown.split())


def _make_room(session: Session, item_id: str) -> None:
    lately = DescriptionReport.at > clock.now() - timedelta(hours=1)
    count = select(func.count(DescriptionReport.id))
    here = count.where(DescriptionReport.item_id == item_id, or_(lately, _IS_OPEN))
    crowded = (session.scalar(here) or 0) >= PER_ITEM
    if crowded or (session.scalar(count.where(lately)) or 0) >= PER_HOUR:
        raise TooManyReportsError
