"""Removal of single uses and salts from copies that earlier versions made."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine

from library.backup import database_copies, history, make_copy, manifest
from library.backup.database_copy import (
    SQLITE_COPY,
    UPGRADE_COPIES,
    copied,
    copied_database,
    opened_copy,
)
from library.backup.repository import BackupCopy, Progress, Repository, open_repository
from library.database import disposed_of, open_database, work
from library.settings import Settings


def copies_with_uses(repository: Repository) -> tuple[BackupCopy, ...]:
    """Return the copies of the repository that hold single uses and salts, oldest first."""
    return tuple(copy for copy in repository.copies() if copy.has_uses)


def upgrade_copies(settings: Settings) -> tuple[Path, ...]:
    """Return the copied databases that were made before upgrades."""
    folders = sorted((settings.home / UPGRADE_COPIES).glob("*/"))
    return tuple(filter(None, map(copied_database, folders)))


def preview(settings: Settings) -> str:
    """Return the sentence that says how many copies a cleaning would change."""
    old = copies_with_uses(open_repository(settings)) if settings.backup_to else ()
    only = sum(copy.database_only for copy in old)
    return (
        f"Kho có {len(old) - only} bản sao đầy đủ và {only} bản chỉ có cơ sở dữ liệu còn từng lượt "
        f"đọc; {len(upgrade_copies(settings))} bản trước khi nâng cấp sẽ được chép lại."
    )


def clean(
    settings: Settings, engine: Engine, progress: Progress, report: Callable[[str], None]
) -> bool:
    """Clean the database file and all copies; return False if some copies stay as they are."""
    vacuum(engine)
    clean_upgrade_copies(settings)
    staying: tuple[str, ...] = ()
    if settings.backup_to:
        repository = open_repository(settings)
        repository.clear_dead_locks()
        staying = clean_repository(settings, engine, repository, progress)
    for copy_id in staying:
        report(f"Bản {copy_id[:8]} để nguyên: thư viện nay thiếu tệp gốc mà bản ấy có.")
    if not staying:
        report("Xong: không bản sao nào còn từng lượt đọc.")
    return not staying


def clean_repository(
    settings: Settings, engine: Engine, repository: Repository, progress: Progress
) -> tuple[str, ...]:
    """Store every full copy again without single uses, at its time, and remove the former ones.

    Copies of the database alone are removed. Returns the identifiers of the copies that stay as
    they are, because the library lacks masters that they have. It may be killed and run again.
    """
    staying = []
    for copy in copies_with_uses(repository):
        with database_copies.turn(settings):
            if copy.database_only or _store_again(settings, repository, copy, progress):
                repository.remove([copy.id])
            else:
                staying.append(copy.id)
    with work(engine) as session:
        history.note_copies(session, [copy.id for copy in repository.copies()])
    return tuple(staying)


def clean_upgrade_copies(settings: Settings) -> int:
    """Copy the databases made before upgrades again, without single uses; return their number."""
    databases = upgrade_copies(settings)
    for database in databases:
        with tempfile.TemporaryDirectory(dir=database.parent) as folder:
            _copy_again(settings, database, Path(folder))
            (Path(folder) / database.name).replace(database)
    return len(databases)


def vacuum(engine: Engine) -> None:
    """Rewrite the file of SQLite: rows that earlier versions deleted leave its free space."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.rollback()
            driver = connection.connection.dbapi_connection
            driver.execute("VACUUM")


def _store_again(
    settings: Settings, repository: Repository, copy: BackupCopy, progress: Progress
) -> bool:
    """Store a full copy again; return False if the library lacks masters of it."""
    settings.temporary.mkdir(exist_ok=True)
    staged = settings.home / make_copy.STAGED
    with tempfile.TemporaryDirectory(dir=settings.temporary) as folder, make_copy.staged(settings):
        repository.restore(copy, Path(folder), only=[make_copy.STAGED])
        former = Path(folder) / make_copy.STAGED
        database = copied_database(former)
        if database is None:
            return True  # unusable: nothing is lost with it
        masters = _copy_again(settings, database, staged)
        for name in ("", "-wal", "-shm"):
            database.with_name(database.name + name).unlink(missing_ok=True)
        for part in former.iterdir():
            shutil.move(part, staged / part.name)
        names = make_copy.names(settings)
        if "masters" in names and not masters <= _held(settings):
            return False
        repository.store(settings.home, names, progress, at=copy.made)
    return True


def _copy_again(settings: Settings, database: Path, folder: Path) -> frozenset[str]:
    """Copy a copied database into a folder; return the checksums of its masters."""
    with (
        opened_copy(database, settings.database_url) as url,
        disposed_of(open_database(url)) as engine,
        copied(engine, folder) as connection,
    ):
        masters = frozenset(manifest.master_digests(connection))
    if database.name == SQLITE_COPY:
        for name in ("-wal", "-shm"):
            (folder / f"{SQLITE_COPY}{name}").unlink(missing_ok=True)
    return masters


def _held(settings: Settings) -> frozenset[str]:
    store = make_copy.masters_to_back_up(settings)
    return frozenset() if store is None else frozenset(store.digests())
