"""Removal of single uses and salts from copies that earlier versions made."""

import shutil
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine

from library.backup import database_copies, history, make_copy, manifest
from library.backup.database_copies import private_folder
from library.backup.database_copy import (
    SQLITE_COPY,
    UPGRADE_COPIES,
    copied,
    copied_database,
    opened_copy,
)
from library.backup.models import RunKind
from library.backup.problems import DatabaseNotCopiedError
from library.backup.repository import BackupCopy, Progress, Repository, open_repository
from library.database import disposed_of, open_database, work
from library.settings import Settings

_FORMER = "tmp/backup-former"
"""Folder of the data folder for the prepared parts of a copy that is made again."""


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
    with history.only_run(settings, RunKind.COPY):
        vacuum(engine)
        clean_upgrade_copies(settings)
        staying: tuple[str, ...] = ()
        if settings.backup_to:
            repository = open_repository(settings)
            repository.clear_dead_locks()
            staying = clean_repository(settings, engine, repository, progress)
    for copy_id in staying:
        report(
            f"Bản {copy_id[:8]} để nguyên: không mở được, hoặc có tệp gốc mà thư viện nay thiếu "
            "hay đã hỏng."
        )
    if not staying:
        report("Xong: không bản sao nào còn từng lượt đọc.")
    return not staying


def clean_repository(
    settings: Settings, engine: Engine, repository: Repository, progress: Progress
) -> tuple[str, ...]:
    """Store every full copy again without single uses, at its time, and remove the former ones.

    Copies of the database alone are removed, after a new one is stored. Returns the identifiers
    of the copies that stay as they are: they are unusable, or the library lacks masters that they
    have, or has them damaged. It may be killed and run again.
    """
    staying = []
    copies = copies_with_uses(repository)
    if any(copy.database_only for copy in copies):
        database_copies.back_up_database(settings, engine)
    for copy in copies:
        with database_copies.turn(settings):
            if copy.database_only or _store_again(settings, repository, copy, progress):
                repository.remove(copy.id)
            else:
                staying.append(copy.id)
    with database_copies.turn(settings):
        repository.remove_unused()
    with work(engine) as session:
        history.note_copies(session, [copy.id for copy in repository.copies()])
    return tuple(staying)


def clean_upgrade_copies(settings: Settings) -> int:
    """Copy the databases made before upgrades again, without single uses; return their number."""
    databases = upgrade_copies(settings)
    for database in databases:
        with private_folder(database.parent / "clean") as folder:
            _copy_again(settings, database, folder)
            (folder / database.name).replace(database)
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
    """Store a full copy again; return False if it is unusable, or the new one lacks masters."""
    staging = settings.home / make_copy.STAGED
    with private_folder(settings.home / _FORMER) as folder, private_folder(staging):
        repository.restore(copy, folder, only=[make_copy.STAGED])
        former = folder / make_copy.STAGED
        database = copied_database(former)
        if database is None:
            return False
        try:
            masters = _copy_again(settings, database, staging)
        except DatabaseNotCopiedError:
            return False
        for name in ("", "-wal", "-shm"):
            database.with_name(database.name + name).unlink(missing_ok=True)
        for part in former.iterdir():
            shutil.move(part, staging / part.name)
        new_id = (
            _clean_copy_of(repository, copy)
            or repository.store(settings.home, make_copy.names(settings), progress, at=copy.made).id
        )
    lost_digests = {path.rpartition("/")[2] for path in repository.files_lost(copy.id, new_id)}
    if masters.isdisjoint(lost_digests):
        return True
    repository.remove(new_id)
    return False


def _clean_copy_of(repository: Repository, copy: BackupCopy) -> str | None:
    """Return the copy that a killed run stored in the place of this one."""
    same_time = [other for other in repository.copies() if other.made == copy.made]
    return next((o.id for o in same_time if not (o.has_uses or o.database_only)), None)


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
