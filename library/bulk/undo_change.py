"""Undo of a bulk change: exact, and never over later edits."""

from sqlalchemy.orm import Session

from library import clock
from library.bulk.apply_change import find, line_batches, lock_items, name_titles
from library.bulk.bulk_context import Rules
from library.bulk.models import BulkChange, BulkLine, ChangeState
from library.bulk.operations import OPERATIONS, Actor, Operation
from library.bulk.problems import (
    CannotBeUndoneError,
    ChangedSinceError,
    ChangeNotAppliedError,
)
from library.catalogue.authorities import linking
from library.catalogue.models import Item
from library.errors import LibraryError
from library.staff.audit import note


def undo(
    session: Session, change_id: int, by: str, rules: Rules, *, only_untouched: bool = False
) -> tuple[int, int]:
    """Restore every item; return the number restored and the number edited since."""
    change = find(session, change_id)
    if change.state is not ChangeState.APPLIED:
        raise ChangeNotAppliedError
    operation, actor = OPERATIONS[change.kind], Actor(by, rules, change)
    restored, touched = 0, []
    for lines in line_batches(session, change_id):
        items = lock_items(session, lines)
        with linking.deferred(session):
            for line in lines:
                item = items.get(line.item_id or "")
                if (
                    item is not None
                    and operation.resulting_state(session, item, line) == line.after
                ):
                    _undo_line(session, operation, item, line, actor)
                    line.undone, restored = True, restored + 1
                else:
                    touched.append(line.title)
        session.flush()
    if touched and not only_untouched:
        raise ChangedSinceError(len(touched), name_titles(touched))
    _close(session, change, by)
    return restored, len(touched)


def _undo_line(
    session: Session, operation: Operation, item: Item, line: BulkLine, actor: Actor
) -> None:
    try:
        operation.undo(session, item, line, actor)
    except LibraryError as error:
        raise CannotBeUndoneError(line.title[:80], error) from error


def _close(session: Session, change: BulkChange, by: str) -> None:
    change.state, change.undone, change.undone_by = ChangeState.UNDONE, clock.now(), by
    note(session, by, "bulk.undo", str(change.id), change.told)
