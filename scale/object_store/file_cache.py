"""Cache of files named by their checksum: bounded, shared by all processes of a machine."""

import hashlib
import os
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from library.process.locks import FileLock, holding, trying

_MODE = 0o440
_GRACE_SECONDS = 900
"""Time for which a file that was asked for stays, so that its path can be opened meanwhile."""

_SWEEPS_PER_LIMIT = 20
"""Sweeps while as many bytes are added as the cache may hold."""

_SHARE_AFTER_SWEEP = 0.9
_UNFINISHED_SECONDS = 86_400
_VERIFIED_FILES = 20_000
_TURN_LETTERS = 3
"""Letters of a checksum that decide whose turn it is: files wait for 1 in 4,096 others in vain."""


class FileCache:
    """A folder of files under their SHA-256; files that were not used for longest go first.

    A file is whole: it is written under another name and renamed. It is compared with its name when
    a process first uses it, so that a power cut, after which renamed files may be empty, does not
    matter. A file asked for in the last quarter of an hour stays even if the cache is full.
    """

    def __init__(self, folder: Path, limit_bytes: int, grace_seconds: int = _GRACE_SECONDS) -> None:
        self.folder = folder
        self._limit_bytes = limit_bytes
        self._grace_seconds = grace_seconds

    def get(self, digest: str) -> Path | None:
        """Return the path of a file and note its use; None if it is not in the cache."""
        place = self._place(digest)
        try:
            with self._lock(shared=True):  # a sweep sees the use, or it has removed the file
                status = place.stat()
                os.utime(place, ns=(time.time_ns(), status.st_mtime_ns))
        except FileNotFoundError:
            return None
        if _is_verified(place, status.st_size, status.st_mtime_ns, status.st_ino):
            return place
        self._drop_damaged(place, status.st_ino)
        return None

    @contextmanager
    def new_file(self) -> Iterator[BinaryIO]:
        """Yield a file for `add`; it is removed at the end unless it was added."""
        folder = self.folder / ".unfinished"
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as partial:
            try:
                yield partial
            finally:
                Path(partial.name).unlink(missing_ok=True)

    def add(self, partial: BinaryIO, digest: str) -> Path:
        """Put a complete file of `new_file` into the cache, and return its path."""
        partial.flush()
        os.fchmod(partial.fileno(), _MODE)
        size = os.fstat(partial.fileno()).st_size
        place = self._place(digest)
        place.parent.mkdir(parents=True, exist_ok=True)
        with self._lock(shared=True):
            Path(partial.name).rename(place)
            os.utime(place)
        # no process counts for all, so each sweeps as often as its share of the bytes asks for
        if random.random() * self._limit_bytes < size * _SWEEPS_PER_LIMIT:  # noqa: S311
            self.sweep()
        return place

    @contextmanager
    def turn(self, digest: str) -> Iterator[None]:
        """Let one process or thread at a time fetch a file, and the others wait for it."""
        with self._lock(f".turns/{digest[:_TURN_LETTERS]}"):
            yield

    def drop(self, digest: str) -> None:
        """Remove a file."""
        self._place(digest).unlink(missing_ok=True)

    def sweep(self) -> None:
        """Remove the files that were not used for longest, until the cache is below its limit.

        Another process that is sweeping already does it for this one.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with trying(FileLock(self.folder / ".sweep")) as is_held:
            if not is_held:
                return
            self.clear_unfinished()
            files = sorted(self._files())
            surplus = sum(size for _last_use, size, _place in files) - self._limit_bytes
            if surplus <= 0:
                return
            surplus += self._limit_bytes * (1 - _SHARE_AFTER_SWEEP)
            for last_use, size, place in files:
                if surplus <= 0 or time.time() - last_use < self._grace_seconds:
                    return
                surplus -= size if self._remove(place, last_use) else 0

    def size(self) -> int:
        """Return the bytes of all files."""
        return sum(size for _last_use, size, _place in self._files())

    def _drop_damaged(self, place: Path, inode: int) -> None:
        """Remove a damaged file, unless another process has replaced it by a sound one."""
        with self._lock(), suppress(FileNotFoundError):
            if place.stat().st_ino == inode:
                place.unlink()

    def _remove(self, place: Path, last_use: float) -> bool:
        """Remove a file that was not used since; return True if it is gone."""
        with self._lock(), suppress(FileNotFoundError):
            if place.stat().st_atime > last_use:
                return False
            place.unlink()
        return True

    def _files(self) -> Iterator[tuple[float, int, Path]]:
        """Yield the time of the last use, the size and the path of each file."""
        for place in self.folder.glob("??/*"):
            with suppress(FileNotFoundError):
                status = place.stat()
                yield status.st_atime, status.st_size, place

    def clear_unfinished(self) -> None:
        """Remove files that a process which died a day ago did not finish."""
        for partial in (self.folder / ".unfinished").glob("*"):
            with suppress(FileNotFoundError):
                if time.time() - partial.stat().st_mtime > _UNFINISHED_SECONDS:
                    partial.unlink()

    def _place(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest

    @contextmanager
    def _lock(self, name: str = ".lock", *, shared: bool = False) -> Iterator[None]:
        """Hold a lock, by default that between uses and removals, with a descriptor of its own."""
        place = self.folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        with holding(FileLock(place, shared=shared)):
            yield


@lru_cache(maxsize=_VERIFIED_FILES)
def _is_verified(place: Path, _size: int, _changed_ns: int, _inode: int) -> bool:
    """Return True if the file has the content that its name states, for this size and time."""
    try:
        with place.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest() == place.name
    except OSError:  # unreadable
        return False
