"""Checks of a migrated database before its migration is committed."""

from collections.abc import Iterator

from sqlalchemy import Connection, inspect

from library.upgrades.problems import UpgradeCheckError
from library.upgrades.table_names import RECORD_NAMES


def row_counts(connection: Connection) -> dict[str, int]:
    """Return the number of rows of each table of records that exists."""
    quote = connection.dialect.identifier_preparer.quote
    return {
        name: connection.exec_driver_sql(f"SELECT count(*) FROM {quote(name)}").scalar_one()  # noqa: S608
        for name in sorted(inspect(connection).get_table_names())
        if name in RECORD_NAMES
    }


def broken_references(connection: Connection) -> int:
    """Return the number of rows that reference a missing row; PostgreSQL has none."""
    if connection.dialect.name != "sqlite":
        return 0
    return len(connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall())


def require_sound(connection: Connection, counts_before: dict[str, int], broken_before: int) -> int:
    """Return the number of records; raise UpgradeCheckError if the migration lost or broke some."""
    for finding in _findings(connection, counts_before, broken_before):
        raise UpgradeCheckError(finding)
    return sum(row_counts(connection).values())


def _findings(
    connection: Connection, counts_before: dict[str, int], broken_before: int
) -> Iterator[str]:
    if connection.dialect.name == "sqlite":
        finding = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
        if finding != "ok":
            yield finding
    broken_count = broken_references(connection)
    if broken_count > broken_before:
        yield f"{broken_count - broken_before} dòng trỏ tới dòng không có"
    counts = row_counts(connection)
    for name, count_before in counts_before.items():
        if counts.get(name, 0) < count_before:
            yield f"{RECORD_NAMES[name]}: còn {counts.get(name, 0)}, lẽ ra {count_before}"
