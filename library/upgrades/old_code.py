"""Changes of a database that would make older code fail which still runs on it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from sqlalchemy import Connection, Inspector, inspect

from library.upgrades.problems import OldCodeBrokenError

_LETS_DELETE = ("CASCADE", "SET NULL")
"""Rules of a foreign key under which older code can delete rows that newer code references."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Column:
    """A column as a program sees it that writes rows."""

    table: str
    name: str
    kind: str
    nullable: bool
    has_default: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """A primary key, unique index or check of a table; its text names the columns."""

    table: str
    text: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key."""

    table: str
    columns: frozenset[str]
    target: str
    on_delete: str


@dataclass(frozen=True, slots=True)
class Structure:
    """Columns of all tables, and what the database demands of their rows."""

    columns: frozenset[Column]
    rules: frozenset[Rule]
    references: frozenset[Reference]


def structure(connection: Connection) -> Structure:
    """Return the present structure of a database."""
    inspector = inspect(connection)
    rules = chain(_keys(inspector), _checks(inspector))
    return Structure(
        frozenset(_columns(inspector)), frozenset(rules), frozenset(_references(inspector))
    )


def require_unbroken(old: Structure, new: Structure) -> None:
    """Raise OldCodeBrokenError if code written for the old structure could fail on the new one."""
    for finding in findings(old, new):
        raise OldCodeBrokenError(finding)


def findings(old: Structure, new: Structure) -> Iterator[str]:
    """Yield changes over which code written for the old structure could stumble."""
    for column in old.columns - new.columns:
        yield f"cột {column.table}.{column.name} bị bỏ hoặc đổi"
    old_tables = {column.table for column in old.columns}
    old_names = {(column.table, column.name) for column in old.columns}
    for column in new.columns - old.columns:
        is_new = (column.table, column.name) not in old_names
        if is_new and column.table in old_tables and not (column.nullable or column.has_default):
            yield f"cột mới {column.table}.{column.name} bắt buộc có giá trị"
    for rule in old.rules ^ new.rules:
        if any((rule.table, word) in old_names for word in _WORD.findall(rule.text)):
            yield f"quy tắc của {rule.table} đổi: {rule.text}"
    for reference in old.references ^ new.references:
        binds_old_rows = any((reference.table, name) in old_names for name in reference.columns)
        holds_old_rows = reference.target in old_tables and reference.on_delete not in _LETS_DELETE
        if binds_old_rows or holds_old_rows:
            yield f"liên kết của {reference.table} tới {reference.target} đổi"


def _columns(inspector: Inspector) -> Iterator[Column]:
    for table, columns in _by_table(inspector.get_multi_columns()):
        for column in columns:
            has_default = column["default"] is not None or "identity" in column
            kind = str(column["type"])
            yield Column(table, column["name"], kind, column["nullable"], has_default)


def _keys(inspector: Inspector) -> Iterator[Rule]:
    for table, key in _by_table(inspector.get_multi_pk_constraint()):
        yield Rule(table, f"khóa chính ({', '.join(key['constrained_columns'])})")
    for table, indexes in _by_table(inspector.get_multi_indexes()):
        for index in indexes:
            if index["unique"]:
                yield Rule(table, _text(index))


def _text(index: dict[str, object]) -> str:
    """Return the name of an index, its columns or expressions, and the condition of its rows."""
    parts = index.get("expressions") or index["column_names"]
    options = index.get("dialect_options", {})
    conditions = (f" WHERE {options[name]}" for name in options if name.endswith("_where"))
    return f"{index['name']} ({', '.join(parts)}){''.join(conditions)}"


def _checks(inspector: Inspector) -> Iterator[Rule]:
    for table, checks in _by_table(inspector.get_multi_check_constraints()):
        for check in checks:
            yield Rule(table, check["sqltext"])


def _references(inspector: Inspector) -> Iterator[Reference]:
    for table, references in _by_table(inspector.get_multi_foreign_keys()):
        for reference in references:
            on_delete = reference["options"].get("ondelete", "")
            columns = frozenset(reference["constrained_columns"])
            yield Reference(table, columns, reference["referred_table"], on_delete)


def _by_table(answers: dict[tuple[str | None, str], object]) -> Iterator[tuple[str, object]]:
    """Yield the answer of an inspector for each table."""
    for (_, table), answer in answers.items():
        yield table, answer
