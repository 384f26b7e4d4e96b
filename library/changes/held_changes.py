"""Changes of published items that wait for a second person, whichever door they came through.

The transaction of a request is looked at before it is committed. If it changes rows that strangers
see, of items that need two people, it is rolled back, and its rows are kept until somebody else
approves them.
"""

from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from library import clock
from library.accessions.models import Accession
from library.catalogue import index_queue
from library.catalogue.access import openings
from library.catalogue.models import Item
from library.catalogue.profile_versions import ProfileVersion
from library.changes import row_changes
from library.changes.models import ChangeSet, ChangeState
from library.changes.problems import DecidedChangeError, StaleChangeError
from library.changes.row_changes import RowChange
from library.changes.seen_rows import SEEN, deciding, items_held
from library.errors import NotYoursError, OwnOpeningError
from library.staff.audit import note
from library.staff.audit_labels import action_label
from library.staff.audit_watch import AuditedAction
from library.work_queues import WorkQueue, queue_size

_NAMED_ITEMS = 10
"""Items of a set that get an entry in the audit trail."""

_MADE_NOW = {"audit_entry": "at", "profile_version": "saved"}
"""Columns with the time of a row, in the order of their time."""


class ChangeHeldError(Exception):
    """A transaction that a second person has to approve; nothing of it is written."""

    def __init__(self, action: AuditedAction, changes: list[RowChange], items: list[str]) -> None:
        super().__init__(action.action)
        self.action, self.changes, self.items = action, changes, items


@event.listens_for(Session, "before_commit")
def _hold_back(session: Session) -> None:
    action = row_changes.watched_action()
    if action is None or session.in_nested_transaction():
        return
    session.flush()
    columns = {table: seen.columns for table, seen in SEEN.items()}
    changes = deciding(row_changes.changes_of(session, columns))
    items = items_held(session, changes, action.who) if changes else []
    if items:
        raise ChangeHeldError(action, row_changes.changes_of(session), items)


def pause_until_approved(session: Session, item: Item, delivery: Accession) -> None:
    """Pause a delivery of pages for a published item until a second person lets it go on."""
    moment = clock.now()
    change = RowChange("accession", (delivery.id,), {"paused": moment}, {"paused": None})
    if set_apart(session, item, change):
        delivery.paused = moment


def set_apart(session: Session, item: Item, change: RowChange) -> bool:
    """Keep one row of an item for a second person if it has to wait; return True then.

    The rest of the transaction, with what `openings.hold_back` lets through, is written at once.
    """
    action = row_changes.watched_action()
    if action is None or not openings.waits(session, item, action.who):
        return False
    keep(session, ChangeHeldError(action, [change], [item.id]))
    return True


def keep(session: Session, held: ChangeHeldError) -> None:
    """Keep the rows of a transaction that was held back, for a second person."""
    who = held.action.who
    row = ChangeSet(at=clock.now(), by=who, state=ChangeState.WAITING)
    row.action, change = _entry_of(held)
    if row_changes.undoable(held.changes):
        row.change, row.permission = change, held.action.permission
    row.rows, row.items = row_changes.to_json(held.changes), held.items
    session.add(row)
    for item_id in held.items[:_NAMED_ITEMS]:
        note(session, who, "change.propose", item_id, action_label(row.action))


def waiting_queue(session: Session) -> WorkQueue:
    """Return the queue of sets that wait for a second person."""
    columns = select(func.count(ChangeSet.id), func.min(ChangeSet.at))
    return queue_size(session, columns.where(ChangeSet.state == ChangeState.WAITING))


def approve(session: Session, set_id: int, by: str) -> None:
    """Write the rows of a set; raise OwnOpeningError for its author, or StaleChangeError."""
    row = _undecided(session, set_id)
    if row.by == by:
        raise OwnOpeningError
    changes = [_from_now(change) for change in row_changes.of_json(row.rows)]
    profiles = [change.after for change in changes if change.table == "profile_version"]
    for values in profiles:
        later = ProfileVersion.collection == values["collection"], ProfileVersion.saved > row.at
        if session.scalar(select(ProfileVersion.id).where(*later).limit(1)):
            raise StaleChangeError
    row_changes.write(session, changes, {*SEEN, "original_record"})
    for item_id in () if profiles else row.items:
        index_queue.mark(session, item_id)
    _decide(session, row, ChangeState.APPROVED, by, "change.approve")


def give_back(session: Session, set_id: int, by: str, reason: str) -> None:
    """Return a set to its author, who sees the reason."""
    row = _undecided(session, set_id)
    if row.by == by:
        raise OwnOpeningError
    row.remark = reason
    _decide(session, row, ChangeState.RETURNED, by, "change.return")


def drop(session: Session, set_id: int, by: str) -> None:
    """Take back one's own set, waiting or returned."""
    row = _undecided(session, set_id, ChangeState.WAITING, ChangeState.RETURNED)
    if row.by != by:
        raise NotYoursError(row.by)
    _decide(session, row, ChangeState.DROPPED, by, "change.drop")


def _undecided(session: Session, set_id: int, *states: ChangeState) -> ChangeSet:
    row = session.get(ChangeSet, set_id, with_for_update=True)
    if row is None or row.state not in (states or (ChangeState.WAITING,)):
        raise DecidedChangeError
    return row


def _decide(session: Session, row: ChangeSet, state: ChangeState, by: str, action: str) -> None:
    row.state, row.decided, row.decided_by = state, clock.now(), by
    for item_id in row.items[:_NAMED_ITEMS]:
        note(session, by, action, item_id, f"{row.by}: {action_label(row.action)}")


def _entry_of(held: ChangeHeldError) -> tuple[str, str | None]:
    """Return the code of what was done and its name in the trail, from the first entry if any."""
    for change in held.changes:
        if change.table == "audit_entry" and change.after is not None:
            return str(change.after["action"]), change.after.get("change")
    return held.action.action, None


def _from_now(change: RowChange) -> RowChange:
    """Return a row with its time as one of now: its change is made now."""
    column = _MADE_NOW.get(change.table)
    if column is None or change.after is None:
        return change
    return RowChange(change.table, change.key, None, {**change.after, column: clock.now()})
