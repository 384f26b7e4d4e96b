"""Rows as they were and as a transaction leaves them: captured, stored as JSON, and written."""

import base64
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Table, and_, delete, event, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.orm.base import NO_VALUE

from library.changes.problems import StaleChangeError
from library.database import Base
from library.staff.audit_watch import AuditedAction, current_action, is_exempt

Key = tuple[object, ...]
Values = dict[str, object]
_CAPTURED = "changes.captured"
_is_approved: ContextVar[bool] = ContextVar("approved", default=False)


@dataclass(frozen=True, slots=True)
class RowChange:
    """The changed columns of a row as they were and as they are; None outside its life."""

    table: str
    key: Key
    before: Values | None
    after: Values | None


@dataclass(slots=True)
class _Captured:
    """Old values of the columns that a session changed, by row, and its new objects."""

    old: dict[tuple[str, Key], Values] = field(default_factory=dict)
    new: dict[int, object] = field(default_factory=dict)


@contextmanager
def approved() -> Iterator[None]:
    """Let the changes of the block through: a second person has seen them."""
    token = _is_approved.set(True)
    try:
        yield
    finally:
        _is_approved.reset(token)


def watched_action() -> AuditedAction | None:
    """Return the action of a person whose changes may have to wait, or None."""
    return None if _is_approved.get() else current_action()


def changes_of(
    session: Session, columns: Mapping[str, Collection[str]] | None = None
) -> list[RowChange]:
    """Return the rows that a transaction has changed so far, in some columns of tables or in all.

    Of new rows in some tables, what the database itself fills in is left out.
    """
    captured = session.info.get(_CAPTURED, _Captured())
    changes = [
        RowChange(row.__tablename__, key, None, values)
        for row in captured.new.values()
        if (columns is None or row.__tablename__ in columns)
        and (key := _key_of(row))
        and (values := _loaded(row) if columns else _stored(session, row.__table__, key))
    ]
    for (name, key), old in captured.old.items():
        if columns is None or not old.keys().isdisjoint(columns.get(name, ())):
            row = _stored(session, Base.metadata.tables[name], key)
            after = row and {column: row[column] for column in old}
            if after != old:
                changes.append(RowChange(name, key, old, after))
    return changes


def to_json(changes: Iterable[RowChange]) -> str:
    """Return changes as JSON, with times and bytes marked as such."""
    rows = [[change.table, change.key, change.before, change.after] for change in changes]
    return json.dumps(rows, ensure_ascii=False, default=_marked)


def of_json(text: str) -> list[RowChange]:
    """Return stored changes."""
    rows = json.loads(text, object_hook=_unmarked)
    return [RowChange(table, tuple(key), old, new) for table, key, old, new in rows]


def write(session: Session, changes: Iterable[RowChange], decisive: Collection[str]) -> None:
    """Write changes as their transaction would have; new rows get numbers of their own.

    Raises StaleChangeError if a row of a `decisive` table has been changed meanwhile. Of other
    tables (counts, derived texts) what was changed meanwhile stays as it is.
    """
    places = {table.name: place for place, table in enumerate(Base.metadata.sorted_tables)}
    changes = sorted(changes, key=lambda change: places[change.table])
    numbers: dict[tuple[str, object], object] = {}
    session.flush()
    try:
        for change in reversed(changes):
            if change.after is None:
                table = Base.metadata.tables[change.table]
                session.execute(delete(table).where(_is(table, change.key)))
        for change in changes:
            if change.before is None:
                _insert(session, change, numbers)
        for change in changes:
            if change.before is not None and change.after is not None:
                _update(session, change, numbers, is_decisive=change.table in decisive)
    except IntegrityError as error:
        raise StaleChangeError from error
    session.expire_all()


