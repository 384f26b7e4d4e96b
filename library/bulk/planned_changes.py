"""Planned bulk changes, stored line by line until a person decides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from library import clock
from library.bulk.models import BulkChange, BulkLine, ChangeKind, ChangeState, Verdict

_PLAN_LIFETIME = timedelta(days=30)
_INSERT_BATCH_SIZE = 1000


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A planned change to one item: stored cell values before and after."""

    row: int
    item_id: str | None
    title: str
    verdict: Verdict
    before: Mapping[str, object] = field(default_factory=dict)
    after: Mapping[str, object] = field(default_factory=dict)
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A bulk change that nobody has decided about yet."""

    kind: ChangeKind
    summary: str
    lines: tuple[PlannedLine, ...]
    same: int = 0
    remarks: tuple[str, ...] = ()
    reason: str | None = None
    book: str | None = None
    checksum: str | None = None


def save(session: Session, plan: Plan, by: str) -> BulkChange:
    """Store a plan for review; delete plans older than a month that nobody applied."""
    moment = clock.now()
    old = (BulkChange.state == ChangeState.PLANNED, BulkChange.planned < moment - _PLAN_LIFETIME)
    session.execute(delete(BulkChange).where(*old))
    change = BulkChange(
        kind=plan.kind,
        told=plan.summary,
        reason=plan.reason,
        book=plan.book,
        checksum=plan.checksum,
        same=plan.same,
        remarks=list(plan.remarks),
        planned=moment,
        planned_by=by,
    )
    session.add(change)
    session.flush()
    add_lines(session, change.id, plan.lines)
    return change


def add_lines(session: Session, change_id: int, lines: Iterable[PlannedLine]) -> None:
    """Store the lines of a plan."""
    rows = [_row(change_id, line) for line in lines]
    for place in range(0, len(rows), _INSERT_BATCH_SIZE):
        session.execute(insert(BulkLine), rows[place : place + _INSERT_BATCH_SIZE])


def refused_line(
    row: int, problem: str, item_id: str | None = None, title: str = ""
) -> PlannedLine:
    """Return a refused line with the reason."""
    return PlannedLine(row, item_id, title, Verdict.REFUSED, problem=problem)


def _row(change_id: int, line: PlannedLine) -> dict[str, object]:
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
