"""Puts back what a change of many items did, exactly, and never over somebody's later work."""

from sqlalchemy.orm import Session

from library import clock
from library.bulk.applying import find, items_of, lines_in_parts, named
from library.bulk.deeds import DEEDS
from library.bulk.models import BulkChange, ChangeState
from library.bulk.problems import ChangedSinceError, NotToBeUndoneError
from library.people.audit import note


def undo(
    session: Session, change_id: int, by: str, *, only_untouched: bool = False
) -> tuple[int, int]:
    """Put back every item; return how many were, and how many others had changed since."""
    change = find(session, change_id)
    if change.state is not ChangeState.APPLIED:
        raise NotToBeUndoneError
    deed, back, touched = DEEDS[change.kind], 0, []
    for part in lines_in_parts(session, change_id):
        held = items_of(session, part)
        for line in part:
            item = held.get(line.item_id or "")
            if deed.is_as_left(session, item, line):
                deed.put_back(session, item, line, by)
                line.undone, back = True, back + 1
            else:
                touched.append(line.title)
        session.flush()
    if touched and not only_untouched:
        raise ChangedSinceError(len(touched), named(touched))
    _close(session, change, by)
    return back, len(touched)


def _close(session: Session, change: BulkChange, by: str) -> None:
    change.state, change.undone, change.undone_by = ChangeState.UNDONE, clock.now(), by
    note(session, by, "bulk.undo", str(change.id), change.told)
