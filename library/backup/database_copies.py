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
    with private_folder(settings.home / STAGED) as staged:
        with copied(engine, staged):
            pass
        stored = _store(settings)
    size = f"{stored.total_bytes / _MB:.1f} MB".replace(".", ",")
    return RunResult(
        passed=not stored.unread,
        message=f"Bản sao {stored.id[:8]} chỉ gồm cơ sở dữ liệu, {size}.",
        copy_id=stored.id,
        files=stored.files,
        total_bytes=stored.total_bytes,
        added_bytes=stored.added_bytes,
    )


def store_file(settings: Settings, database: Path) -> StoredCopy:
    """Store a database that is copied already."""
    with private_folder(settings.home / STAGED) as staged:
        os.link(database, staged / database.name)
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
