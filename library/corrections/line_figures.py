"""State of the readers' help: figures for staff, for a class and for one helper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from library.catalogue.models import Item, Page
from library.corrections.line_trust import Trust, standings
from library.corrections.models import LineAnswer, LineState, LineTask, Revision

_ENTERED = (LineState.AGREED, LineState.KNOWN)


@dataclass(frozen=True, slots=True)
class LoopFigures:
    """Numbers of lines by state, of samples checked, and of helpers today."""

    open: int
    agreed: int
    disputed: int
    known: int
    closed: int
    samples_right: int
    samples_wrong: int
    helpers_today: int
    failing_today: int


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """Lines that a class typed and that entered the text, by page of its item."""

    code: str
    item_id: str
    title: str
    number: int
    typed: int
    entered: int
    last_day: date


def loop_figures(session: Session, today: date) -> LoopFigures:
    """Return the state of the loop."""
    rows = session.execute(select(LineTask.state, func.count()).group_by(LineTask.state))
    counts: dict[LineState, int] = dict(map(tuple, rows))
    is_wrong = case((Revision.undone.is_not(None), 1), else_=0)
    checked, wrong = session.execute(
        select(func.count(), func.sum(is_wrong))
        .select_from(LineTask)
        .join(Revision, Revision.id == LineTask.revision_id)
        .where(LineTask.state == LineState.KNOWN)
    ).one()
    helpers = session.scalars(
        select(LineAnswer.helper).where(LineAnswer.day == today).distinct()
    ).all()
    trust = standings(session, helpers) if helpers else {}
    return LoopFigures(
        **{state.value: counts.get(state, 0) for state in LineState},
        samples_right=checked - (wrong or 0),
        samples_wrong=wrong or 0,
        helpers_today=len(helpers),
        failing_today=sum(value is Trust.FAILS for value in trust.values()),
    )


def class_figures(session: Session, code: str | None = None) -> Sequence[ClassFigures]:
    """Return the work of one class or of all, by page; the latest first."""
    entered = func.count(case((LineTask.state.in_(_ENTERED), LineTask.id)).distinct())
    last_day = func.max(LineAnswer.day)
    place = (LineAnswer.class_code, Page.item_id, Item.title, Page.number)
    # known lines, which have no worth, tell nothing about the work of the class
    query = _answered(select(*place, func.count(LineTask.id.distinct()), entered, last_day)).where(
        LineAnswer.class_code.is_not(None), LineTask.worth > 0
    )
    if code is not None:
        query = query.where(LineAnswer.class_code == code)
    rows = session.execute(query.group_by(*place).order_by(last_day.desc(), Page.number))
    return tuple(ClassFigures(*row) for row in rows)


def pages_improved(session: Session, helper: str) -> int:
    """Return the number of pages whose text this helper improved today."""
    query = _answered(select(func.count(LineTask.page_id.distinct()))).where(
        LineAnswer.helper == helper,
        LineTask.state.in_(_ENTERED),
        LineTask.revision_id.is_not(None),
    )
    return session.scalar(query) or 0


def _answered(query: Select) -> Select:
    answers = query.select_from(LineAnswer).join(LineTask, LineTask.id == LineAnswer.task_id)
    return answers.join(Page, Page.id == LineTask.page_id).join(Item, Item.id == Page.item_id)
