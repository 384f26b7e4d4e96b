"""Schema version of the database: migration forward and back with Alembic."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from library.errors import DatabaseNewerError, DatabaseNotReadyError, DatabaseOlderError
from library.transactions.write_turns import ALL_WRITES

_MIGRATIONS = Path(__file__).parent / "migrations"

OnRevision = Callable[[str], None]
"""Called with the identifier of each revision that was applied."""


def version_of(engine: Engine) -> str | None:
    """Return the revision of a database; None if it has no tables yet."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


@cache
def newest_version() -> str:
    """Return the newest revision in the code."""
    return _scripts().get_current_head()


@cache
def known_versions() -> tuple[str, ...]:
    """Return all revisions in the code, oldest first."""
    return tuple(revision.revision for revision in _scripts().walk_revisions())[::-1]


def require_present(version: str | None) -> None:
    """Raise the error that says how to proceed unless this is the revision of the code."""
    if version is None:
        raise DatabaseNotReadyError
    if version not in known_versions():
        raise DatabaseNewerError(version, newest_version())
    if version != newest_version():
        raise DatabaseOlderError(version, newest_version())


@contextmanager
def rebuilding(engine: Engine) -> Iterator[Connection]:
    """Yield a connection in one transaction that may rebuild tables, committed at the end."""
    with engine.execution_options(writes=ALL_WRITES, rebuilds=True).begin() as connection:
        yield connection


def migrate(
    connection: Connection, to: str = "head", on_revision: OnRevision | None = None
) -> None:
    """Run the revisions up to `to` in the transaction of the connection."""
    command.upgrade(_alembic(connection, on_revision), to)


def upgrade(engine: Engine, to: str = "head") -> None:
    """Run the revisions up to `to`, all or none."""
    with rebuilding(engine) as connection:
        migrate(connection, to)


def downgrade(engine: Engine, to: str) -> None:
    """Revert the revisions down to `to`."""
    with rebuilding(engine) as connection:
        command.downgrade(_alembic(connection), to)


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_alembic())


def _alembic(connection: object = None, on_revision: OnRevision | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    config.attributes["on_revision"] = on_revision
    return config
