"""Databases of the tests: SQLite files, or databases of the server in TEST_DATABASE_URL."""

import hashlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache, cached_property
from itertools import count
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, NullPool, Row, create_engine, make_url
from sqlalchemy.exc import ProgrammingError

from library.installation import set_up
from library.schema_version import newest_version
from library.settings import Settings, read_settings

_SHIPPED_COLLECTIONS = Path(__file__).parents[1] / "collections"
_TEMPLATE = "diachi_template"
_SPREAD = "UPDATE place_change SET spread = decided"
"""The index of an empty installation has the shipped units: no test needs to spread them again."""

_SCHEMA_VERSION = "SELECT version_num FROM alembic_version"
_TABLES_WITH_ROWS = (
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
    " AND relkind = 'r' AND relname <> 'alembic_version' AND pg_relation_size(oid) > 0"
)
_SCHEMA_NAMES = (
    "SELECT (SELECT md5(string_agg(relname || '.' || attname, ' ' ORDER BY relname, attnum))"
    " FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid"
    " WHERE relnamespace = 'public'::regnamespace AND NOT attisdropped)"
    " || (SELECT count(*) FROM pg_trigger)"
)
"""Checksum of the names of columns of tables and indexes, and the number of triggers: another after
a test dropped or renamed some."""

