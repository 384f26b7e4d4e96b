"""Schema version of the database: migration forward with Alembic."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, delete, insert, inspect, select
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base, reading
from library.errors import (
    DatabaseNewerError,
    DatabaseNotReadyError,
    DatabaseOlderError,
    DatabaseTooOldError,
)
from library.write_turns import ALL_WRITES

_MIGRATIONS = Path(__file__).parent / "migrations"

OnRevision = Callable[[str], None]
"""Called with the identifier of each revision that was applied."""


class SupportedVersion(Base):
    """Newest revision of older code that may use the database as it is."""

    __tablename__ = "supported_version"

    revision: Mapped[str] = mapped_column(primary_key=True)


def version_of(engine: Engine) -> str | None:
    """Return the revision of a database; None if it has no tables yet."""
    with engine.connect() as connection:
        return _version(connection)


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
    _require_not_too_old(version)
    if version not in known_versions():
        raise DatabaseNewerError(version, newest_version())
    if version != newest_version():
        raise DatabaseOlderError(version, newest_version())


def require_usable(engine: Engine) -> None:
    """Raise the error that says how to proceed unless the code may use this database.

    A newer database says itself which older code it supports.
    """
    version = version_of(engine)
    if version in (None, *known_versions()) or newest_version() not in _supported(engine):
        require_present(version)


@contextmanager
def rebuilding(engine: Engine) -> Iterator[Connection]:
    """Yield a connection in one transaction that may rebuild tables, committed at the end."""
    with engine.execution_options(writes=ALL_WRITES, rebuilds=True).begin() as connection:
        yield connection


def migrate(
    connection: Connection, to: str = "head", on_revision: OnRevision | None = None
) -> None:
    """Run the revisions up to `to` in the transaction of the connection."""
    version = _version(connection)
    _require_not_too_old(version)
    command.upgrade(_alembic(connection, on_revision), to)
    if _version(connection) != version:
        _note_support(connection, version, to)


def upgrade(engine: Engine, to: str = "head") -> None:
    """Run the revisions up to `to`, all or none."""
    with rebuilding(engine) as connection:
        migrate(connection, to)


def old_code_survives(version: str | None, to: str = "head") -> bool:
    """Return True if code of this version can use the database after the revisions up to `to`.

    Each revision says so itself, by a constant of its module.
    """
    if version is None:
        return False
    revisions = _scripts().iterate_revisions(to, version)
    return all(getattr(revision.module, "old_code_survives", False) for revision in revisions)


def _require_not_too_old(version: str | None) -> None:
    """Raise DatabaseTooOldError for a revision before the baseline; revisions are numbers."""
    if version is not None and version < known_versions()[0]:
        raise DatabaseTooOldError(version)


def _version(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _supported(engine: Engine) -> set[str]:
    with reading(engine) as session:
        if not _has_support_table(session.connection()):
            return set()
        return set(session.scalars(select(SupportedVersion.revision)))


def _note_support(connection: Connection, version: str | None, to: str) -> None:
    """Note that code of this version may still use the database, or that no older code may."""
    if not _has_support_table(connection):
        return
    if old_code_survives(version, to):
        connection.execute(insert(SupportedVersion).values(revision=version))
    else:
        connection.execute(delete(SupportedVersion))


def _has_support_table(connection: Connection) -> bool:
    return inspect(connection).has_table(SupportedVersion.__tablename__)


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_alembic())


def _alembic(connection: object = None, on_revision: OnRevision | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    config.attributes["on_revision"] = on_revision
    return config
