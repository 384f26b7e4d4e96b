"""Automatic audit entries for every change made in the office.

While an action is audited, every session is watched: an audit entry in it is completed with the old
and new values, and a session that changed something without an entry gets one on commit.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from secrets import token_hex

from sqlalchemy import Table, event, inspect
from sqlalchemy.orm import ORMExecuteState, Session

from library.staff.audit import note, storable
from library.staff.models import NOT_AUDITED, AuditEntry
from library.staff.permissions import Permission

_MAX_ROWS, _MAX_VALUES = 10_000, 60
_CHANGES, _NOTED, _WROTE = "acting.changes", "acting.noted", "acting.wrote"
_CHANGE = "acting.change"
_SECRET = re.compile(r"password|digest|token|secret|sealed")
_MASK = "•••"

Change = tuple[dict[str, str | None], dict[str, str | None]]
"""Old values and new values, by the name of table, row and column."""


@dataclass(frozen=True, slots=True)
class AuditedAction:
    """Person, action and subject of a request, known before anything is changed."""

    who: str
    action: str
    subject: str
    permission: Permission = Permission.STAFF
    """Permission for it, and for its undo."""


_current_action: ContextVar[AuditedAction | None] = ContextVar("act", default=None)


@contextmanager
def audited(action: AuditedAction) -> Iterator[None]:
    """Audit all writes until the block ends."""
    token = _current_action.set(action)
    try:
        yield
    finally:
        _current_action.reset(token)


def current_action() -> AuditedAction | None:
    """Return the action of the person whose request is answered, or None."""
    return _current_action.get()


def need(permission: Permission) -> None:
    """Let the action of this request need a permission, and its undo as well."""
    action = current_action()
    if action is not None:
        _current_action.set(replace(action, permission=permission))  # until `audited` ends


@event.listens_for(Session, "before_flush")
def _collect_changes(session: Session, _context: object, _instances: object) -> None:
    if _current_action.get() is None:
        return
    rows = [row for row in (*session.new, *session.dirty, *session.deleted) if _is_audited(row)]
    row_changes = [
        (_key(row), _row_change(row, row in session.deleted)) for row in rows[:_MAX_ROWS]
    ]
    changes = session.info.setdefault(_CHANGES, ({}, {}))
    for _, change in row_changes:
        _merge_change(changes, change)
    session.info[_WROTE] = session.info.get(_WROTE, False) or bool(rows)
    entries = [row for row in session.new if isinstance(row, AuditEntry)]
    for entry in entries:
        entry.change = session.info.setdefault(_CHANGE, token_hex(8))
    if len(entries) == 1 and not session.info.get(_NOTED):
        _fill_in(entries[0], changes)
    elif entries:
        _fill_in_each(entries, row_changes)
    session.info[_NOTED] = session.info.get(_NOTED, False) or bool(entries)


def change_of(session: Session) -> str | None:
    """Return the name of the change that a transaction makes, if it has entries; forget it."""
    return session.info.pop(_CHANGE, None)


@event.listens_for(Session, "do_orm_execute")
def _mark_bulk_write(state: ORMExecuteState) -> None:
    if _current_action.get() is None or not (state.is_insert or state.is_update or state.is_delete):
        return
    if not is_exempt(state.statement.table):
        state.session.info[_WROTE] = True


@event.listens_for(Session, "before_commit")
def _add_missing_entry(session: Session) -> None:
    action = _current_action.get()
    if action is None:
        return
    session.flush()
    changes = session.info.pop(_CHANGES, ({}, {}))
    wrote, is_noted = session.info.pop(_WROTE, False), session.info.pop(_NOTED, False)
    if wrote and not is_noted:
        note(session, action.who, action.action, action.subject, old=changes[0], new=changes[1])


def _is_audited(row: object) -> bool:
    return not isinstance(row, AuditEntry) and not is_exempt(row.__table__)


def is_exempt(table: Table) -> bool:
    """Return True for tables of process state: due work, delays, sessions."""
    return table.name.endswith("_due") or table.info.get(NOT_AUDITED, False)


def _fill_in(entry: AuditEntry, change: Change) -> None:
    if entry.before is None and entry.after is None and any(change):
        entry.before, entry.after = dict(change[0]), dict(change[1])


def _fill_in_each(entries: list[AuditEntry], row_changes: list[tuple[str, Change]]) -> None:
    """Fill in each of several entries with the change of its own row."""
    by_key = {key: change for key, change in row_changes if key}
    for entry in entries:
        if entry.subject in by_key:
            _fill_in(entry, by_key[entry.subject])


def _merge_change(total: Change, change: Change) -> None:
    old, new = total
    if len(old) + len(new) < _MAX_VALUES:
        old |= change[0]
        new |= change[1]


def _row_change(row: object, is_deleted: bool) -> Change:
    state = inspect(row)
    row_label = f"{row.__tablename__} {_key(row)}".strip()
    columns = state.mapper.column_attrs.keys()
    change: Change = ({}, {})
    for name in (
        columns if is_deleted else [name for name in columns if name in state.committed_state]
    ):
        history = state.attrs[name].history
        _store_value(
            change[0], row_label, name, history.unchanged if is_deleted else history.deleted
        )
        _store_value(change[1], row_label, name, () if is_deleted else history.added)
    return change


def _key(row: object) -> str:
    return "-".join(map(str, inspect(row).identity or ()))


def _store_value(
    target: dict[str, str | None], row_label: str, column: str, values: object
) -> None:
    value = next(iter(values or ()), None)
    if value is not None:
        target |= (
            {f"{row_label}: {column}": _MASK}
            if _SECRET.search(column)
            else storable({f"{row_label}: {column}": value})
        )
