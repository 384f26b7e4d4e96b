"""Content-addressed file store (SHA-256) with durable, atomic writes."""

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from library.errors import FileNotKeptError
from library.process.atomic_files import sync_folder

_CHUNK_BYTES = 1 << 20
_MODE = 0o440
"""Mode of a stored file: it never changes, and other accounts of the machine do not read it."""

_DAY_SECONDS = 86_400
SET_ASIDE_SECONDS = 30 * _DAY_SECONDS
"""Time for which the bytes of a replaced file are kept for examination."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file in a listing of a store."""

    digest: str
    bytes: int
    changed: float
    """Time at which it was stored, in seconds since 1970."""


class ContentStore:
    """A folder of files named by their SHA-256 checksum; equal content is stored once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.new_digests: set[str] | None = None
        """Checksums of newly stored files, while `collect_new_digests` is active."""

    def put(self, content: bytes) -> str:
        """Store bytes and return their checksum."""
        digest = hashlib.sha256(content).hexdigest()
        if not self._is_stored(digest):
            with self._new_file() as partial:
                partial.write(content)
                self._finish(partial, digest)
        return digest

    def put_stream(self, source: BinaryIO) -> str:
        """Store a stream in chunks and return its checksum."""
        digest = hashlib.sha256()
        with self._new_file() as partial:
            while chunk := source.read(_CHUNK_BYTES):
                digest.update(chunk)
                partial.write(chunk)
            self._finish(partial, digest.hexdigest())
        return digest.hexdigest()

    def put_file(self, path: Path) -> str:
        """Store a complete file, by hard link if possible, and return its checksum.

        The original stays for the caller to remove; nobody may write to it any more.
        """
        with path.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
            if self._is_stored(digest):
                return digest
            partial = self._new_folder(self._unfinished_folder) / f"{uuid4().hex}"
            try:
                partial.hardlink_to(path)
            except OSError:  # another disk, or one without links
                content.seek(0)
                return self.put_stream(content)
        partial.chmod(_MODE)
        self._move_into_place(partial, digest)
        return digest

    def heal(self, digest: str, write: Callable[[BinaryIO], object]) -> bool:
        """Replace a damaged or missing file by what `write` writes, if that is the right content.

        The damaged bytes are set aside for examination; a sound file is never replaced.
        """
        with self._new_file() as partial:
            write(partial)
            partial.flush()
            partial.seek(0)
            if hashlib.file_digest(partial, "sha256").hexdigest() != digest:
                Path(partial.name).unlink()
                return False
            if not self._is_stored(digest):
                self._set_aside(digest)
            self._finish(partial, digest)
        return True

    def path(self, digest: str) -> Path:
        """Return the path of a file; raise FileNotKeptError if it is missing."""
        return self._existing_place(digest)

    def holds(self, digest: str) -> bool:
        """Return True if a file with this checksum exists, sound or not."""
        return self._place(digest).is_file()

    @contextmanager
    def collect_new_digests(self) -> Iterator[set[str]]:
        """Yield a set that collects the checksums of newly stored files."""
        self.new_digests = set()
        try:
            yield self.new_digests
        finally:
            self.new_digests = None

    def discard(self, digest: str) -> None:
        """Remove a file that can be regenerated."""
        self._place(digest).unlink(missing_ok=True)

    def read(self, digest: str) -> bytes:
        """Return the content of a file."""
        return self.path(digest).read_bytes()

    def copy_to(self, digest: str, target: BinaryIO) -> None:
        """Write the content of a file to another, as it is stored; raise FileNotKeptError."""
        with self._existing_place(digest).open("rb") as content:
            shutil.copyfileobj(content, target, _CHUNK_BYTES)

    def digests(self) -> Iterator[str]:
        """Yield the checksum of every stored file."""
        for place in sorted(self.folder.glob("??/*")):
            yield place.name

    def files(self) -> Iterator[StoredFile]:
        """Yield every stored file, in no particular order."""
        for place in self.folder.glob("??/*"):
            with suppress(FileNotFoundError):  # removed meanwhile
                status = place.stat()
                yield StoredFile(place.name, status.st_size, status.st_mtime)

    def is_sound(self, digest: str) -> bool:
        """Return True if the content of a file still matches its checksum."""
        with self._existing_place(digest).open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest() == digest

    def clear_unfinished(self) -> None:
        """Remove unfinished files older than a day, and damaged ones set aside a month ago."""
        for partial in self._unfinished_folder.glob("*"):
            with suppress(FileNotFoundError):  # finished by its process meanwhile
                if time.time() - partial.stat().st_mtime > _DAY_SECONDS:
                    partial.unlink()
        for damaged_file in self.set_aside_folder.glob("*"):
            # st_ctime is the time at which it was set aside: a link, a rename changes it
            if time.time() - damaged_file.lstat().st_ctime > SET_ASIDE_SECONDS:
                damaged_file.unlink()

    @property
    def set_aside_folder(self) -> Path:
        """Folder of damaged files that were replaced, named by checksum and inode."""
        return self.folder / ".damaged"

    @property
    def _unfinished_folder(self) -> Path:
        return self.folder / ".unfinished"

    def _place(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest

    def _existing_place(self, digest: str) -> Path:
        place = self._place(digest)
        if not place.is_file():
            raise FileNotKeptError(digest)
        return place

    @contextmanager
    def _new_file(self) -> Iterator[BinaryIO]:
        """Yield a temporary file for writing; it is removed if writing fails."""
        folder = self._new_folder(self._unfinished_folder)
        partial = tempfile.NamedTemporaryFile(dir=folder, delete=False)  # noqa: SIM115
        try:
            with partial:
                yield partial
        except BaseException:
            Path(partial.name).unlink(missing_ok=True)
            raise

    def _finish(self, partial: BinaryIO, digest: str) -> None:
        if self._is_stored(digest):
            Path(partial.name).unlink()
            return
        partial.flush()
        os.fchmod(partial.fileno(), _MODE)
        os.fsync(partial.fileno())
        if self.new_digests is not None and not self.holds(digest):
            self.new_digests.add(digest)
        self._move_into_place(Path(partial.name), digest)

    def _is_stored(self, digest: str) -> bool:
        """Return True if the file exists and is sound, after syncing its directory entry.

        A damaged file does not count, so the same content replaces it when stored again. The
        process that stored it may have died before its directory entry was synced.
        """
        try:
            if not self.is_sound(digest):
                return False
        except (FileNotKeptError, OSError):  # missing or unreadable
            return False
        self._sync(self._place(digest))
        return True

    def _move_into_place(self, partial: Path, digest: str) -> None:
        place = self._place(digest)
        self._new_folder(place.parent)
        partial.rename(place)
        partial.unlink(missing_ok=True)  # a link to the same file is not moved over it
        self._sync(place)

    def _set_aside(self, digest: str) -> None:
        """Keep the damaged bytes under another name, so that the file can be replaced at once."""
        place = self._place(digest)
        if not place.exists():
            return
        aside = self._new_folder(self.set_aside_folder) / f"{digest}.{place.stat().st_ino}"
        try:
            aside.hardlink_to(place)
        except FileExistsError:  # a process that was killed before it replaced the file
            return
        except OSError:  # a disk without links, or a file of somebody else
            place.rename(aside)

    def _new_folder(self, folder: Path) -> Path:
        """Create a folder of the store if needed, and return it."""
        if not self.folder.is_dir():
            self.folder.mkdir(parents=True, exist_ok=True)
            sync_folder(self.folder.parent)
        folder.mkdir(exist_ok=True)
        return folder

    def _sync(self, place: Path) -> None:
        sync_folder(place.parent)
        sync_folder(self.folder)
