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

from library import clock
from library.changes.problems import StaleChangeError
from library.database import Base
from library.staff.audit_watch import AuditedAction, current_action, is_exempt
from library.staff.models import AuditEntry

Key = tuple[object, ...]
Values = dict[str, object]
_CAPTURED = "changes.captured"

_KEPT = {
    *("authority", "authority_variant", "authority_distinct", "item_authority", "holding"),
    *("transcript", "transcript_version", "article_list", "map_placement", "story", "story_part"),
    *("work_batch", "work_batch_document", "intake_rule", "bin_entry"),
    *("page", "instruction", "mending"),
}
"""Tables of which rows can be written back."""

_MADE_AGAIN = {"audit_entry", "public_change", "page_text", "leaf_due", "change_set"}
"""Tables of which rows follow from others, or tell of them."""

_FOLLOWING = {
    "item": {"changed", "cover", "page_count"},
    "accession": {"state", "message", "settled"},
}
"""Columns that follow from rows of other tables."""

NEVER_DELETED = {"page", "mending"}
"""Tables of which an undo marks new rows instead of deleting them."""

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
    """Old values of the columns that a session changed, by row, and its new objects and rows."""

    old: dict[tuple[str, Key], Values] = field(default_factory=dict)
    new: dict[int, object] = field(default_factory=dict)
    inserted: list[tuple[str, Key]] = field(default_factory=list)


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
    session: Session,
    columns: Mapping[str, Collection[str]] | None = None,
    *,
    tables: Collection[str] | None = None,
) -> list[RowChange]:
    """Return the rows that a transaction has changed so far, in some columns of tables or in all.

    Of new rows in some columns, what the database itself fills in is left out.
    """
    captured = session.info.get(_CAPTURED, _Captured())
    tables = tables or (Base.metadata.tables if columns is None else columns)
    changes = [
        RowChange(row.__tablename__, key, None, values)
        for row in captured.new.values()
        if row.__tablename__ in tables
        and (key := _key_of(row))
        and (row.__tablename__, key) not in captured.old  # SQLite gives free numbers again
        and (values := _loaded(row) if columns else stored(session, row.__table__, key))
    ]
    changes += [
        RowChange(name, key, None, values)
        for name, key in captured.inserted
        if name in tables
        and (name, key) not in captured.old
        and (values := stored(session, Base.metadata.tables[name], key))
    ]
    for (name, key), old in captured.old.items():
        if name in tables and (columns is None or not old.keys().isdisjoint(columns[name])):
            row = stored(session, Base.metadata.tables[name], key)
            after = row and {column: row[column] for column in old}
            if after != old:
                changes.append(RowChange(name, key, old, after))
    return changes


def undoable_changes(session: Session, undone_otherwise: Collection[str]) -> list[RowChange]:
    """Return the rows that a transaction has changed, if they can be written back later.

    Those of some actions in the trail need not be kept.
    """
    captured = session.info.get(_CAPTURED, _Captured())
    actions = {row.action for row in captured.new.values() if isinstance(row, AuditEntry)}
    rows = [(row.__tablename__, row.__table__.c.keys()) for row in captured.new.values()]
    rows += [(name, ()) for name, _ in captured.inserted]
    rows += [(name, old) for (name, _), old in captured.old.items()]
    if not _can_be_undone(rows) or not actions.isdisjoint(undone_otherwise):
        return []
    return changes_of(session, tables=_KEPT)


def undoable(changes: Iterable[RowChange]) -> list[RowChange]:
    """Return the rows of a change to write back; none if other rows would have to go with them."""
    changes = list(changes)
    columns = [(change.table, change.before or change.after or ()) for change in changes]
    return (
        [change for change in changes if change.table in _KEPT] if _can_be_undone(columns) else []
    )


def _can_be_undone(rows: Iterable[tuple[str, Collection[str]]]) -> bool:
    """Return True if all else follows from kept rows; given are tables with changed columns.

    What a change of names does to descriptions follows, too.
    """
    is_of_names = any(table in ("authority", "authority_distinct") for table, _ in rows)
    return all(
        table in _KEPT | _MADE_AGAIN
        or (is_of_names and table == "item" and "id" not in names)
        or set(names) <= _FOLLOWING.get(table, set())
        for table, names in rows
    )


