"""Copies all tables from one database to another, in batches; continues where it was stopped."""

from collections.abc import Iterator
from itertools import zip_longest

from sqlalchemy import Connection, Engine, Row, Select, Table, func, inspect, select, tuple_

from library import schema_version
from library.catalogue.belongings import belongings
from library.database import Base

_BATCH_ROWS = 2000
_TABLE_OF_VERSION = "alembic_version"

_REFERENCES = (
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE contype = 'f' AND conparentid = 0 AND connamespace = 'public'::regnamespace"
)


def tables() -> tuple[Table, ...]:
    """Return all tables of the library by name; without foreign keys no order is needed."""
    return tuple(table for _, table in sorted(Base.metadata.tables.items()))


def empty(engine: Engine) -> None:
    """Make a database empty, with all tables and no rows."""
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            run = connection.exec_driver_sql
            run("DROP SCHEMA IF EXISTS event_days CASCADE")
            run("DROP SCHEMA public CASCADE")
            run("CREATE SCHEMA public")
    elif schema_version.version_of(engine) is not None:
        with schema_version.rebuilding(engine) as connection:
            run = connection.exec_driver_sql
            for kind in ("trigger", "table"):
                for name in run(_SQLITE_THINGS, (kind,)).scalars().all():
                    run(f'DROP {kind.upper()} "{name}"')
    schema_version.upgrade(engine)
    with schema_version.rebuilding(engine) as connection:
        for table in tables():
            if connection.scalar(select(func.count()).select_from(table)):
                connection.execute(table.delete())  # entered by revisions; the source has them


_SQLITE_THINGS = "SELECT name FROM sqlite_master WHERE type = ? AND name NOT LIKE 'sqlite_%'"


def row_count(engine: Engine) -> int:
    """Return the number of rows of a database but those of set-up; 0 without tables."""
    with engine.connect() as connection:
        present = set(inspect(connection).get_table_names())
        counted = [t.table for t in belongings().values() if not t.is_prefilled]
        counts = [select(func.count()).select_from(t) for t in counted if t.name in present]
        return sum(connection.scalar(count) for count in counts)


def foreign_tables(engine: Engine) -> tuple[str, ...]:
    """Return the names of the tables that belong to other software."""
    own = {table.name for table in tables()} | {_TABLE_OF_VERSION}
    return tuple(sorted(set(inspect(engine).get_table_names()) - own))


def take_off_references(engine: Engine) -> tuple[tuple[str, str, str], ...]:
    """Drop the foreign keys of a PostgreSQL database and return them; SQLite just ignores them."""
    if engine.dialect.name != "postgresql":
        return ()
    with engine.begin() as connection:
        references = tuple(map(tuple, connection.exec_driver_sql(_REFERENCES)))
        for table, name, _ in references:
            connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    return references


def put_back_references(engine: Engine, references: tuple[tuple[str, str, str], ...]) -> None:
    """Add foreign keys where they are missing, which checks every row."""
    if not references:
        return
    with engine.begin() as connection:
        present = {row.conname for row in connection.exec_driver_sql(_REFERENCES)}
        for table, name, definition in references:
            if name not in present:
                connection.exec_driver_sql(
                    f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"
                )


def copy_table(source: Engine, target: Engine, table: Table) -> int:
    """Copy the rows that the target lacks, in the order of their key; return their number."""
    row_count = 0
    with target.connect() as connection:
        last = connection.execute(
            select(*_key(table)).order_by(*[column.desc() for column in _key(table)]).limit(1)
        ).first()
    with source.connect() as rows:
        for batch in _batches(rows, table, last):
            with schema_version.rebuilding(target) as connection:
                connection.execute(table.insert(), [dict(row._mapping) for row in batch])
            row_count += len(batch)
    return row_count


def differences(source: Engine, target: Engine) -> Iterator[str]:
    """Yield the name of each table with differing rows, and the key of the first of them."""
    with source.connect() as old, target.connect() as new:
        for table in tables():
            pairs = zip_longest(_rows(old, table), _rows(new, table))
            for mine, theirs in pairs:
                if mine is None or theirs is None or tuple(mine) != tuple(theirs):
                    key = _key_of(table, mine if mine is not None else theirs)
                    yield f"bảng {table.name}, dòng {', '.join(map(str, key))}"
                    break


def _rows(connection: Connection, table: Table) -> Iterator[Row]:
    for batch in _batches(connection, table, None):
        yield from batch


def _batches(connection: Connection, table: Table, last: Row | None) -> Iterator[list[Row]]:
    """Yield the rows after a key, in the order of the key; each batch is a query of its own."""
    key = None if last is None else tuple(last)
    while batch := list(connection.execute(_query(table, key))):
        yield batch
        key = _key_of(table, batch[-1])


def _query(table: Table, key: tuple[object, ...] | None) -> Select:
    query = select(*table.columns).order_by(*_key(table)).limit(_BATCH_ROWS)
    if key is None:
        return query
    if len(key) == 1:
        return query.where(_key(table)[0] > key[0])
    return query.where(tuple_(*_key(table)) > tuple_(*key, types=[c.type for c in _key(table)]))


def _key(table: Table) -> list:
    return list(table.primary_key.columns)


def _key_of(table: Table, row: Row) -> tuple[object, ...]:
    return tuple(row._mapping[column] for column in _key(table))
