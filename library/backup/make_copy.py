"""One backup: everything that cannot be made again, consistent while the library is in use."""

import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from library.backup import history, manifest
from library.backup.database_copies import private_folder, turn
from library.backup.database_copy import copied
from library.backup.history import RunResult
from library.backup.manifest import Manifest
from library.backup.problems import FileNotCopiedError, NoLaterCopyError
from library.backup.repository import (
    BackupCopy,
    Progress,
    Repository,
    StoredCopy,
    open_repository,
)
from library.catalogue import profile_files, profile_versions
from library.clock import HANOI
from library.database import work
from library.errors import FileNotKeptError
from library.settings import Settings
from library.storage.content_store import ContentStore
from library.storage.stores import master_store, masters_to_back_up

STAGED = "tmp/backup"
"""Folder of a copy with the parts that are prepared before restic runs."""

UPGRADE_COPIES = "upgrades"
"""Folder of the data folder with a copy of the database for each upgrade."""

MANIFEST, COLLECTIONS, SETTINGS, SECRET_KEY, PROVINCE_KEY = (
    *("manifest.json", "collections"),
    *("diachi.conf", "secret_key", "kit/province.key"),
)
_MADE_AGAIN = "/derivatives/"
"""Files below it come and go while pages are processed, and can be made again."""

_MB = 1 << 20


def back_up(settings: Settings, engine: Engine, progress: Progress) -> RunResult:
    """Store a copy and verify that it holds every master that its database mentions.

    The database is copied first. The master store only grows, so it then holds every master of
    that moment. Masters in a bucket are copied into the data folder first, if the settings want
    that; else the copy goes without them, and says so.
    """
    repository = open_repository(settings)
    repository.clear_dead_locks()
    with private_folder(settings.home / STAGED) as folder:
        with copied(engine, folder) as connection:
            contents = manifest.describe(connection)
            _export_profiles(connection, folder / COLLECTIONS)
            masters = frozenset(manifest.master_digests(connection))
        (folder / MANIFEST).write_text(manifest.write(contents), encoding="utf-8")
        _stage_files(settings, folder)
        kept_here = masters_to_back_up(settings)
        if settings.files and kept_here:
            fetch_masters(master_store(settings), kept_here, sorted(masters))
        copy = repository.store(settings.home, names(settings), progress)
    held_digests = (
        set(_names_below(repository.files_below(copy.id, "masters"))) if kept_here else masters
    )
    missing = masters.difference(held_digests)
    unread = [path for path in copy.unread if _MADE_AGAIN not in path]
    complete = not unread and not missing
    if complete:
        prune(settings, engine, repository)
    return RunResult(
        passed=complete,
        message=_sentence(copy, contents, missing, unread) + _remark(settings, kept_here),
        copy_id=copy.id,
        files=copy.files,
        total_bytes=copy.total_bytes,
        added_bytes=copy.added_bytes,
    )


def prune(settings: Settings, engine: Engine, repository: Repository) -> None:
    """Remove old copies by the policy of the settings, and note which copies are held."""
    with turn(settings):  # restic removes copies only while no other process uses the repository
        repository.forget(*settings.backup_keep)
    with work(engine) as session:
        history.note_copies(session, [copy.id for copy in repository.copies()])


def made_before(repository: Repository, day: date) -> tuple[BackupCopy, ...]:
    """Return the copies made before a day; raise NoLaterCopyError without a full later one."""
    copies = repository.copies()
    older = tuple(copy for copy in copies if copy.made.astimezone(HANOI).date() < day)
    if all(copy.database_only for copy in copies if copy not in older):
        raise NoLaterCopyError(day)
    return older


def remove_before(settings: Settings, engine: Engine, repository: Repository, day: date) -> None:
    """Remove the copies made before a day, those before upgrades too; it may be killed."""
    older = made_before(repository, day)
    with turn(settings):
        if older:
            repository.remove(older)
    for folder in upgrade_copies_before(settings, day):
        shutil.rmtree(folder)
    with work(engine) as session:
        history.note_copies(session, [copy.id for copy in repository.copies()])


def upgrade_copies_before(settings: Settings, day: date) -> tuple[Path, ...]:
    """Return the folders of the copies made before upgrades; their names begin with the day."""
    folders = sorted((settings.home / UPGRADE_COPIES).glob("*-*/"))
    return tuple(folder for folder in folders if folder.name < f"{day:%Y%m%d}")


def _stage_files(settings: Settings, staging: Path) -> None:
    """Copy the small files that stand in different places of the machine."""
    try:
        for file, name in (
            (settings.settings_file, SETTINGS),
            (settings.secret_key_file, SECRET_KEY),
            (settings.province_key_file, PROVINCE_KEY),
        ):
            if file.exists():
                (staging / name).parent.mkdir(exist_ok=True)
                shutil.copy2(file, staging / name)
    except (OSError, shutil.Error) as error:
        place = getattr(error, "filename", None) or staging
        raise FileNotCopiedError(place, getattr(error, "strerror", None) or error) from error


def _export_profiles(connection: Connection, folder: Path) -> None:
    """Write the profiles as files too, which people read and older code needs."""
    with Session(connection) as session:
        for collection, version in profile_versions.current(session).items():
            profile_files.write_folder(folder, collection, version.file)


def names(settings: Settings) -> list[str]:
    """Return the paths below the data folder that a copy has."""
    derivatives = ("derivatives",) if settings.backup_derivatives else ()
    masters = ("masters",) if masters_to_back_up(settings) else ()
    folders = (*masters, *derivatives)
    return [STAGED, *(name for name in folders if (settings.home / name).is_dir())]


def fetch_masters(live: ContentStore, copy: ContentStore, digests: Iterable[str]) -> None:
    """Copy the masters that a copy lacks; it is never given content with another checksum.

    A master that is missing or damaged in the store stays missing in the copy.
    """
    for digest in digests:
        if not copy.holds(digest):
            with suppress(FileNotKeptError):
                copy.heal(digest, partial(live.copy_to, digest))


def _remark(settings: Settings, kept_here: ContentStore | None) -> str:
    """Return the sentence about masters that are in a bucket and in no copy."""
    if kept_here:
        return ""
    return (
        f" Tệp gốc KHÔNG nằm trong bản sao này: chúng ở {settings.files}. Hãy để kho S3 giữ các "
        "bản cũ và chép sang nơi khác (versioning, replication), hoặc đặt "
        f"DIACHI_MASTERS_COPY={settings.home / 'masters'} để bản sao có cả tệp gốc."
    )


def _names_below(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        yield path.rpartition("/")[2]


def _sentence(
    copy: StoredCopy, contents: Manifest, missing: Collection[str], unread: Sequence[str]
) -> str:
    size = f"{copy.total_bytes / _MB:,.1f} MB".replace(",", " ").replace(".", ",")
    if missing:
        return (
            f"Bản sao {copy.id[:8]} thiếu {len(missing)} tệp gốc, như {min(missing)[:12]}…. "
            "Hãy chạy: diachi fixity check"
        )
    if unread:
        return (
            f"Bản sao {copy.id[:8]} thiếu {len(unread)} tệp không đọc được, như {unread[0]}. "
            "Hãy xem đĩa và quyền đọc của thư mục dữ liệu rồi sao lưu lại."
        )
    return (
        f"Bản sao {copy.id[:8]}: {contents.rows} dòng, {contents.masters} tệp gốc, "
        f"{copy.files} tệp, {size}."
    )
