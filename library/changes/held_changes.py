"""Changes of published items that wait for a second person, whichever door they came through.

The transaction of a request is looked at before it is committed. If it changes rows that strangers
see, of items that need two people, it is rolled back, and its rows are kept until somebody else
approves them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from library import clock
from library.catalogue import index_queue
from library.catalogue.authorities.models import Authority
from library.catalogue.models import Item, Page
from library.changes import row_changes
from library.changes.models import ChangeSet, ChangeState
from library.changes.problems import DecidedChangeError
from library.changes.row_changes import RowChange
from library.changes.seen_rows import SEEN, SeenRows, deciding, items_held
from library.errors import NotYoursError, OwnOpeningError
from library.staff.audit import note
from library.staff.audit_labels import action_label
from library.staff.audit_watch import AuditedAction
from library.work_queues import WorkQueue, queue_size

_MAX_LINES, _MAX_ITEMS, _MAX_LETTERS = 20, 10, 2_000
_SHOWN = {**SEEN, "page_text": SeenRows("Chữ của trang", {"text": "Chữ"})}
_SHOWN_BY = {
    "revision": {"page_text"},
    "page_text": {"transcript", "picture", "silenced_span"},
    "item_authority": {"authority"},
}
"""Tables whose rows need not be shown where the set has rows of these."""

_OF_PAGES = ("page", "page_text", "picture", "map_placement", "article_list")
"""Tables whose key is the id of a page."""


class ChangeHeldError(Exception):
    """A transaction that a second person has to approve; nothing of it is written."""

    def __init__(self, action: AuditedAction, changes: list[RowChange], items: list[str]) -> None:
        super().__init__(action.action)
        self.action, self.changes, self.items = action, changes, items


@dataclass(frozen=True, slots=True)
class ChangedValue:
    """A value of a row that strangers see: the row, the column, what it was and would be."""

    row: str
    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class WaitingSet:
    """A set that waits or was returned, as its reviewer and its author see it."""

    id: int
    by: str
    action: str
    """Label of what the author did: sửa tên trong danh mục."""
    values: tuple[ChangedValue, ...]
    items: tuple[tuple[str, str], ...]
    """Ids and titles of the first items that it changes."""
    item_count: int
    remark: str | None
    decided_by: str | None


@event.listens_for(Session, "before_commit")
def _hold_back(session: Session) -> None:
    action = row_changes.watched_action()
    if action is None or session.in_nested_transaction():
        return
    session.flush()
    changes = deciding(row_changes.changes_of(session, SEEN))
    items = items_held(session, changes, action.who) if changes else []
    if items:
        raise ChangeHeldError(action, row_changes.changes_of(session), items)


def keep(session: Session, held: ChangeHeldError) -> None:
    """Keep the rows of a transaction that was held back, for a second person."""
    who = held.action.who
    row = ChangeSet(at=clock.now(), by=who, action=_action_of(held), state=ChangeState.WAITING)
    row.rows, row.items = row_changes.to_json(held.changes), held.items
    session.add(row)
    for item_id in held.items[:_MAX_ITEMS]:
        note(session, who, "change.propose", item_id, row.action)


def waiting(session: Session, count: int, *, item_id: str = "") -> tuple[WaitingSet, ...]:
    """Return the sets that wait, the longest wait first; with `item_id` those that change it."""
    rows = select(ChangeSet).where(ChangeSet.state == ChangeState.WAITING).order_by(ChangeSet.id)
    sets = (row for row in session.scalars(rows) if not item_id or item_id in row.items)
    return tuple(_shown(session, row) for row, _ in zip(sets, range(count), strict=False))


def returned(session: Session, by: str) -> tuple[WaitingSet, ...]:
    """Return the sets of a person that a reviewer returned."""
    rows = select(ChangeSet).where(ChangeSet.state == ChangeState.RETURNED, ChangeSet.by == by)
    return tuple(_shown(session, row) for row in session.scalars(rows.order_by(ChangeSet.id)))


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
    row_changes.write(session, changes, SEEN)
    for item_id in row.items:
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
    for item_id in row.items[:_MAX_ITEMS]:
        note(session, by, action, item_id, f"{row.by}: {row.action}")


def _action_of(held: ChangeHeldError) -> str:
    """Return the code of what was done: the trail's own, if the transaction noted one."""
    entries = (change.after or {} for change in held.changes if change.table == "audit_entry")
    return next((str(values["action"]) for values in entries), held.action.action)


def _from_now(change: RowChange) -> RowChange:
    """Return an entry of the trail as one of now: its change is made now."""
    if change.table != "audit_entry" or change.after is None:
        return change
    return RowChange(change.table, change.key, None, change.after | {"at": clock.now()})


def _shown(session: Session, row: ChangeSet) -> WaitingSet:
    changes = row_changes.of_json(row.rows)
    titles = select(Item.id, Item.title).where(Item.id.in_(row.items[:_MAX_ITEMS]))
    return WaitingSet(
        id=row.id,
        by=row.by,
        action=action_label(row.action),
        values=tuple(islice(_values(session, changes), _MAX_LINES)),
        items=tuple((item_id, title) for item_id, title in session.execute(titles)),
        item_count=len(row.items),
        remark=row.remark,
        decided_by=row.decided_by,
    )


def _values(session: Session, changes: list[RowChange]) -> Iterator[ChangedValue]:
    tables = {change.table for change in changes}
    for change in changes:
        seen = _SHOWN.get(change.table)
        if seen is None or tables & _SHOWN_BY.get(change.table, set()):
            continue
        label = _name_of(session, change) or seen.label
        for column, column_label in seen.columns.items():
            old, new = (
                _words(session, column, (values or {}).get(column))
                for values in (change.before, change.after)
            )
            if old != new:
                yield ChangedValue(label, column_label, *_changed_lines(old, new))


def _name_of(session: Session, change: RowChange) -> str:
    """Return the name of a changed authority, or the number of a changed page."""
    if change.table == "authority":
        record = session.get(Authority, change.key[0])
        return f"“{record.name}”" if record else ""
    values = (change.before or {}) | (change.after or {})
    page_id = change.key[0] if change.table in _OF_PAGES else values.get("page_id")
    page = session.get(Page, page_id) if page_id else None
    return f"{_SHOWN[change.table].label}, trang {page.number}" if page else ""


def _words(session: Session, column: str, value: object) -> str:
    """Return a stored value as people read it."""
    if value is None or value == "":
        return ""
    if column in ("merged_into", "authority_id"):
        record = session.get(Authority, value)
        return record.name if record else ""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, datetime):
        return f"{value.astimezone(clock.HANOI):%d/%m/%Y %H:%M}"
    return f"{len(value)} mục" if isinstance(value, list | dict) else str(value)


def _changed_lines(old: str, new: str) -> tuple[str, str]:
    """Return the lines of two texts that differ, not more than a reviewer reads."""
    lines = old.splitlines(), new.splitlines()
    parts = (
        "\n".join(line for line in mine if line not in theirs)
        for mine, theirs in (lines, lines[::-1])
    )
    old_part, new_part = (part[:_MAX_LETTERS] for part in parts)
    return old_part, new_part
