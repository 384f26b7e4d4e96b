"""Comparison of two databases row by row: the records that only one of them has."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, inspect

from library.upgrades.table_names import RECORD_NAMES

_IGNORED = {"changed", "spread"}
"""Columns that no person writes: the time of the last change, which never changes alone and which
migrations set too, and the time at which the index learned of a change of places."""

_Row = tuple[tuple[object, ...], tuple[object, ...]]
"""Key of a row, and the values of all its columns."""


@dataclass(frozen=True, slots=True)
class TableDifference:
    """Numbers of rows in which a newer database differs from an older one."""

    table: str
    added: int = 0
    changed: int = 0
    removed: int = 0

    @property
    def sentence(self) -> str:
        """Return the numbers in words of the library."""
        parts = (
            (self.added, "thêm mới"),
            (self.changed, "đã sửa"),
            (self.removed, "đã xoá, sẽ trở lại"),
        )
        numbers = ", ".join(f"{count} {word}" for count, word in parts if count)
        return f"{RECORD_NAMES[self.table]}: {numbers}"


def differences(newer: Connection, older: Connection) -> Iterator[TableDifference]:
    """Yield the tables of records that differ; columns of only one side are not compared."""
    existing = set(inspect(newer).get_table_names())
    older_tables = set(inspect(older).get_table_names())
    for name in RECORD_NAMES:
        if name in existing:
            rows = _rows(older, name, newer) if name in older_tables else iter(())
            difference = _difference(name, _rows(newer, name, older), rows)
            if difference != TableDifference(name):
                yield difference


def _difference(name: str, newer: Iterator[_Row], older: Iterator[_Row]) -> TableDifference:
    """Merge two streams of rows in the order of their keys."""
    additions = changes = removals = 0
    new, old = next(newer, None), next(older, None)
    while new or old:
        if old is None or (new is not None and new[0] < old[0]):
            additions, new = additions + 1, next(newer, None)
        elif new is None or old[0] < new[0]:
            removals, old = removals + 1, next(older, None)
        else:
            changes += new[1] != old[1]
            new, old = next(newer, None), next(older, None)
    return TableDifference(name, additions, changes, removals)


def _rows(connection: Connection, name: str, other: Connection) -> Iterator[_Row]:
    """Yield the rows of a table in the order of its key, with the columns that both sides have."""
    quote = connection.dialect.identifier_preparer.quote
    key = inspect(connection).get_pk_constraint(name)["constrained_columns"]
    columns = [column["name"] for column in inspect(connection).get_columns(name)]
    columns = [column for column in columns if column not in _IGNORED]
    if inspect(other).has_table(name):
        common = {column["name"] for column in inspect(other).get_columns(name)}
        columns = [column for column in columns if column in common]
    column_list = ", ".join(map(quote, (*key, *columns)))
    rows = connection.execution_options(stream_results=True).exec_driver_sql(
        f"SELECT {column_list} FROM {quote(name)} ORDER BY {', '.join(map(quote, key))}"  # noqa: S608
    )
    for row in rows:
        yield tuple(row[: len(key)]), tuple(row[len(key) :])
