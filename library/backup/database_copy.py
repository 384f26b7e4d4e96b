"""Consistent copies of the database while everything runs, and their opening elsewhere."""

import re
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ProgrammingError

from library.backup.problems import (
    DatabaseNotCopiedError,
    DumpProgramMissingError,
    NoNewDatabaseError,
)
from library.catalogue.belongings import private_tables
from library.database import disposed_of, open_database

SQLITE_COPY, POSTGRESQL_COPY = "diachi.sqlite", "diachi.pgdump"

_DUMP_TIMEOUT_SECONDS = 6 * 3600
_HEADER_BYTES = 100
_CODE_POINT_ORDER = "TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
_MAINTENANCE_DATABASE = "postgres"
"""Database to connect to while others are renamed."""


@contextmanager
def copied(engine: Engine, folder: Path) -> Iterator[Connection]:
    """Copy the database into a folder, and yield a connection that sees exactly the copied rows.

    The rows of `private_tables` are left out; a connection to PostgreSQL still sees them.
    Nobody waits for it: SQLite copies one moment of its write-ahead log, PostgreSQL one snapshot.
    """
    copy = _copy_sqlite if engine.dialect.name == "sqlite" else _copy_postgresql
    with copy(engine, folder) as connection:
        yield connection


def copied_database(folder: Path) -> Path | None:
    """Return the copied database in a folder; None if there is none."""
    places = (folder / SQLITE_COPY, folder / POSTGRESQL_COPY)
    return next((place for place in places if place.is_file()), None)


def damage_in(copy: Path) -> str | None:
    """Return the damage that SQLite finds in a copied file; None for a sound one or a dump."""
    if copy.name != SQLITE_COPY:
        return None
    try:
        with closing(sqlite3.connect(copy)) as database:
            (finding,) = database.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        return str(error)
    return None if finding == "ok" else finding


@contextmanager
def opened_copy(copy: Path, server: str) -> Iterator[str]:
    """Yield the URL of a copied database that may be written to.

    That of PostgreSQL is loaded into a database of its own on the same server, and dropped.
    """
    if copy.name == SQLITE_COPY:
        yield f"sqlite:///{copy}"
        return
    url = make_url(server)
    scratch = url.set(database=f"{url.database}_restored_{uuid4().hex[:8]}")
    try:
        load_copy(copy, server, scratch.database)
        yield scratch.render_as_string(hide_password=False)
    finally:
        _on_server(url, f'DROP DATABASE IF EXISTS "{scratch.database}" WITH (FORCE)')


def load_copy(copy: Path, server: str, name: str) -> None:
    """Create a database of this name on a PostgreSQL server and load a copy into it."""
    url = make_url(server)
    try:
        _on_server(url, f'CREATE DATABASE "{name}" {_CODE_POINT_ORDER}')
    except ProgrammingError as error:
        raise NoNewDatabaseError(url.username or "diachi") from error
    with _login(url.set(database=name), copy.parent) as login:
        _run("pg_restore", "--no-owner", "--exit-on-error", "--dbname", login, str(copy))


def drop_beginning_with(server: str, beginning: str) -> None:
    """Drop the databases of a PostgreSQL server that a killed command left."""
    with disposed_of(open_database(server)) as engine, engine.connect() as connection:
        names = connection.exec_driver_sql("SELECT datname FROM pg_database").scalars().all()
    for name in names:
        if name.startswith(beginning):
            _on_server(make_url(server), f'DROP DATABASE "{name}" WITH (FORCE)')


def exchange(server: str, names: dict[str, str]) -> None:
    """Rename databases of a PostgreSQL server in one transaction; nobody may be connected."""
    url = make_url(server).set(database=_MAINTENANCE_DATABASE)
    with (
        disposed_of(open_database(url.render_as_string(hide_password=False))) as engine,
        engine.begin() as connection,
    ):
        for old, new in names.items():
            connection.exec_driver_sql(f'ALTER DATABASE "{old}" RENAME TO "{new}"')


