"""Copies of the database made before upgrades, each in a folder of its own."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from library import clock
from library.backup.database_copy import copied, copied_database
from library.backup.make_copy import UPGRADE_COPIES as FOLDER
from library.process.atomic_files import sync_folder, write_atomically
from library.process.locks import FileLock, only_one
from library.settings import Settings
from library.upgrades.problems import NoRoomToUpgradeError, UpgradeBusyError

_RECORD = "upgrade.json"
_MAX_COPIES = 3
"""Number of copies that stay: those before the last upgrades."""

_MB = 1 << 20
_ROOM_FACTOR = 2
"""Free disk space needed, in sizes of the database: the copy, and the log of the migration."""


@dataclass(frozen=True, slots=True)
class UpgradeCopy:
    """A copy of the database before an upgrade."""

    name: str
    """Name of its folder."""
    origin: str
    """Schema version of the copy."""
    target: str
    """Schema version after the upgrade."""
    iso_time: str
    """Time of the copy in ISO format."""

    @property
    def made_at(self) -> datetime:
        """Return the time of the copy."""
        return datetime.fromisoformat(self.iso_time)

    def file(self, settings: Settings) -> Path | None:
        """Return the copied database; None if it disappeared."""
        return copied_database(settings.home / FOLDER / self.name)


def make(settings: Settings, engine: Engine, origin: str, target: str) -> UpgradeCopy:
    """Copy the database; the copy counts once its record is written, after everything else."""
    now = clock.now()
    copy = UpgradeCopy(f"{now:%Y%m%d-%H%M%S-%f}-{origin}", origin, target, now.isoformat())
    folder = settings.home / FOLDER / copy.name
    folder.mkdir(mode=0o700)
    with copied(engine, folder):
        pass
    write(settings, copy)
    return copy


def write(settings: Settings, copy: UpgradeCopy) -> None:
    """Write the record of a copy, atomically and to the disk itself."""
    folder = settings.home / FOLDER / copy.name
    write_atomically(folder / _RECORD, json.dumps(asdict(copy), indent=1))
    sync_folder(folder.parent)


def all_copies(settings: Settings) -> tuple[UpgradeCopy, ...]:
    """Return the complete copies, oldest first."""
    records = sorted((settings.home / FOLDER).glob(f"*/{_RECORD}"))
    return tuple(_read(record) for record in records)


def _read(record: Path) -> UpgradeCopy:
    values = json.loads(record.read_text())
    return UpgradeCopy(**{name: values[name] for name in UpgradeCopy.__slots__})


def copy_before(settings: Settings, version: str) -> UpgradeCopy | None:
    """Return the newest copy made before an upgrade to this version."""
    copies = [copy for copy in all_copies(settings) if copy.target == version]
    return copies[-1] if copies else None


def remove_unfinished(settings: Settings) -> None:
    """Remove copies that a killed upgrade left half made."""
    for folder in (settings.home / FOLDER).iterdir():
        if folder.is_dir() and not (folder / _RECORD).exists():
            shutil.rmtree(folder, ignore_errors=True)


def remove_old(settings: Settings, keep: int = _MAX_COPIES) -> None:
    """Remove all copies but those before the last upgrades."""
    for copy in all_copies(settings)[::-1][keep:]:
        shutil.rmtree(settings.home / FOLDER / copy.name, ignore_errors=True)


def require_room(settings: Settings, engine: Engine) -> None:
    """Raise NoRoomToUpgradeError unless the disk has room for the copy and the migration."""
    needed_bytes = _ROOM_FACTOR * database_bytes(engine) + settings.free_mb * _MB
    free = shutil.disk_usage(settings.home).free
    if needed_bytes > free:
        raise NoRoomToUpgradeError(settings.home, needed_bytes // _MB, free // _MB)


def database_bytes(engine: Engine) -> int:
    """Return the size of a database in bytes."""
    if engine.dialect.name == "sqlite":
        return Path(engine.url.database or "").stat().st_size
    with engine.connect() as connection:
        size = "SELECT pg_database_size(current_database())"
        return connection.exec_driver_sql(size).scalar_one()


@contextmanager
def only_upgrade(settings: Settings) -> Iterator[None]:
    """Hold the lock of upgrades; the system releases it when the process dies."""
    folder = settings.home / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    with only_one(FileLock(folder / "lock"), UpgradeBusyError):
        yield
