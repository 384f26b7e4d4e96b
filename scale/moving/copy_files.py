"""Copies masters, derivatives and the other files of the data folder to their new places."""

import filecmp
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from library.errors import FileNotKeptError
from library.settings import Settings
from library.storage.content_store import ContentStore
from library.storage.stores import derivative_store, master_store, prepare_stores

_IN_MEMORY_BYTES = 8 << 20
_REPORT_EVERY = 1000

_NOT_MOVED = (
    *("masters", "derivatives", "index*", "cache", "files-cache", "tmp", "uploads", "moves"),
    *("*.sqlite*", "*.lock", "*.log*", "upgrades", "backups"),
)
"""Files of the data folder that are copied otherwise, are made again, or belong to a machine."""


@dataclass(frozen=True, slots=True)
class StorePair:
    """A store of the old installation and the same one of the new."""

    name: str
    old: ContentStore
    new: ContentStore


def store_pairs(old: Settings, new: Settings) -> tuple[StorePair, ...]:
    """Return the stores that move; none if both installations use the same."""
    if (old.files, old.home) == (new.files, new.home) or (old.files and old.files == new.files):
        return ()
    return (
        StorePair("tệp gốc", master_store(old), master_store(new)),
        StorePair("tệp của trang", derivative_store(old), derivative_store(new)),
    )


def copy_store(pair: StorePair, report: Callable[[int], None]) -> tuple[int, tuple[str, ...]]:
    """Copy the files that the new store lacks; return their number, and damaged checksums.

    The new store computes each checksum while it writes. `report` gets the number so far.
    """
    file_count, damaged_digests = 0, []
    for digest in pair.old.digests():
        if pair.new.holds(digest):
            continue
        with tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES) as file:
            try:
                pair.old.copy_to(digest, file)
            except FileNotKeptError:
                damaged_digests.append(digest)
                continue
            file.seek(0)
            if pair.new.put_stream(file) != digest:
                damaged_digests.append(digest)
        file_count += 1
        if file_count % _REPORT_EVERY == 0:
            report(file_count)
    return file_count, tuple(damaged_digests)


def copy_home(old: Settings, new: Settings) -> tuple[str, ...]:
    """Copy the secret key and records of the data folder; return their names."""
    prepare_stores(new)
    if old.home == new.home:
        return ()
    return tuple(_copied(old.home, new.home))


def _copied(old: Path, new: Path) -> Iterator[str]:
    omissions = {path for pattern in _NOT_MOVED for path in old.glob(pattern)}
    for path in sorted(old.rglob("*")):
        if path in omissions or not omissions.isdisjoint(path.parents) or not path.is_file():
            continue
        name = path.relative_to(old)
        target = new / name
        if target.exists() and filecmp.cmp(path, target, shallow=False):
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)
        yield str(name)
