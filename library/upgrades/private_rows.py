"""Single uses and salts, which no copy has: a downgrade takes them from the newer database."""

from collections.abc import Iterator

from sqlalchemy import Connection, column, insert, inspect, select, table

from library.backup.database_copy import PRIVATE_TABLES

_ROWS_AT_ONCE = 1_000


def carry_over(newer: Connection, older: Connection) -> None:
    """Insert the private rows of the newer database into the older one, where they belong.

    Uses get new numbers; those of computers that the older database does not know are left out.
    """
    computers = set(older.scalars(select(column("id")).select_from(table("device"))))
    for name in PRIVATE_TABLES:
        if not all(inspect(database).has_table(name) for database in (newer, older)):
            continue
        private = table(name, *map(column, _common_columns(name, newer, older)))
        rows = newer.execution_options(yield_per=_ROWS_AT_ONCE).execute(select(private))
        for portion in rows.mappings().partitions():
            insertable = [
                dict(row) for row in portion if row.get("device_id") in computers.union({None})
            ]
            if insertable:
                older.execute(insert(private), insertable)


def _common_columns(name: str, newer: Connection, older: Connection) -> Iterator[str]:
    """Yield the columns that a table has in both databases, except the number of a row."""
    older_columns = {row["name"] for row in inspect(older).get_columns(name)}
    for row in inspect(newer).get_columns(name):
        if row["name"] != "id" and row["name"] in older_columns:
            yield row["name"]
