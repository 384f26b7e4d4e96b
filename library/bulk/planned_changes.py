"""Keeps what a change of many items would do, line by line, until a person decides."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from library import clock
from library.bulk.models import BulkChange, BulkLine, ChangeKind, ChangeState, Verdict

_KEPT = timedelta(days=30)
_LINES_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """What would be done to one item; cells before and after, as they are stored."""

    row: int
    item_id: str | None
    title: str
    verdict: Verdict
    before: Mapping[str, object] = field(default_factory=dict)
    after: Mapping[str, object] = field(default_factory=dict)
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole change that nobody decided about yet."""

    kind: ChangeKind
    told: str
    lines: tuple[Line, ...]
    same: int = 0
    remarks: tuple[str, ...] = ()
    reason: str | None = None


def keep(session: Session, plan: Plan, by: str) -> BulkChange:
    """Keep a plan to be looked over; those nobody applied in a month are forgotten."""
    moment = clock.now()
    old = (BulkChange.state == ChangeState.PLANNED, BulkChange.planned < moment - _KEPT)
    session.execute(delete(BulkChange).where(*old))
    change = BulkChange(
        kind=plan.kind,
        told=plan.told,
        reason=plan.reason,
        same=plan.same,
        remarks=list(plan.remarks),
        planned=moment,
        planned_by=by,
    )
    session.add(change)
    session.flush()
    rows = [_row(change.id, line) for line in plan.lines]
    for place in range(0, len(rows), _LINES_AT_ONCE):
        session.execute(insert(BulkLine), rows[place : place + _LINES_AT_ONCE])
    return change


def refused(row: int, problem: str, item_id: str | None = None, title: str = "") -> Line:
    """Return a line that nothing is done about, with the reason."""
    return Line(row, item_id, title, Verdict.REFUSED, problem=problem)


def _row(change_id: int, line: Line) -> dict[str, object]:
    return {
        "change_id": change_id,
        "row": line.row,
        "item_id": line.item_id,
        "title": line.title,
        "verdict": line.verdict,
        "problem": line.problem,
        "before": dict(line.before),
        "after": dict(line.after),
    }
