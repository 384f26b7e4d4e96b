"""Database engine, sessions and column types; the only place that commits."""

import sqlite3
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from shutil import disk_usage

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    DateTime,
    Engine,
    Enum,
    Executable,
    LargeBinary,
    MetaData,
    String,
    Table,
    bindparam,
    cast,
    create_engine,
    event,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import DeclarativeBase, Session, configure_mappers
from sqlalchemy.types import TypeDecorator, TypeEngine

from library import write_turns
from library.errors import SettingError
from library.repeats import note_commit
from library.write_turns import OFFICE, Turn

_NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
_BUSY_MS = 30_000
"""Longest wait of a transaction for its turn to write."""

_MAX_IDLE_WAL_BYTES = 16 << 20
"""Size to which the write-ahead log shrinks after a long read had kept it from being reused."""

_PROGRAM = "diachi"
"""Name under which connections stand in pg_stat_activity, unless the URL gives one."""

_INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_URL_ADVICE = (
    "Cần sqlite:///TỆP hoặc postgresql+psycopg://…; "
    "PostgreSQL cần thêm: bin/prepare-python postgresql"
)


class UtcDateTime(TypeDecorator[datetime]):
    """A time: timezone-aware in Python, UTC in the database."""

    impl = DateTime
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: object) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: object) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class PlainText(TypeDecorator[str]):
    """Text without NUL characters, which PostgreSQL refuses and no reader ever typed."""

    impl = String
    cache_ok = True

    @property
    def python_type(self) -> type[str]:
        return str

    def process_bind_param(self, value: str | None, dialect: object) -> str | None:
        return value if value is None else value.replace("\0", "")


class CompressedText(TypeDecorator[str]):
    """Long text, deflated: a page of Vietnamese takes about a third of its size."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: object) -> bytes | None:
        return None if value is None else zlib.compress(value.encode(), 6)

    def process_result_value(self, value: bytes | None, dialect: object) -> str | None:
        return None if value is None else zlib.decompress(value).decode()


class Base(DeclarativeBase):
    """Base of every table."""

    metadata = MetaData(naming_convention=_NAMING_CONVENTION)
    type_annotation_map = {datetime: UtcDateTime(), str: PlainText()}


def one_of(values: type[StrEnum], name: str) -> Enum:
    """Return the column type of an enumeration, with a check constraint."""
    return Enum(
        values,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


def open_database(url: str, pool: int = 5) -> Engine:
    """Return the engine of this installation; nothing is read or written yet.

    Of the connections to a server `pool` stay open; up to twice as many more are closed after
    use. Raises SettingError if the URL is invalid or its driver is missing.
    """
    server = {} if url.startswith("sqlite") else _server_options(url, pool)
    try:
        engine = create_engine(
            url,
            hide_parameters=True,  # logged errors would name items beside keys of readers
            **server,
        )
    except (ArgumentError, ImportError) as error:
        kind = url.partition(":")[0]  # what follows may hold a password
        raise SettingError("DIACHI_DATABASE_URL", kind, _URL_ADVICE) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _tune_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_postgresql)
        event.listen(engine, "commit", _note_commit)
    configure_mappers()  # a tenth of a second, which the first reader should not wait for
    return engine


_NOTICES_A_DEAD_SERVER = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": 30_000,
}
"""Seconds, and milliseconds, after which a server that is cut off counts as lost (libpq)."""

_POOL_WAIT_SECONDS = 30
"""Longest wait for a free connection."""


def _server_options(url: str, pool: int) -> dict[str, object]:
    named = "application_name=" in url
    return {
        "pool_pre_ping": True,  # the server may have been restarted
        "pool_size": pool,
        "max_overflow": 2 * pool,
        "pool_timeout": _POOL_WAIT_SECONDS,
        "connect_args": {
            **_NOTICES_A_DEAD_SERVER,
            **({} if named else {"application_name": _PROGRAM}),
        },
    }


@contextmanager
def disposed_of(engine: Engine) -> Iterator[Engine]:
    """Yield an engine and close its connections afterwards."""
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def work(engine: Engine, turn: Turn = OFFICE) -> Iterator[Session]:
    """Yield a session in one transaction, committed at the end, when its turn to write comes."""
    writing = engine.execution_options(writes=turn)
    with Session(writing, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Yield a read-only session; nothing is committed."""
    with Session(engine, expire_on_commit=False) as session:
        yield session


def empty_write_ahead_log(engine: Engine) -> bool:
    """Empty the log of SQLite, which holds deleted rows until others are written over them.

    Returns False if somebody is reading at the moment, so that it must be tried again.
    """
    if engine.dialect.name != "sqlite":
        return True
    with closing(sqlite3.connect(engine.url.database or "", timeout=1)) as file:
        (is_busy, *_) = file.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not is_busy