@contextmanager
def _copy_sqlite(engine: Engine, folder: Path) -> Iterator[Connection]:
    copy = folder / SQLITE_COPY
    try:
        # all pages in one step: with several, every write of another process starts it afresh
        with (
            closing(sqlite3.connect(engine.url.database or "")) as live,
            closing(sqlite3.connect(copy)) as new,
        ):
            live.backup(new, pages=-1)
        _remove_private_rows(copy)
    except sqlite3.Error as error:
        raise DatabaseNotCopiedError(error) from error
    if (damage := damage_in(copy)) is not None:
        raise DatabaseNotCopiedError(damage)
    with disposed_of(open_database(f"sqlite:///{copy}")) as new, new.connect() as rows:
        yield rows


def _remove_private_rows(copy: Path) -> None:
    """Delete the private rows of a copied file, and overwrite what deleted rows left in it.

    Free pages of the running database may hold rows that were deleted before. VACUUM would remove
    them as well, but moves every page, so that each copy would be stored as a whole (measured
    with 116 MB: 116 MB more for each copy instead of 15).
    """
    with closing(sqlite3.connect(copy, isolation_level=None)) as new:
        new.execute("PRAGMA secure_delete=ON")
        tables = {name for (name,) in new.execute("SELECT name FROM sqlite_master")}
        for table in tables.intersection(private_tables()):
            new.execute(f"DELETE FROM {table}")  # noqa: S608  (the names are ours)
    _overwrite_free_pages(copy)


def _overwrite_free_pages(database: Path) -> None:
    """Write zeros over the unused pages of a closed file; its free list stays as it is.

    Trunk pages of the list name the next trunk, a count and so many leaves, which hold nothing
    (section 1.5 of SQLite's description of its file format).
    """
    with database.open("r+b") as file:
        header = file.read(_HEADER_BYTES)
        page_bytes, trunk = int.from_bytes(header[16:18]), int.from_bytes(header[32:36])
        page_bytes = 65536 if page_bytes == 1 else page_bytes
        while trunk:
            start = (trunk - 1) * page_bytes
            file.seek(start)
            content = file.read(page_bytes)
            trunk, count = int.from_bytes(content[:4]), int.from_bytes(content[4:8])
            used_bytes = 8 + 4 * count
            file.seek(start + used_bytes)
            file.write(bytes(page_bytes - used_bytes))
            for place in range(8, used_bytes, 4):
                file.seek((int.from_bytes(content[place : place + 4]) - 1) * page_bytes)
                file.write(bytes(page_bytes))


@contextmanager
def _copy_postgresql(engine: Engine, folder: Path) -> Iterator[Connection]:
    copy = folder / POSTGRESQL_COPY
    with (
        engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection,
        _login(engine.url, folder.parent) as login,
    ):
        snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        form = ("--format", "custom", "--compress", "0", "--no-owner")  # restic compresses
        private = [f"--exclude-table-data={table}" for table in private_tables()]
        place = ("--snapshot", snapshot, "--file", str(copy), "--dbname", login)
        _run("pg_dump", *form, *private, *place)
        yield connection


@contextmanager
def _login(url: URL, folder: Path) -> Iterator[str]:
    """Yield a connection string without its password, which is in a private file meanwhile."""
    password = re.sub(r"([\\:])", r"\\\1", url.password or "")
    with tempfile.NamedTemporaryFile("w", dir=folder, encoding="utf-8") as file:
        file.write(f"*:*:*:*:{password}\n")
        file.flush()
        login = URL.create(
            "postgresql",
            username=url.username,
            host=url.host,
            port=url.port,
            database=url.database,
            query={**url.query, "passfile": file.name},
        )
        yield login.render_as_string().replace("+", "%20")  # which libpq does not read as a space


def _on_server(url: URL, statement: str) -> None:
    with (
        disposed_of(open_database(url.render_as_string(hide_password=False))) as server,
        server.connect().execution_options(isolation_level="AUTOCOMMIT") as connection,
    ):
        connection.exec_driver_sql(statement)


def _run(program: str, *words: str) -> None:
    try:
        subprocess.run(
            [program, *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
            timeout=_DUMP_TIMEOUT_SECONDS,
            text=True,
        )
    except FileNotFoundError as error:
        raise DumpProgramMissingError(program) from error
    except subprocess.TimeoutExpired as error:
        hours = _DUMP_TIMEOUT_SECONDS // 3600
        raise DatabaseNotCopiedError(f"{program} quá {hours} giờ") from error
    except subprocess.CalledProcessError as error:
        raise DatabaseNotCopiedError(error.stderr.strip() or program) from error
