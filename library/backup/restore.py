"""Restoring a copy into an empty folder, which then is a complete data folder."""

import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from library import schema_version
from library.backup import database_copies, item_rows, make_copy, manifest
from library.backup.database_copy import SQLITE_COPY, copied_database, opened_copy
from library.backup.item_rows import ItemRows
from library.backup.manifest import Manifest
from library.backup.problems import (
    CopyUnusableError,
    FolderNotEmptyError,
    NoRoomToRestoreError,
)
from library.backup.repository import BackupCopy, Repository
from library.database import disposed_of, open_database
from library.settings import Settings
from library.storage.content_store import ContentStore

_UNFINISHED = ".restoring"
"""Marks a folder in which a restore was interrupted: it may be restored into again."""

_PATHS_PER_CALL = 5000  # command lines have at most 2 MB
_MB = 1 << 20


def restore_copy(repository: Repository, copy: BackupCopy, folder: Path) -> Manifest:
    """Restore a copy into an empty folder and return its manifest.

    The folder then holds what DIACHI_HOME holds, the collections and the settings; the index is
    rebuilt afterwards. To a copy of the database alone belong the masters of a full copy, whose
    manifest is returned.
    """
    claim(folder)
    full = repository.full_copy_for(copy)
    _check_room(repository, full, folder)
    repository.restore(full, folder)
    described = unpack(folder, full)
    if copy.database_only:
        repository.restore(copy, folder)
        _unpack_database(folder, copy)
        (folder / make_copy.MANIFEST).unlink()  # it describes the database of the full copy
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
        items = read_items(repository, copy, parts, item_ids, settings)
        digests = {digest for item in items for digest in item.masters}
        restore_masters(repository, copy, parts, sorted(digests))
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


def _unpack_database(folder: Path, copy: BackupCopy) -> None:
    """Move the database of a copy that holds nothing else to its place in the data folder."""
    database = copied_database(folder / database_copies.STAGED)
    if database is None:
        raise CopyUnusableError(copy.id[:8], SQLITE_COPY)
    database.replace(folder / database.name)
    database.parent.rmdir()


def read_items(
    repository: Repository,
    copy: BackupCopy,
    folder: Path,
    item_ids: Iterable[str],
    settings: Settings,
) -> list[ItemRows]:
    """Return the rows of items in a copy, as the present tables hold them.

    Its database is restored into the folder; a dump of PostgreSQL is read on the running server.
    """
    if copy.database_only:
        repository.restore(copy, folder)
        _unpack_database(folder, copy)
    else:
        repository.restore(copy, folder, only=[make_copy.STAGED])
        unpack(folder, copy)
    with (
        opened_copy(copied_database(folder), settings.database_url) as url,
        disposed_of(open_database(url)) as engine,
    ):
        schema_version.upgrade(engine)
        with engine.connect() as connection:
            return [item_rows.read_rows(connection, item_id) for item_id in item_ids]


def restore_masters(
    repository: Repository, copy: BackupCopy, folder: Path, digests: Sequence[str]
) -> None:
    """Restore masters below a folder; a copy of the database alone has them in a full copy."""
    full = repository.full_copy_for(copy)
    paths = [f"masters/{digest[:2]}/{digest}" for digest in digests]
    for first in range(0, len(paths), _PATHS_PER_CALL):
        repository.restore(full, folder, only=paths[first : first + _PATHS_PER_CALL])


def _check_room(repository: Repository, copy: BackupCopy, folder: Path) -> None:
    needed, free = repository.size(copy), shutil.disk_usage(folder).free
    if needed > free:
        raise NoRoomToRestoreError(folder, needed // _MB, free // _MB)
