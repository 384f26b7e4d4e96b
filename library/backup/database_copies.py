"""Copies of the database alone, made every quarter of an hour between the full ones."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine

from library.backup.database_copy import copied
from library.backup.history import RunResult
from library.backup.repository import Repository, StoredCopy, open_repository
from library.process.locks import FileLock, holding
from library.settings import Settings

STAGED = "tmp/backup-database"
"""Folder of a copy that holds nothing but the database."""

_TURN = "backup-database.lock"
_MB = 1 << 20


def back_up_database(settings: Settings, engine: Engine) -> RunResult:
    """Store a copy of the database; the masters are in the full copies."""
    with private_folder(settings.home / STAGED) as staging:
        with copied(engine, staging):
            pass
        copy = _store(settings)
    size = f"{copy.total_bytes / _MB:.1f} MB".replace(".", ",")
    return RunResult(
        passed=not copy.unread,
        message=f"Bản sao {copy.id[:8]} chỉ gồm cơ sở dữ liệu, {size}.",
        copy_id=copy.id,
        files=copy.files,
        total_bytes=copy.total_bytes,
        added_bytes=copy.added_bytes,
    )


def store_file(settings: Settings, database: Path) -> StoredCopy:
    """Store a database that is copied already."""
    with private_folder(settings.home / STAGED) as staging:
        os.link(database, staging / database.name)
        return _store(settings)


@contextmanager
def private_folder(folder: Path) -> Iterator[Path]:
    """Yield an empty private folder; what a killed run left there is removed."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def turn(settings: Settings) -> Iterator[None]:
    """Wait until no copy of the database is being stored: some work needs the repository alone."""
    with holding(FileLock(settings.home / _TURN)):
        yield


def _store(settings: Settings) -> StoredCopy:
    repository: Repository = open_repository(settings)
    with turn(settings):
        repository.clear_dead_locks()
        return repository.store(settings.home, [STAGED], lambda share: None, database_only=True)
