"""Restoring a copy into an empty folder, which then is a complete data folder."""

import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from library.backup import item_rows, make_copy, manifest
from library.backup.database_copy import copied_database, disposed_of, opened_copy
from library.backup.item_rows import ItemRows
from library.backup.manifest import Manifest
from library.backup.problems import (
    CopyUnusableError,
    FolderNotEmptyError,
    NoRoomToRestoreError,
)
from library.backup.repository import BackupCopy, Repository
from library.backup.restored_library import restored_settings, run_diachi
from library.database import open_database
from library.settings import Settings
from library.storage.content_store import ContentStore

_UNFINISHED = ".restoring"
"""Marks a folder in which a restore was interrupted: it may be restored into again."""

_PATHS_PER_CALL = 5000  # command lines have at most 2 MB
_MB = 1 << 20


def restore_copy(repository: Repository, copy: BackupCopy, folder: Path) -> Manifest:
    """Restore a copy into an empty folder and return its manifest.

    The folder then holds what DIACHI_HOME holds, the collections and the settings; the index is
    rebuilt afterwards.
    """
    claim(folder)
    _check_room(repository, copy, folder)
    repository.restore(copy, folder)
    described = unpack(folder, copy)
    (folder / _UNFINISHED).unlink()
    return described


def restore_items(
    repository: Repository,
    copy: BackupCopy,
    folder: Path,
    item_ids: Sequence[str],
    settings: Settings,
) -> None:
    """Write the rows, page texts and masters of single items into a folder for each of them.

    A dump of PostgreSQL is read on the server of the running database.
    """
    claim(folder)
    with tempfile.TemporaryDirectory(dir=folder) as opened:
        parts = Path(opened)
        repository.restore(copy, parts, only=[make_copy.STAGED])
        unpack(parts, copy)
        items = _read_items(parts, item_ids, settings)
        digests = {digest for item in items for digest in item.masters}
        _restore_masters(repository, copy, parts, sorted(digests))
        for item in items:
            item_rows.write_rows(item, folder / item.item_id)
            item_rows.write_masters(item, ContentStore(parts / "masters"), folder / item.item_id)
    (folder / _UNFINISHED).unlink()


def claim(folder: Path) -> None:
    """Create an empty private folder; raise FolderNotEmptyError if something else is in it."""
    if folder.exists() and not folder.is_dir():
        raise FolderNotEmptyError(folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if any(folder.iterdir()) and not (folder / _UNFINISHED).exists():
        raise FolderNotEmptyError(folder)
    (folder / _UNFINISHED).touch()


def unpack(folder: Path, copy: BackupCopy) -> Manifest:
    """Move the prepared parts of a restored copy to their places in the data folder."""
    staged = folder / make_copy.STAGED
    if not (staged / make_copy.MANIFEST).is_file() or copied_database(staged) is None:
        raise CopyUnusableError(copy.id[:8], make_copy.MANIFEST)
    for part in sorted(staged.iterdir()):
        place = folder / part.name
        if place.is_dir():
            shutil.rmtree(place)
        part.rename(place)
    staged.rmdir()
    return manifest.read((folder / make_copy.MANIFEST).read_text(encoding="utf-8"))


def _read_items(folder: Path, item_ids: Iterable[str], settings: Settings) -> list[ItemRows]:
    with opened_copy(copied_database(folder), settings.database_url) as url:
        # an old copy is brought up to the present tables
        run_diachi(restored_settings(settings, folder, url), "init")
        with disposed_of(open_database(url)) as engine, engine.connect() as connection:
            return [item_rows.read_rows(connection, item_id) for item_id in item_ids]


def _restore_masters(
    repository: Repository, copy: BackupCopy, folder: Path, digests: Sequence[str]
) -> None:
    paths = [f"masters/{digest[:2]}/{digest}" for digest in digests]
    for first in range(0, len(paths), _PATHS_PER_CALL):
        repository.restore(copy, folder, only=paths[first : first + _PATHS_PER_CALL])


def _check_room(repository: Repository, copy: BackupCopy, folder: Path) -> None:
    needed, free = repository.size(copy), shutil.disk_usage(folder).free
    if needed > free:
        raise NoRoomToRestoreError(folder, needed // _MB, free // _MB)
