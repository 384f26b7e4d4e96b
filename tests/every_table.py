"""A row of every table, for tests that nothing is lost on the way."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from sqlalchemy import JSON, Column, Connection, Enum

from library.catalogue.models import ItemState, PageState
from library.database import Base
from library.stories.models import StoryState

ITEM_ID = "moitaulieu12"
_NUMBER = 30_001
_MOMENT = datetime(2026, 11, 2, 8, tzinfo=UTC)
_VALUES = {
    "item.id": ITEM_ID,
    "item.state": ItemState.PUBLISHED,
    "page.state": PageState.DONE,
    "page.left_out": False,
    "picture.back_of": _NUMBER,
    "original_record.content": {"leader": "00000nam a2200000 a 4500", "fields": []},
    "profile_version.text": "",
    "story.state": StoryState.PUBLISHED,
    "transcript.cues": "WEBVTT\n",
}
_BY_TYPE = {
    bool: True,
    int: 1,
    float: 0.5,
    bytes: b"\1",
    datetime: _MOMENT,
    date: date(2026, 11, 2),
}


def fill_every_table(connection: Connection) -> None:
    """Insert a row into each table; rows name the one row of the tables that they refer to."""
    rows: dict[str, Mapping[str, object]] = {}
    for table in Base.metadata.sorted_tables:
        row = {column.name: _value(column, rows) for column in table.columns}
        connection.execute(table.insert().values(row))
        rows[table.name] = row


def _value(column: Column[object], rows: Mapping[str, Mapping[str, object]]) -> object:
    full_name = f"{column.table.name}.{column.name}"
    if full_name in _VALUES:
        return _VALUES[full_name]
    if column.name == "item_id":
        return ITEM_ID
    for key in column.foreign_keys:
        return rows.get(key.column.table.name, {}).get(key.column.name)
    if isinstance(column.type, Enum):
        return column.type.enums[0]
    if isinstance(column.type, JSON):
        return {}
    kind = column.type.python_type
    return _NUMBER if column.primary_key and kind is int else _BY_TYPE.get(kind, column.name)