@event.listens_for(Session, "before_flush")
def _capture_objects(session: Session, _context: object, _instances: object) -> None:
    if watched_action() is None:
        return
    captured = session.info.setdefault(_CAPTURED, _Captured())
    captured.new |= {id(row): row for row in session.new if not is_exempt(row.__table__)}
    for row in (*session.dirty, *session.deleted):
        if id(row) in captured.new or is_exempt(row.__table__):
            continue
        state = row._sa_instance_state
        committed = state.committed_state
        key = row.__tablename__, tuple(state.identity)
        old = captured.old.setdefault(key, {})
        is_gone = row in session.deleted
        values = {name: value for name, value in committed.items() if name in row.__table__.c}
        values = _loaded(row) | values if is_gone else values
        if NO_VALUE in values.values() or (is_gone and len(values) < len(row.__table__.c)):
            stored = _stored(session, row.__table__, key[1]) or {}
            values = stored if is_gone else {name: stored.get(name) for name in values}
        captured.old[key] = values | old


@event.listens_for(Session, "do_orm_execute")
def _capture_statement(state: ORMExecuteState) -> None:
    if watched_action() is None or not (state.is_update or state.is_delete):
        return
    table = state.statement.table
    if is_exempt(table):
        return
    state.session.flush()  # what is in memory only was captured by now
    captured = state.session.info.setdefault(_CAPTURED, _Captured())
    rows = select(table)
    if state.statement.whereclause is not None:
        rows = rows.where(state.statement.whereclause)
    fresh = {_key_of(row) for row in captured.new.values() if row.__table__ is table}
    for row in state.session.connection().execute(rows, state.parameters or {}).mappings():
        key = tuple(row[column.name] for column in table.primary_key)
        if key not in fresh:
            name = table.name, key
            captured.old[name] = dict(row) | captured.old.get(name, {})


def _key_of(row: object) -> Key:
    return tuple(row._sa_instance_state.identity or ())


def _loaded(row: object) -> Values:
    """Return the columns of an object that are in memory."""
    return {name: value for name, value in vars(row).items() if name in row.__table__.c}


def _stored(session: Session, table: Table, key: Key) -> Values | None:
    row = session.connection().execute(select(table).where(_is(table, key))).mappings().first()
    return dict(row) if row else None


def _is(table: Table, key: Key) -> ColumnElement[bool]:
    return and_(*(column == part for column, part in zip(table.primary_key, key, strict=True)))


def _insert(session: Session, change: RowChange, numbers: dict[tuple[str, object], object]) -> None:
    table = Base.metadata.tables[change.table]
    values = _renumbered(table, change.after or {}, numbers)
    number = table.autoincrement_column
    if number is not None and not number.foreign_keys:
        values.pop(number.name)
        (new,) = session.execute(insert(table).values(values)).inserted_primary_key
        numbers[table.name, change.key[0]] = new
    else:
        session.execute(insert(table).values(values))


def _update(
    session: Session,
    change: RowChange,
    numbers: dict[tuple[str, object], object],
    *,
    is_decisive: bool,
) -> None:
    table = Base.metadata.tables[change.table]
    old, new = change.before or {}, change.after or {}
    stored = _stored(session, table, change.key)
    if stored is None or any(_plain(stored[name]) != _plain(old[name]) for name in old):
        if is_decisive:
            raise StaleChangeError
        return
    values = _renumbered(table, {n: new[n] for n in new if new[n] != old[n]}, numbers)
    if values:
        session.execute(update(table).where(_is(table, change.key)).values(values))


def _renumbered(table: Table, values: Values, numbers: dict[tuple[str, object], object]) -> Values:
    """Return values with references to the new numbers of rows that the same set inserts."""
    targets = {key.parent.name: key.column.table.name for key in table.foreign_keys}
    return {
        name: numbers.get((targets[name], value), value) if name in targets else value
        for name, value in values.items()
    }


def _plain(value: object) -> object:
    """Return a value as it comes back from JSON."""
    return json.loads(json.dumps(value, default=_marked), object_hook=_unmarked)


def _marked(value: object) -> dict[str, str]:
    if isinstance(value, datetime):
        return {"$time": value.isoformat()}
    if isinstance(value, bytes):
        return {"$bytes": base64.b64encode(value).decode()}
    raise TypeError(type(value))


def _unmarked(value: dict[str, object]) -> object:
    if value.keys() == {"$time"}:
        return datetime.fromisoformat(str(value["$time"]))
    if value.keys() == {"$bytes"}:
        return base64.b64decode(str(value["$bytes"]))
    return value
