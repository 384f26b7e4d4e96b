"""Stored files that no row of the database names, left by killed processes and refused lots."""

import re
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from sqlalchemy import Boolean, Date, DateTime, Engine, Integer, LargeBinary, Numeric, select

from library.database import Base, reading
from library.settings import Settings
from library.storage.stores import derivative_store, master_store

_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")
_WITHOUT_FILES = frozenset(
    {"page_text", "device_event", "item_use", "audit_entry", "fixity_check", "fixity_event"}
)
"""Large tables whose texts name no file, and the history of files, which is no use of them."""

_WITHOUT_NAMES = (Boolean, Date, DateTime, Integer, LargeBinary, Numeric)
"""Types of columns that hold no checksums of files."""

_DAY_SECONDS = 86_400
"""A younger file may be of a delivery whose rows are not written yet."""

_BATCH_SIZE = 10_000


@dataclass(frozen=True, slots=True)
class Orphan:
    """A file that no row names."""

    store: str
    digest: str
    bytes: int


def find_orphans(
    settings: Settings, engine: Engine, older_than_seconds: float = _DAY_SECONDS
) -> Iterator[Orphan]:
    """Yield the masters and derivatives of this age that no row names; nothing is removed.

    The names are collected in a file of the folder for temporary files, since a large library has
    more of them than the memory holds.
    """
    with tempfile.TemporaryDirectory(dir=settings.temporary) as folder:
        names = sqlite3.connect(Path(folder) / "names.sqlite", isolation_level=None)
        try:
            names.execute("PRAGMA journal_mode=off")
            names.execute("CREATE TABLE name (digest BLOB PRIMARY KEY) WITHOUT ROWID")
            _collect(engine, names)
            stores = {"masters": master_store, "derivatives": derivative_store}
            for name, open_store in stores.items():
                for file in open_store(settings).files():
                    is_settled = time.time() - file.changed > older_than_seconds
                    if is_settled and not _is_named(names, file.digest):
                        yield Orphan(name, file.digest, file.bytes)
        finally:
            names.close()


def _collect(engine: Engine, names: sqlite3.Connection) -> None:
    """Write every checksum in the texts of the database into the file of names."""
    for table in Base.metadata.sorted_tables:
        columns = [c for c in table.columns if not isinstance(c.type, _WITHOUT_NAMES)]
        if not columns or table.name in _WITHOUT_FILES:
            continue
        with reading(engine) as session:
            rows = session.execute(select(*columns).execution_options(yield_per=_BATCH_SIZE))
            digests = (digest for row in rows for digest in _digests(row))
            while batch := list(islice(digests, _BATCH_SIZE)):
                names.execute("BEGIN")
                names.executemany("INSERT OR IGNORE INTO name VALUES (?)", batch)
                names.execute("COMMIT")


def _digests(row: tuple[object, ...]) -> Iterator[tuple[bytes]]:
    for value in row:
        for digest in _DIGEST.findall(str(value)) if value else ():
            yield (bytes.fromhex(digest),)


def _is_named(names: sqlite3.Connection, digest: str) -> bool:
    query = "SELECT 1 FROM name WHERE digest = ?"
    return names.execute(query, (bytes.fromhex(digest),)).fetchone() is not None
