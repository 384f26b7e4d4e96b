"""Way back from an upgrade: a restore of the copy made before it, and what would be lost."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from library import schema_version
from library.backup.database_copy import damage_in, opened_copy
from library.backup.restore import replace_database
from library.database import disposed_of, open_database
from library.settings import Settings
from library.upgrades import copies
from library.upgrades.copies import UpgradeCopy
from library.upgrades.database_users import require_alone
from library.upgrades.lost_records import TableDifference, differences
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
        file = _file(settings, copy)
        shutil.rmtree(settings.index, ignore_errors=True)
        try:
            return replace_database(engine, file)
        except sqlite3.OperationalError as error:
            raise DatabaseInUseError("một tiến trình khác") from error


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
    if (damage := damage_in(file)) is not None:
        raise UpgradeCopyDamagedError(copy.name, damage)
    return file
