"""Application of a bulk change: all lines or none."""

from collections.abc import Iterator
from itertools import chain

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library import clock
from library.bulk.models import BulkChange, BulkLine, ChangeState, Verdict
from library.bulk.operations import OPERATIONS, Actor, Operation, rows_operation
from library.bulk.problems import (
    CannotBeAppliedError,
    ChangedMeanwhileError,
    ChangeNotFoundError,
    ChangeNotPlannedError,
    NothingToApplyError,
    RefusedLinesError,
)
from library.catalogue.authorities import linking
from library.catalogue.models import Item
from library.errors import LibraryError
from library.exchange.records.field_rules import Rules
from library.staff.audit import BULK_ORIGIN, done_through, note

ACTIONABLE = (Verdict.CHANGE, Verdict.NEW)
_BATCH_SIZE = 500
_MAX_TITLES_NAMED = 3


def apply(
    session: Session, change_id: int, by: str, rules: Rules, *, without_refused: bool = False
) -> BulkChange:
    """Apply a previewed change; an item changed since the preview stops all of it."""
    change = find(session, change_id)
    if change.state is not ChangeState.PLANNED:
        raise ChangeNotPlannedError
    refused_count = _count(session, change_id, (Verdict.REFUSED, Verdict.CLASH))
    if refused_count and not without_refused:
        raise RefusedLinesError(refused_count)
    count = _count(session, change_id, ACTIONABLE)
    if not count:
        raise NothingToApplyError
    with done_through(f"{BULK_ORIGIN}{change.id}"):
        stale = _apply_all(session, Actor(by, rules, change))
    if stale:
        raise ChangedMeanwhileError(len(stale), name_titles(stale))
    change.state, change.applied, change.applied_by = ChangeState.APPLIED, clock.now(), by
    facts = {"dòng": count} | ({"SHA-256": change.checksum} if change.checksum else {})
    note(session, by, "bulk.apply", str(change.id), change.told, new=facts)
    return change


def find(session: Session, change_id: int) -> BulkChange:
    """Lock and return a change; raise ChangeNotFoundError."""
    change = session.get(BulkChange, change_id, with_for_update=True)
    if change is None:
        raise ChangeNotFoundError
    return change


def line_batches(session: Session, change_id: int) -> Iterator[list[BulkLine]]:
    """Yield the lines that change something in order, a few hundred at a time."""
    last_id = 0
    while True:
        query = select(BulkLine).where(BulkLine.change_id == change_id, BulkLine.id > last_id)
        actionable = query.where(BulkLine.verdict.in_(ACTIONABLE)).order_by(BulkLine.id)
        batch = list(session.scalars(actionable.limit(_BATCH_SIZE)))
        if not batch:
            return
        last_id = batch[-1].id
        yield batch


def lock_items(session: Session, lines: list[BulkLine]) -> dict[str, Item]:
    """Lock the items of some lines with one query and return them by id."""
    rows = select(Item).where(Item.id.in_([line.item_id for line in lines]))
    locking_query = rows.order_by(Item.id).with_for_update()
    return {item.id: item for item in session.scalars(locking_query)}


def name_titles(titles: list[str]) -> str:
    """Return the first titles as one quoted, comma-separated string."""
    names = ", ".join(f"“{title[:60]}”" for title in titles[:_MAX_TITLES_NAMED])
    return f"{names}…" if len(titles) > _MAX_TITLES_NAMED else names


def _apply_all(session: Session, actor: Actor) -> list[str]:
    """Apply all lines; return the titles of items changed since the preview."""
    change = actor.change
    batches, operation = line_batches(session, change.id), OPERATIONS.get(change.kind)
    if operation is None:
        rows_operation(change.kind).apply(session, [*chain.from_iterable(batches)], actor)
        return []
    stale = (_apply_batch(session, operation, batch, actor) for batch in batches)
    return [*chain.from_iterable(stale)]


def _apply_batch(
    session: Session, operation: Operation, lines: list[BulkLine], actor: Actor
) -> list[str]:
    """Apply some lines; return the titles of items changed since the preview."""
    items, stale = lock_items(session, lines), []
    with linking.deferred(session):
        for line in lines:
            item = items.get(line.item_id or "")
            if operation.is_as_planned(session, item, line):
                _apply_line(session, operation, item, line, actor)
            else:
                stale.append(line.title)
    if not stale:
        items = lock_items(session, lines)
        operation.complete(session, {line.item_id: line for line in lines})
        operation.preload(session, items)
        for line in lines:
            line.after = operation.resulting_state(session, items[line.item_id], line)
    session.flush()
    return stale


def _apply_line(
    session: Session, operation: Operation, item: Item | None, line: BulkLine, actor: Actor
) -> None:
    try:
        operation.apply(session, item, line, actor)
    except LibraryError as error:
        raise CannotBeAppliedError(line.title[:80], error) from error


def _count(session: Session, change_id: int, verdicts: tuple[Verdict, ...]) -> int:
    query = select(func.count(BulkLine.id)).where(BulkLine.change_id == change_id)
    return session.scalar(query.where(BulkLine.verdict.in_(verdicts))) or 0
