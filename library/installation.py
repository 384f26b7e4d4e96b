"""Set-up of an installation: folders, database, secrets. Safe to repeat."""

import os
import secrets
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

import library.tables  # noqa: F401  (every table must be known before any is used)
from library import clock
from library.database import open_database
from library.errors import DatabaseCollationError, DatabaseNewerError, DatabaseNotReadyError
from library.settings import Settings

_MIGRATIONS = Path(__file__).parent / "migrations"
_COMPARES_CODE_POINTS = "SELECT 'Z' < 'a' AND current_setting('server_encoding') = 'UTF8'"


def set_up(settings: Settings) -> Engine:
    """Create missing folders and upgrade the database to the version of the code."""
    for folder in (settings.masters, settings.derivatives, settings.temporary):
        folder.mkdir(parents=True, exist_ok=True)
    with _opened(settings) as engine:
        version = _version(engine)
        if version not in _known_versions():
            raise DatabaseNewerError
        if version != newest_version():
            back_up_database(settings, engine)
            upgrade(engine)
        return engine


def open_installation(settings: Settings) -> Engine:
    """Return the engine of an existing installation; raise DatabaseNotReadyError."""
    with _opened(settings) as engine:
        on_disk = engine.dialect.name != "sqlite" or Path(engine.url.database or "").exists()
        if not on_disk or _version(engine) != newest_version():
            raise DatabaseNotReadyError
        return engine


@contextmanager
def installation(settings: Settings) -> Iterator[Engine]:
    """Yield the engine of an existing installation, and dispose of it afterwards."""
    engine = open_installation(settings)
    try:
        yield engine
    finally:
        engine.dispose()


def upgrade(engine: Engine, to: str = "head") -> None:
    """Run the revisions up to `to`, all or none."""
    with engine.execution_options(writes=True, rebuilds=True).begin() as connection:
        command.upgrade(_alembic(connection), to)


def downgrade(engine: Engine, to: str) -> None:
    """Revert the revisions down to `to`."""
    with engine.execution_options(writes=True, rebuilds=True).begin() as connection:
        command.downgrade(_alembic(connection), to)


def back_up_database(settings: Settings, engine: Engine) -> None:
    """Back up an SQLite database before a migration; PostgreSQL has its own backups."""
    database = Path(engine.url.database or "")
    if engine.dialect.name != "sqlite" or not _version(engine):
        return
    copy = settings.home / f"{database.stem}-{clock.now():%Y%m%d-%H%M%S}{database.suffix}"
    with closing(sqlite3.connect(database)) as old, closing(sqlite3.connect(copy)) as new:
        old.backup(new)


@cache
def newest_version() -> str | None:
    """Return the newest revision in the code."""
    return ScriptDirectory.from_config(_alembic()).get_current_head()


def secret_key(settings: Settings) -> str:
    """Return the key that signs cookies; created once, readable only by its owner."""
    place = settings.home / "secret_key"
    if not place.exists():
        with tempfile.NamedTemporaryFile("w", dir=settings.home) as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
            with suppress(FileExistsError):  # another process was faster
                os.link(file.name, place)
    return place.read_text()


@contextmanager
def _opened(settings: Settings) -> Iterator[Engine]:
    """Yield the engine, and dispose of it if it cannot be used."""
    engine = open_database(settings.database_url)
    with ExitStack() as stack:
        stack.callback(engine.dispose)
        if engine.dialect.name == "postgresql":
            _require_order_of_code_points(engine)
        yield engine
        stack.pop_all()


def _require_order_of_code_points(engine: Engine) -> None:
    """Refuse a PostgreSQL database in which sort keys would come in another order."""
    with engine.connect() as connection:
        if not connection.exec_driver_sql(_COMPARES_CODE_POINTS).scalar():
            raise DatabaseCollationError(engine.url.database)


def _version(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _known_versions() -> set[str | None]:
    revisions = ScriptDirectory.from_config(_alembic()).walk_revisions()
    return {None, *(revision.revision for revision in revisions)}


def _alembic(connection: object = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    return config
