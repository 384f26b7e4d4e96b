"""Way back to the copy made before the last upgrade; the newer database is kept beside it."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from library import clock, schema_version
from library.backup import database_copy
from library.backup.database_copy import SQLITE_COPY, opened_copy
from library.database import disposed_of, open_database
from library.settings import Settings
from library.upgrades import copies
from library.upgrades.copies import UpgradeCopy, sync_folder
from library.upgrades.database_users import require_alone
from library.upgrades.lost_records import TableDifference, differences
from library.upgrades.private_rows import carry_over
from library.upgrades.problems import (
    DatabaseInUseError,
    NothingToGoBackToError,
    UpgradeCopyDamagedError,
)


@dataclass(frozen=True, slots=True)
class WayBack:
    """The copy to go back to, and what was recorded since, which would be lost."""

    copy: UpgradeCopy
    losses: tuple[TableDifference, ...]


def way_back(settings: Settings, engine: Engine) -> WayBack:
    """Return the copy before the last upgrade, and the records that it lacks."""
    version = schema_version.version_of(engine)
    copy = copies.copy_before(settings, version)
    if copy is None:
        raise NothingToGoBackToError(version, settings.home / copies.FOLDER)
    with (
        _brought_up(settings, copy, version) as older_database,
        older_database.connect() as older,
        engine.connect() as newer,
    ):
        return WayBack(copy, tuple(differences(newer, older)))


def downgrade_database(settings: Settings, engine: Engine, copy: UpgradeCopy) -> str:
    """Put the copy in the place of the database, and return the name of the newer one.

    The index is removed first: it is made again, and must not name records that are gone.
    """
    with copies.only_upgrade(settings):
        require_alone(engine)
        shutil.rmtree(settings.index, ignore_errors=True)
        engine.dispose()
        switch = _switch_sqlite if engine.dialect.name == "sqlite" else _switch_postgresql
        return switch(settings, engine, _file(settings, copy))


@contextmanager
def _brought_up(settings: Settings, copy: UpgradeCopy, version: str) -> Iterator[Engine]:
    """Yield a copy at the given version, so that changes by the migration itself do not count."""
    file = _file(settings, copy)
    with tempfile.TemporaryDirectory(dir=settings.home / copies.FOLDER) as folder:
        scratch = Path(folder) / file.name
        shutil.copyfile(file, scratch)
        with (
            opened_copy(scratch, settings.database_url) as url,
            disposed_of(open_database(url)) as engine,
        ):
            if {copy.origin, version} <= set(schema_version.known_versions()):
                schema_version.upgrade(engine, version)
            yield engine


def _file(settings: Settings, copy: UpgradeCopy) -> Path:
    """Return the file of a copy; raise UpgradeCopyDamagedError if it is damaged or missing."""
    file = copy.file(settings)
    if file is None:
        raise UpgradeCopyDamagedError(copy.name, "mất tệp")
    if file.name == SQLITE_COPY:
        try:
            with closing(sqlite3.connect(file)) as database:
                (finding,) = database.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.Error as error:
            raise UpgradeCopyDamagedError(copy.name, error) from error
        if finding != "ok":
            raise UpgradeCopyDamagedError(copy.name, finding)
    return file


def _switch_sqlite(settings: Settings, engine: Engine, copy: Path) -> str:
    """Replace the file of the database in one step; the newer one keeps a name beside it."""
    live = Path(engine.url.database or "").resolve()
    _remove_links(live)
    aside = live.with_name(f"{live.stem}-newer-{clock.now():%Y%m%d-%H%M%S-%f}{live.suffix}")
    incoming = live.with_name(f"{live.name}.incoming")
    for leftover in live.parent.glob(f"{incoming.name}*"):
        leftover.unlink()  # the log of a killed downgrade must not meet the file
    shutil.copyfile(copy, incoming)
    _carry_private_rows(engine, f"sqlite:///{incoming}")
    incoming.chmod(live.stat().st_mode)
    with incoming.open("rb") as file:
        os.fsync(file.fileno())
    try:
        with closing(sqlite3.connect(live)) as database:
            # everything into the one file: no log of the newer database must meet the older one
            database.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        raise DatabaseInUseError("một tiến trình khác") from error
    os.link(live, aside)
    incoming.replace(live)
    sync_folder(live.parent)
    return str(aside)


def _remove_links(live: Path) -> None:
    """Remove further names of the database, which a killed downgrade left."""
    for aside in live.parent.glob(f"{live.stem}-newer-*{live.suffix}"):
        if aside.samefile(live):
            aside.unlink()


def _switch_postgresql(settings: Settings, engine: Engine, copy: Path) -> str:
    """Load the copy into a new database, then exchange the names in one transaction."""
    live = engine.url.database
    stamp = f"{clock.now():%Y%m%d_%H%M%S_%f}"
    older, aside = f"{live}_older_{stamp}", f"{live}_newer_{stamp}"
    database_copy.drop_beginning_with(settings.database_url, f"{live}_older_")
    database_copy.load_copy(copy, settings.database_url, older)
    url = engine.url.set(database=older)
    _carry_private_rows(engine, url.render_as_string(hide_password=False))
    database_copy.exchange(settings.database_url, {live: aside, older: live})
    return aside


def _carry_private_rows(engine: Engine, older_url: str) -> None:
    """Fill the tables that no copy has; afterwards nothing is connected to either database."""
    with (
        disposed_of(open_database(older_url)) as older,
        disposed_of(engine),
        engine.connect() as source,
        older.begin() as target,
    ):
        carry_over(source, target)
