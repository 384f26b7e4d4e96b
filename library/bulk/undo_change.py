"""Puts back what a change of many items did, exactly, and never over somebody's later work."""

from sqlalchemy.orm import Session

from library import clock
from library.bulk.apply_change import find, items_of, lines_in_parts, named
from library.bulk.bulk_context import Rules
from library.bulk.models import BulkChange, BulkLine, ChangeState
from library.bulk.operations import DEEDS, Hand, Operation
from library.bulk.problems import (
    CannotBeUndoneError,
    ChangedSinceError,
    NotToBeUndoneError,
)
from library.catalogue.authorities import linking
from library.catalogue.models import Item
from library.errors import LibraryError
from library.staff.audit import note


def undo(
    session: Session, change_id: int, by: str, rules: Rules, *, only_untouched: bool = False
) -> tuple[int, int]:
    """Put back every item; return how many were, and how many others had changed since."""
    change = find(session, change_id)
    if change.state is not ChangeState.APPLIED:
        raise NotToBeUndoneError
    deed, hand = DEEDS[change.kind], Hand(by, rules, change)
    back, touched = 0, []
    for part in lines_in_parts(session, change_id):
        held = items_of(session, part)
        with linking.together(session):
            for line in part:
                item = held.get(line.item_id or "")
                if item is not None and deed.left(session, item, line) == line.after:
                    _put_back(session, deed, item, line, hand)
                    line.undone, back = True, back + 1
                else:
                    touched.append(line.title)
        session.flush()
    if touched and not only_untouched:
        raise ChangedSinceError(len(touched), named(touched))
    _close(session, change, by)
    return back, len(touched)


def _put_back(session: Session, deed: Operation, item: Item, line: BulkLine, hand: Hand) -> None:
    try:
        deed.put_back(session, item, line, hand)
    except LibraryError as error:
        raise CannotBeUndoneError(line.title[:80], error) from error


def _close(session: Session, change: BulkChange, by: str) -> None:
    change.state, change.undone, change.undone_by = ChangeState.UNDONE, clock.now(), by
    note(session, by, "bulk.undo", str(change.id), change.told)
