"""Keeps files under their SHA-256, whole and on the disk before anyone is told."""

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from library.errors import FileNotKeptError

_CHUNK = 1 << 20
_A_DAY = 86_400


class ContentStore:
    """A folder of files named by their checksum. The same content is kept once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kept_anew: set[str] | None = None
        """Checksums of what was not there before, while somebody wants to know them."""

    def put(self, content: bytes) -> str:
        """Keep these bytes and return their checksum."""
        digest = hashlib.sha256(content).hexdigest()
        if not self._stands(digest):
            with self._unfinished() as half:
                half.write(content)
                self._finish(half, digest)
        return digest

    def put_stream(self, source: BinaryIO) -> str:
        """Keep what can be read from `source` and return its checksum; memory stays small."""
        digest = hashlib.sha256()
        with self._unfinished() as half:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                half.write(chunk)
            self._finish(half, digest.hexdigest())
        return digest.hexdigest()

    def put_file(self, path: Path) -> str:
        """Keep a file that is whole and on the disk, without copying it where that can be done.

        It stays where it is, too, for whoever calls to remove; nobody may write to it any more.
        """
        with path.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
            if self._stands(digest):
                return digest
            half = self._new_folder(self._halves) / f"{uuid4().hex}"
            try:
                half.hardlink_to(path)
            except OSError:  # another disk, or one without links
                content.seek(0)
                return self.put_stream(content)
        half.chmod(0o444)
        self._give_name(half, digest)
        return digest

    def path(self, digest: str) -> Path:
        """Return where the file with this checksum is; raise FileNotKeptError when it is not."""
        place = self._place(digest)
        if not place.is_file():
            raise FileNotKeptError(digest)
        return place

    def holds(self, digest: str) -> bool:
        """Say whether there is a file under this checksum, sound or not."""
        return self._place(digest).is_file()

    @contextmanager
    def noting_what_is_new(self) -> Iterator[set[str]]:
        """Give a set that fills with the checksums of what is kept and was not there before."""
        self.kept_anew = set()
        try:
            yield self.kept_anew
        finally:
            self.kept_anew = None

    def discard(self, digest: str) -> None:
        """Remove a file that can be made again."""
        self._place(digest).unlink(missing_ok=True)

    def read(self, digest: str) -> bytes:
        """Return the bytes with this checksum."""
        return self.path(digest).read_bytes()

    def digests(self) -> Iterator[str]:
        """Name every file that is kept."""
        for place in sorted(self.folder.glob("??/*")):
            yield place.name

    def is_sound(self, digest: str) -> bool:
        """Say whether the file still has the checksum under which it is kept."""
        with self.path(digest).open("rb") as kept:
            return hashlib.file_digest(kept, "sha256").hexdigest() == digest

    def clear_unfinished(self) -> None:
        """Remove what processes that died left half-written a day ago or longer."""
        for half in self._halves.glob("*"):
            with suppress(FileNotFoundError):  # its process finished it meanwhile
                if time.time() - half.stat().st_mtime > _A_DAY:
                    half.unlink()

    @property
    def _halves(self) -> Path:
        return self.folder / ".unfinished"

    def _place(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest

    @contextmanager
    def _unfinished(self) -> Iterator[BinaryIO]:
        """Give a file to be written; when that fails, it takes no room any more."""
        folder = self._new_folder(self._halves)
        half = tempfile.NamedTemporaryFile(dir=folder, delete=False)  # noqa: SIM115
        try:
            with half:
                yield half
        except BaseException:
            Path(half.name).unlink(missing_ok=True)
            raise

    def _finish(self, half: BinaryIO, digest: str) -> None:
        if self._stands(digest):
            Path(half.name).unlink()
            return
        half.flush()
        os.fchmod(half.fileno(), 0o444)
        os.fsync(half.fileno())
        if self.kept_anew is not None and not self.holds(digest):
            self.kept_anew.add(digest)
        self._give_name(Path(half.name), digest)

    def _stands(self, digest: str) -> bool:
        """Say whether the file is there, whole, and its name safely on the disk.

        One that decayed does not count: the same content, handed in again, takes its place. Who
        put it there may have died before its name was on the disk.
        """
        try:
            if not self.is_sound(digest):
                return False
        except (FileNotKeptError, OSError):  # it is not there, or the disk gives it back no more
            return False
        self._sync(self._place(digest))
        return True

    def _give_name(self, half: Path, digest: str) -> None:
        place = self._place(digest)
        self._new_folder(place.parent)
        half.rename(place)
        half.unlink(missing_ok=True)  # a link to the same file is not moved over it
        self._sync(place)

    def _new_folder(self, folder: Path) -> Path:
        """Return a folder of the store that is there, safely."""
        if not self.folder.is_dir():
            self.folder.mkdir(parents=True, exist_ok=True)
            _sync_folder(self.folder.parent)
        folder.mkdir(exist_ok=True)
        return folder

    def _sync(self, place: Path) -> None:
        _sync_folder(place.parent)
        _sync_folder(self.folder)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