def reverse(change: RowChange) -> RowChange:
    """Return the change that takes a change back."""
    if change.table == "mending" and "applied" in (change.after or {}):
        return RowChange(change.table, change.key, {"undone": None}, {"undone": clock.now()})
    if change.table == "page" and change.before is None:
        return RowChange(change.table, change.key, {"left_out": False}, {"left_out": True})
    old, new = change.before, change.after
    if change.table == "map_placement" and old and new:  # a form that is open is refused
        old = {**old, "version": new["version"] + 1}
    return RowChange(change.table, change.key, new, old)


def to_json(changes: Iterable[RowChange]) -> str:
    """Return changes as JSON, with times and bytes marked as such."""
    rows = [[change.table, change.key, change.before, change.after] for change in changes]
    return json.dumps(rows, ensure_ascii=False, default=_marked)


def of_json(text: str) -> list[RowChange]:
    """Return stored changes."""
    rows = json.loads(text, object_hook=_unmarked)
    return [RowChange(table, tuple(key), old, new) for table, key, old, new in rows]


def write(session: Session, changes: Iterable[RowChange], decisive: Collection[str]) -> None:
    """Write changes as their transaction would have; new rows get their numbers if these are free.

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
        is_undone = row.__tablename__ == "change_set"  # which waits with the rows of the undo
        if id(row) in captured.new or (is_exempt(row.__table__) and not is_undone):
            continue
        state = row._sa_instance_state
        committed = state.committed_state
        key = row.__tablename__, tuple(state.identity)
        old = captured.old.setdefault(key, {})
        is_gone = row in session.deleted
        values = {name: value for name, value in committed.items() if name in row.__table__.c}
        values = _loaded(row) | values if is_gone else values
        if NO_VALUE in values.values() or (is_gone and len(values) < len(row.__table__.c)):
            present = stored(session, row.__table__, key[1]) or {}
            values = present if is_gone else {name: present.get(name) for name in values}
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


def stored(session: Session, table: Table, key: Key) -> Values | None:
    """Return the columns of a row, or None."""
    row = session.connection().execute(select(table).where(_is(table, key))).mappings().first()
    return dict(row) if row else None


def users_of(session: Session, name: str, key: Key) -> set[tuple[str, Key]]:
    """Return the tables and keys of the rows that refer to a row."""
    return {
        (table.name, tuple(row))
        for table in Base.metadata.sorted_tables
        for link in table.foreign_keys
        if link.column.table.name == name
        for row in session.execute(select(*table.primary_key).where(link.parent == key[0]))
    }


def _is(table: Table, key: Key) -> ColumnElement[bool]:
    return and_(*(column == part for column, part in zip(table.primary_key, key, strict=True)))


def _insert(session: Session, change: RowChange, numbers: dict[tuple[str, object], object]) -> None:
    table = Base.metadata.tables[change.table]
    values = _renumbered(table, change.after or {}, numbers)
    number = table.autoincrement_column
    is_timed = change.table in ("audit_entry", "profile_version")  # in the order of their time
    if number is not None and (is_timed or stored(session, table, change.key)):
        values.pop(number.name)
    key = tuple(session.execute(insert(table).values(values)).inserted_primary_key)
    numbers[table.name, change.key[0]] = key[0]
    if watched_action() is not None:
        session.info.setdefault(_CAPTURED, _Captured()).inserted.append((table.name, key))


def _update(
    session: Session,
    change: RowChange,
    numbers: dict[tuple[str, object], object],
    *,
    is_decisive: bool,
) -> None:
    table = Base.metadata.tables[change.table]
    old, new = change.before or {}, change.after or {}
    present = stored(session, table, change.key) or {}
    same = [name for name in old if name in present and plain(present[name]) == plain(old[name])]
    if is_decisive and len(same) < len(old):
        raise StaleChangeError
    values = _renumbered(table, {n: new[n] for n in same if new[n] != old[n]}, numbers)
    if values:
        session.execute(update(table).where(_is(table, change.key)).values(values))


def _renumbered(table: Table, values: Values, numbers: dict[tuple[str, object], object]) -> Values:
    """Return values with references to the new numbers of rows that the same set inserts."""
    targets = {key.parent.name: key.column.table.name for key in table.foreign_keys}
    return {
        name: numbers.get((targets[name], value), value) if name in targets else value
        for name, value in values.items()
    }


def plain(value: object) -> object:
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
