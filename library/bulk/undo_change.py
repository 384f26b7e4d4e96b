"""Undo of a bulk change: exact, and never over later edits."""

from dataclasses import dataclass
from itertools import chain

from sqlalchemy.orm import Session

from library import clock
from library.bulk.apply_change import find, line_batches, lock_items, name_titles
from library.bulk.models import BulkChange, BulkLine, ChangeState
from library.bulk.operations import OPERATIONS, Actor, Operation, rows_operation
from library.bulk.problems import (
    CannotBeUndoneError,
    ChangedSinceError,
    ChangeNotAppliedError,
)
from library.catalogue.authorities import linking
from library.catalogue.models import Item
from library.errors import LibraryError
from library.exchange.records.field_rules import Rules
from library.staff.audit import BULK_ORIGIN, UNDONE_ORIGIN, done_through, note


@dataclass(frozen=True, slots=True)
class KeptItem:
    """An item that an undo cannot restore, with the reason if it was not edited since."""

    id: str | None
    title: str
    reason: str = ""


def kept_items(session: Session, change_id: int, by: str, rules: Rules) -> tuple[KeptItem, ...]:
    """Return the items that an undo would leave alone: it is tried and rolled back."""
    change = find(session, change_id)
    if change.state is not ChangeState.APPLIED:
        return ()
    with session.begin_nested() as trial:
        _, refusals = _restore_all(session, change, Actor(by, rules, change), skip_refused=True)
        trial.rollback()
    return tuple(refusals)


def undo(
    session: Session, change_id: int, by: str, rules: Rules, *, only_untouched: bool = False
) -> tuple[int, int]:
    """Restore every item; return the number restored and the number left alone."""
    change = find(session, change_id)
    if change.state is not ChangeState.APPLIED:
        raise ChangeNotAppliedError
    actor = Actor(by, rules, change)
    with done_through(f"{UNDONE_ORIGIN}{BULK_ORIGIN}{change.id}"):
        count, refusals = _restore_all(session, change, actor, skip_refused=only_untouched)
    if refusals and not only_untouched:
        raise ChangedSinceError(len(refusals), name_titles([item.title for item in refusals]))
    change.state, change.undone, change.undone_by = ChangeState.UNDONE, clock.now(), by
    facts = {"dòng": count, "dòng để lại": len(refusals)}
    note(session, by, "bulk.undo", str(change.id), change.told, new=facts)
    return count, len(refusals)


def _restore_all(
    session: Session, change: BulkChange, actor: Actor, *, skip_refused: bool
) -> tuple[int, list[KeptItem]]:
    operation = OPERATIONS.get(change.kind)
    if operation is None:
        return _restore_rows(session, change, actor)
    count, refusals = 0, []
    for lines in line_batches(session, change.id):
        items = lock_items(session, lines)
        operation.preload(session, items)
        with linking.deferred(session):
            for line in lines:
                item = items.get(line.item_id or "")
                unchanged = (
                    item is not None
                    and operation.resulting_state(session, item, line) == line.after
                )
                reason = _undo_line(session, operation, item, line, actor) if unchanged else ""
                if unchanged and not reason:
                    line.undone, count = True, count + 1
                elif reason and not skip_refused:
                    raise CannotBeUndoneError(line.title[:80], reason)
                else:
                    refusals.append(KeptItem(item.id if item else None, line.title, reason))
        session.flush()
    return count, refusals


def _restore_rows(session: Session, change: BulkChange, actor: Actor) -> tuple[int, list[KeptItem]]:
    lines = [*chain.from_iterable(line_batches(session, change.id))]
    undone = rows_operation(change.kind).undo(session, lines, actor)
    for line in undone:
        line.undone = True
    return len(undone), [KeptItem(None, line.title) for line in lines if not line.undone]


def _undo_line(
    session: Session, operation: Operation, item: Item, line: BulkLine, actor: Actor
) -> str:
    """Restore one item; return the reason why it cannot be restored, or nothing."""
    try:
        with session.begin_nested():
            operation.undo(session, item, line, actor)
    except LibraryError as error:
        return str(error)
    return ""
