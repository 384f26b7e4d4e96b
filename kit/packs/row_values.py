"""Values of database rows as JSON, and back."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Enum, Table
from sqlalchemy.types import TypeEngine


def as_json(value: object) -> object:
    """Return a value of a column as it stands in a record."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return b64encode(value).decode()
    return value


def of_json(table: Table, row: Mapping[str, object]) -> dict[str, object]:
    """Return a row of a record with the values that its columns take; raise ValueError."""
    return {name: _value(table.columns[name].type, value) for name, value in row.items()}


def _value(column: TypeEngine[object], value: object) -> object:
    if value is None or isinstance(column, Enum) or not isinstance(value, str):
        return value
    kind = column.python_type
    if kind in (date, datetime):
        return kind.fromisoformat(value)
    return b64decode(value) if kind is bytes else value
