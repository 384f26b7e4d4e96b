"""Sees to it that no act of the office goes unwritten, whoever forgets to write it down.

While somebody acts, every session is watched: an audit line in it learns what was before and
after, and a session that changed something without a line gets one when it commits.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from sqlalchemy import Table, event, inspect
from sqlalchemy.orm import ORMExecuteState, Session

from library.staff.audit import note, plain
from library.staff.models import UNTOLD, AuditEntry

_MOST_ROWS, _MOST_VALUES = 10_000, 60
_CHANGES, _NOTED, _WROTE = "acting.changes", "acting.noted", "acting.wrote"
_SECRET = re.compile(r"password|digest|token|secret|sealed")
_HIDDEN = "•••"

Change = tuple[dict[str, str | None], dict[str, str | None]]
"""What was before, and after, by the name of table, row and column."""


@dataclass(frozen=True, slots=True)
class Act:
    """Who does what to what; known at the door, before anything is done."""

    who: str
    action: str
    subject: str


_act: ContextVar[Act | None] = ContextVar("act", default=None)


@contextmanager
def acting(act: Act) -> Iterator[None]:
    """Watch what is written until the block ends."""
    token = _act.set(act)
    try:
        yield
    finally:
        _act.reset(token)


@event.listens_for(Session, "before_flush")
def _collect(session: Session, _context: object, _instances: object) -> None:
    if _act.get() is None:
        return
    rows = [row for row in (*session.new, *session.dirty, *session.deleted) if _is_told(row)]
    now = [(_key(row), _change(row, row in session.deleted)) for row in rows[:_MOST_ROWS]]
    told = session.info.setdefault(_CHANGES, ({}, {}))
    for _, change in now:
        _add(told, change)
    session.info[_WROTE] = session.info.get(_WROTE, False) or bool(rows)
    entries = [row for row in session.new if isinstance(row, AuditEntry)]
    if len(entries) == 1 and not session.info.get(_NOTED):
        _fill_in(entries[0], told)
    elif entries:
        _fill_in_each(entries, now)
    session.info[_NOTED] = session.info.get(_NOTED, False) or bool(entries)


@event.listens_for(Session, "do_orm_execute")
def _see(state: ORMExecuteState) -> None:
    if _act.get() is None or not (state.is_insert or state.is_update or state.is_delete):
        return
    if not _is_untold(state.statement.table):
        state.session.info[_WROTE] = True


@event.listens_for(Session, "before_commit")
def _write_down(session: Session) -> None:
    act = _act.get()
    if act is None:
        return
    session.flush()
    told = session.info.pop(_CHANGES, ({}, {}))
    wrote, noted = session.info.pop(_WROTE, False), session.info.pop(_NOTED, False)
    if wrote and not noted:
        note(session, act.who, act.action, act.subject, before=told[0], after=told[1])


def _is_told(row: object) -> bool:
    return not isinstance(row, AuditEntry) and not _is_untold(row.__table__)


def _is_untold(table: Table) -> bool:
    """Say whether a table only keeps a process going: what is due, who waits, who sits where."""
    return table.name.endswith("_due") or table.info.get(UNTOLD, False)


def _fill_in(entry: AuditEntry, told: Change) -> None:
    if entry.before is None and entry.after is None and any(told):
        entry.before, entry.after = dict(told[0]), dict(told[1])


def _fill_in_each(entries: list[AuditEntry], now: list[tuple[str, Change]]) -> None:
    """Tell each of many lines what happened to the row it is about."""
    by_key = {key: change for key, change in now if key}
    for entry in entries:
        if entry.subject in by_key:
            _fill_in(entry, by_key[entry.subject])


def _add(told: Change, change: Change) -> None:
    before, after = told
    if len(before) + len(after) < _MOST_VALUES:
        before |= change[0]
        after |= change[1]


def _change(row: object, gone: bool) -> Change:
    known = inspect(row)
    named = f"{row.__tablename__} {_key(row)}".strip()
    columns = known.mapper.column_attrs.keys()
    change: Change = ({}, {})
    for name in columns if gone else [name for name in columns if name in known.committed_state]:
        history = known.attrs[name].history
        _keep(change[0], named, name, history.unchanged if gone else history.deleted)
        _keep(change[1], named, name, () if gone else history.added)
    return change


def _key(row: object) -> str:
    return "-".join(map(str, inspect(row).identity or ()))


def _keep(kept: dict[str, str | None], named: str, name: str, values: object) -> None:
    told = next(iter(values or ()), None)
    if told is not None:
        kept |= (
            {f"{named}: {name}": _HIDDEN}
            if _SECRET.search(name)
            else plain({f"{named}: {name}": told})
        )