_DISCONNECT = (
    "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


class Databases(Protocol):
    """The databases of the installations that tests make."""

    def url(self, home: Path) -> str:
        """Return the URL of the database of an installation."""

    def prepare(self, url: str) -> None:
        """Create what an installation expects of its operator before `diachi init`."""

    def create(self, settings: Settings) -> None:
        """Create an empty, migrated database."""

    def copy(self, source: Settings, target: Settings) -> None:
        """Copy a database that nobody is connected to."""

    def release(self, folder: Path) -> None:
        """Drop the databases of the installations in a folder."""


class SqliteFiles:
    """Databases in the data folders of their installations."""

    def url(self, home: Path) -> str:
        """Return the URL of the file in the data folder."""
        return f"sqlite:///{home.resolve() / 'diachi.sqlite'}"

    def prepare(self, url: str) -> None:
        """Do nothing: SQLite creates the file."""

    def create(self, settings: Settings) -> None:
        """Write the file of an empty, migrated database; one with the shipped profiles has them."""
        is_shipped = settings.collections == _SHIPPED_COLLECTIONS
        _file(settings).write_bytes(_empty_file(_SHIPPED_COLLECTIONS if is_shipped else None))

    def copy(self, source: Settings, target: Settings) -> None:
        """Copy the file; what still stands in its log is written to it first."""
        with create_engine(source.database_url, poolclass=NullPool).connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(_file(source), _file(target))

    def release(self, folder: Path) -> None:
        """Do nothing: pytest removes the folder."""


class PostgresServer:
    """Databases of a PostgreSQL server, named after the data folders of their installations."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._homes: dict[str, Path] = {}
        self._clean: list[str] = []
        self._serial = count(1)

    def url(self, home: Path) -> str:
        """Return the URL of the database of a data folder; other processes get the same."""
        name = f"home_{hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:32]}"
        self._homes[name] = home.resolve()
        return self._address(name)

    def prepare(self, url: str) -> None:
        """Create the database without any table, unless it exists."""
        name = make_url(url).database
        if name in self._homes and not self._exists(name):
            self._run(f"CREATE DATABASE {name} STRATEGY file_copy")

    def create_sorted_by_language(self, settings: Settings) -> None:
        """Create a database that compares texts as a Vietnamese dictionary does."""
        name = make_url(settings.database_url).database
        sorting = "LOCALE_PROVIDER icu ICU_LOCALE 'vi'"
        self._run(f"CREATE DATABASE {name} TEMPLATE template0 {sorting}")

    def create(self, settings: Settings) -> None:
        """Give the installation a database with all tables and no rows."""
        name = make_url(settings.database_url).database
        if self._exists(name):
            self._run(f"DROP DATABASE {name} WITH (FORCE)")
        if self._clean:
            self._run(f"ALTER DATABASE {self._clean.pop()} RENAME TO {name}")
        else:
            self._make_template()
            self._run(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE} STRATEGY file_copy")

    def copy(self, source: Settings, target: Settings) -> None:
        """Copy a database that nobody is connected to."""
        names = [make_url(settings.database_url).database for settings in (target, source)]
        self._run("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy".format(*names))

    def release(self, folder: Path) -> None:
        """Empty or drop the databases of the installations in a folder."""
        for name in [name for name, home in self._homes.items() if home.is_relative_to(folder)]:
            del self._homes[name]
            if self._exists(name):
                self._recycle(name)

    def _recycle(self, name: str) -> None:
        """Empty a database for the next test, a fifth of the time of making one; or drop it."""
        with _connect(self._address(name)) as connection:
            is_reusable = _empty_tables(connection, self._template_names)
        if not is_reusable:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")
            return
        clean = f"clean_{os.getpid()}_{next(self._serial)}"
        self._run(f"ALTER DATABASE {name} RENAME TO {clean}")
        self._clean.append(clean)

    def _make_template(self) -> None:
        """Migrate a database once; the other workers wait for it."""
        self._run("SELECT pg_advisory_lock(1)")
        if not self._exists(_TEMPLATE):
            unfinished = f"{_TEMPLATE}_unfinished"
            self._run(f"CREATE DATABASE {unfinished}")
            _migrate(self._address(unfinished))
            self._run(f"ALTER DATABASE {unfinished} RENAME TO {_TEMPLATE}")
        self._run("SELECT pg_advisory_unlock(1)")

    @cached_property
    def _template_names(self) -> str:
        with _connect(self._address(_TEMPLATE)) as connection:
            return connection.exec_driver_sql(_SCHEMA_NAMES).scalar_one()

    def _exists(self, name: str) -> bool:
        return name in {row.datname for row in self._run("SELECT datname FROM pg_database")}

    def _run(self, statement: str) -> list[Row]:
        result = self._server.exec_driver_sql(statement)
        return list(result) if result.returns_rows else []

    @cached_property
    def _server(self) -> Connection:
        return create_engine(self._url, isolation_level="AUTOCOMMIT").connect()

    def _address(self, name: str) -> str:
        return self._url.set(database=name).render_as_string(hide_password=False)


@contextmanager
def _connect(url: str) -> Iterator[Connection]:
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        yield connection


def _empty_tables(connection: Connection, schema_names: str) -> bool:
    """Delete all rows; return False if a test left other tables than the newest version has."""
    connection.exec_driver_sql(_DISCONNECT)
    try:
        version = connection.exec_driver_sql(_SCHEMA_VERSION).scalar()
    except ProgrammingError:
        return False
    names = connection.exec_driver_sql(_SCHEMA_NAMES).scalar_one()
    if (version, names) != (newest_version(), schema_names):
        return False
    tables = ", ".join(connection.exec_driver_sql(_TABLES_WITH_ROWS).scalars())
    if tables:
        connection.exec_driver_sql("SET session_replication_role = replica")  # no trigger refuses
        connection.exec_driver_sql(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
    return True


def _migrate(url: str, collections: Path | None = None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        environ = {"DIACHI_HOME": folder, "DIACHI_DATABASE_URL": url}
        environ["DIACHI_COLLECTIONS"] = str(collections or folder)
        engine: Engine = set_up(read_settings(environ))
        engine.dispose()


def _file(settings: Settings) -> Path:
    return Path(make_url(settings.database_url).database)


@cache
def _empty_file(collections: Path | None) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "diachi.sqlite"
        _migrate(f"sqlite:///{file}", collections)
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute(_SPREAD)
        return file.read_bytes()


SERVER_URL = os.environ.get("TEST_DATABASE_URL", "")
"""URL of a PostgreSQL server on which the tests may create databases; empty for SQLite."""

DATABASES: Databases = PostgresServer(SERVER_URL) if SERVER_URL else SqliteFiles()
