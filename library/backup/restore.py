"""Restoring a copy into an empty folder, or in the place of the running database."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy import (
    Connection,
    Engine,
    MetaData,
    Table,
    column,
    delete,
    insert,
    inspect,
    select,
    table,
)

from library import clock, schema_version
from library.backup import database_copies, database_copy, item_rows, make_copy, manifest
from library.backup.database_copy import SQLITE_COPY, copied_database, opened_copy
from library.backup.item_rows import ItemRows
from library.backup.manifest import Manifest
from library.backup.problems import (
    CopyUnusableError,
    FolderNotEmptyError,
    NoRoomToRestoreError,
)
from library.backup.repository import BackupCopy, Repository
from library.catalogue.belongings import private_tables
from library.database import disposed_of, open_database
from library.process.atomic_files import sync_folder
from library.settings import Settings
from library.storage.content_store import ContentStore

_UNFINISHED = ".restoring"
"""Marks a folder in which a restore was interrupted: it may be restored into again."""

_PATHS_PER_CALL = 5000  # command lines have at most 2 MB
_MB = 1 << 20
_ROWS_AT_ONCE = 1_000
_ORDERS = "work_order"


def restore_copy(repository: Repository, copy: BackupCopy, folder: Path) -> Manifest:
    """Restore a copy into an empty folder and return its manifest.

    The folder then holds what DIACHI_HOME holds, the collections and the settings; the index is
    rebuilt afterwards. To a copy of the database alone belong the masters of a full copy, whose
    manifest is returned.
    """
    claim(folder)
    full = repository.full_copy_for(copy)
    needed_bytes, free = repository.size(full), shutil.disk_usage(folder).free
    if needed_bytes > free:
        raise NoRoomToRestoreError(folder, needed_bytes // _MB, free // _MB)
    repository.restore(full, folder)
    manifest = unpack(folder, full)
    if copy.database_only:
        repository.restore(copy, folder)
        _unpack_database(folder, copy)
        (folder / make_copy.MANIFEST).unlink()  # it describes the database of the full copy
    (folder / _UNFINISHED).unlink()
    return manifest


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
    with tempfile.TemporaryDirectory(dir=folder) as workspace:
        parts = Path(workspace)
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
    staging = folder / make_copy.STAGED
    if not (staging / make_copy.MANIFEST).is_file() or copied_database(staging) is None:
        raise CopyUnusableError(copy.id[:8], make_copy.MANIFEST)
    for part in sorted(staging.iterdir()):
        place = folder / part.name
        if place.is_dir():
            shutil.rmtree(place)
        part.rename(place)
    staging.rmdir()
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


def replace_database(engine: Engine, copy: Path) -> str:
    """Put a copy in the place of a database that nobody else uses; return the former's new name.

    The former is a database like the copy, or a newer one. Its single uses and salts, which no
    copy has, are carried over, and its orders: what was done since is not done again. Killed at any
    moment, the database is the former or the copy.
    """
    engine.dispose()
    if engine.dialect.name == "sqlite":
        return _replace_sqlite(engine, copy)
    return _replace_postgresql(engine, copy)


def _replace_sqlite(engine: Engine, copy: Path) -> str:
    """Replace the file of the database in one step; the former keeps a name beside it."""
    live = Path(engine.url.database or "").resolve()
    _remove_links(live)
    aside = live.with_name(f"{live.stem}-newer-{clock.now():%Y%m%d-%H%M%S-%f}{live.suffix}")
    incoming = live.with_name(f"{live.name}.incoming")
    for leftover in live.parent.glob(f"{incoming.name}*"):
        leftover.unlink()  # the log of a killed command must not meet the file
    shutil.copyfile(copy, incoming)
    _carry_private_rows(engine, f"sqlite:///{incoming}")
    incoming.chmod(live.stat().st_mode)
    with incoming.open("rb") as file:
        os.fsync(file.fileno())
    with closing(sqlite3.connect(live)) as database:
        # everything into the one file: no log of the former database must meet the copy
        database.execute("PRAGMA journal_mode=DELETE")
    os.link(live, aside)
    incoming.replace(live)
    sync_folder(live.parent)
    aside.chmod(0o600)
    return str(aside)


def _remove_links(live: Path) -> None:
    """Remove further names of the database, which a killed command left."""
    for aside in live.parent.glob(f"{live.stem}-newer-*{live.suffix}"):
        if aside.samefile(live):
            aside.unlink()


def _replace_postgresql(engine: Engine, copy: Path) -> str:
    """Load the copy into a new database, then exchange the names in one transaction."""
    live, server = engine.url.database, engine.url.render_as_string(hide_password=False)
    stamp = f"{clock.now():%Y%m%d_%H%M%S_%f}"
    incoming, aside = f"{live}_older_{stamp}", f"{live}_newer_{stamp}"
    database_copy.drop_beginning_with(server, f"{live}_older_")
    database_copy.load_copy(copy, server, incoming)
    url = engine.url.set(database=incoming)
    _carry_private_rows(engine, url.render_as_string(hide_password=False))
    database_copy.exchange(server, {live: aside, incoming: live})
    return aside


def _carry_private_rows(engine: Engine, incoming_url: str) -> None:
    """Copy the rows that no copy has; afterwards nothing is connected to either database."""
    with (
        disposed_of(open_database(incoming_url)) as incoming,
        disposed_of(engine),
        engine.connect() as source,
        incoming.begin() as target,
    ):
        older = inspect(target).get_table_names()
        if _ORDERS in older:
            target.execute(delete(table(_ORDERS)))
        for name in (*private_tables(), _ORDERS):
            if name in older:
                _carry_over(name, source, target)


def _carry_over(name: str, source: Connection, target: Connection) -> None:
    """Insert the rows of a private table with new numbers, if their computer or line is known."""
    computers = _same_ids("device", ("id",), source, target)
    lines = _same_ids("line_task", ("id", "digest"), source, target)
    columns = _column_names(name, source) & _column_names(name, target) - {"id"}
    private = Table(name, MetaData(), autoload_with=source)
    query = select(*(private.c[name] for name in sorted(columns)))
    rows = source.execution_options(yield_per=_ROWS_AT_ONCE).execute(query)
    for portion in rows.mappings().partitions():
        insertable = [
            dict(row)
            for row in portion
            if row.get("device_id") in computers and row.get("task_id") in lines
        ]
        if insertable:
            target.execute(insert(private), insertable)


def _same_ids(
    name: str, columns: tuple[str, ...], source: Connection, target: Connection
) -> set[int | None]:
    """Return the numbers of rows that are the same in both; a line begun later may have another."""
    if name not in inspect(target).get_table_names():
        return {None}
    query = select(*map(column, columns)).select_from(table(name))
    return {None, *(row.id for row in {*source.execute(query)} & {*target.execute(query)})}


def _column_names(name: str, connection: Connection) -> set[str]:
    return {row["name"] for row in inspect(connection).get_columns(name)}