def rewrite_file(engine: Engine) -> None:
    """Write the file of SQLite anew, if the disk has room for that.

    A row that moved to another page leaves a copy where it was, which secure_delete does not reach.
    """
    file = Path(engine.url.database or "")
    if engine.dialect.name == "sqlite" and 2 * file.stat().st_size < disk_usage(file.parent).free:
        with closing(sqlite3.connect(file, timeout=_BUSY_MS / 1000)) as connection:
            connection.execute("VACUUM")


def insert_new(session: Session, table: type[Base], rows: list[dict[str, object]]) -> None:
    """Insert rows, skipping those whose key exists."""
    dialect = session.get_bind().dialect.name
    if dialect == "postgresql":  # one statement for all rows takes a third of the time
        names = tuple(rows[0])
        columns = {name: [row[name] for row in rows] for name in names}
        session.connection().execute(_insert_columns(table, names), columns)
    else:
        session.connection().execute(_insert_new(dialect, table), rows)


def insert_or_lock(session: Session, table: type[Base], rows: list[dict[str, object]]) -> None:
    """Insert rows; existing rows are locked against deletion until the transaction ends."""
    session.connection().execute(_insert_or_lock(session.get_bind().dialect.name, table), rows)


@cache
def _insert_new(dialect: str, table: type[Base]) -> Executable:
    return _INSERTS[dialect](table.__table__).on_conflict_do_nothing()


@cache
def _insert_columns(table: type[Base], names: tuple[str, ...]) -> Executable:
    types = {name: postgresql.ARRAY(table.__table__.columns[name].type) for name in names}
    rows = select(*(func.unnest(bindparam(name, type_=kind)) for name, kind in types.items()))
    insert = postgresql.insert(table.__table__).from_select(names, rows)
    return insert.on_conflict_do_nothing()


@cache
def _insert_or_lock(dialect: str, table: type[Base]) -> Executable:
    insert = _INSERTS[dialect](table.__table__)
    key = list(table.__table__.primary_key)
    same = {column.name: insert.excluded[column.name] for column in key}
    return insert.on_conflict_do_update(index_elements=key, set_=same)


def total_of(column: ColumnElement[int]) -> ColumnElement[int]:
    """Return the sum of a BigInteger column, which PostgreSQL adds up as a decimal number."""
    return cast(func.sum(column), BigInteger)


def advance_sequences(connection: Connection, tables: Iterable[Table]) -> None:
    """Let PostgreSQL number new rows of tables after those that were inserted with numbers."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        if (column := table.autoincrement_column) is not None:
            sequence = func.pg_get_serial_sequence(table.name, column.name)
            highest = connection.scalar(select(func.max(column)))
            if highest is not None:
                connection.execute(select(func.setval(sequence, highest)))


def as_json(value: object) -> object:
    """Return a value of a column as it stands in a file."""
    if isinstance(value, date):
        return value.isoformat()
    return b64encode(value).decode() if isinstance(value, bytes) else value


def of_json(table: Table, row: Mapping[str, object]) -> dict[str, object]:
    """Return a row of a file with the values that its columns take, for those that exist.

    Raises ValueError for a value that is none.
    """
    return {name: _value(table.c[name].type, row[name]) for name in row if name in table.c}


def _value(column: TypeEngine[object], value: object) -> object:
    if value is None or isinstance(column, Enum) or not isinstance(value, str):
        return value
    kind = column.python_type
    if kind in (date, datetime):
        return kind.fromisoformat(value)
    return b64decode(value) if kind is bytes else value


def _tune_sqlite(connection: object, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")  # a delivery that was acknowledged survives a cut
    cursor.execute(f"PRAGMA journal_size_limit={_MAX_IDLE_WAL_BYTES}")
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
    cursor.execute("PRAGMA secure_delete=ON")  # what readers did is gone from the file as well
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later fails at once if another wrote in between;
    # one declared as writing waits for its turn instead. One that rebuilds a table drops the old
    # one, which would delete rows that reference it; this cannot be set after BEGIN.
    options = connection.get_execution_options()
    connection.exec_driver_sql(f"PRAGMA foreign_keys={'OFF' if options.get('rebuilds') else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")


def _note_commit(connection: Connection) -> None:
    if connection.get_execution_options().get("writes"):
        note_commit()


def _begin_postgresql(connection: Connection) -> None:
    # As on SQLite: transactions that write take turns, those that read see one moment.
    turn = connection.get_execution_options().get("writes")
    if turn:
        write_turns.take(connection, turn)
    else:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
