"""Keeps uploads that are still coming, and counts of each only what is safely on the disk."""

import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from library.identifiers import secret_code
from library.storage.problems import (
    UploadBusyError,
    UploadNotFoundError,
    UploadOutOfStepError,
    UploadUnfinishedError,
)

KEPT_FOR = 7 * 86_400
"""Seconds after which an upload that nobody went on with is given up."""

_CHUNK = 1 << 20
_LETTERS = 24
_CONTENT, _TOLD = "content", "told.json"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that is coming, piece by piece."""

    id: str
    name: str
    owner: str
    size: int
    offset: int
    """How many bytes of it are safely here."""
    expires: datetime

    @property
    def finished(self) -> bool:
        """Whether all of it is here."""
        return self.offset == self.size


class UploadShelf:
    """A folder of uploads. Each belongs to who began it, and nobody else can reach it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def begin(self, name: str, size: int, owner: str) -> Upload:
        """Make a place for a file of this size."""
        self._folder.mkdir(parents=True, exist_ok=True)
        place = self._folder / secret_code(_LETTERS)
        half = place.with_name(f".{place.name}")
        half.mkdir()
        told = {"name": name, "size": size, "owner": owner}
        _write(half / _TOLD, json.dumps(told, ensure_ascii=False).encode())
        _write(half / _CONTENT, b"")
        _sync(half)
        half.rename(place)  # so that a place is there whole, or not at all
        _sync(self._folder)
        return self.find(place.name, owner)

    def find(self, upload_id: str, owner: str) -> Upload:
        """Return how far an upload is; raise UploadNotFoundError when this person has none."""
        place = self._place(upload_id)
        try:
            told = json.loads((place / _TOLD).read_bytes())
            with (place / _CONTENT).open("rb") as content:
                os.fsync(content.fileno())  # a process may have died between writing and this
                there = os.fstat(content.fileno())
        except (FileNotFoundError, NotADirectoryError) as error:
            raise UploadNotFoundError from error
        if told["owner"] != owner:
            raise UploadNotFoundError
        expires = datetime.fromtimestamp(there.st_mtime + KEPT_FOR, UTC)
        return Upload(upload_id, told["name"], owner, told["size"], there.st_size, expires)

    def add(self, upload: Upload, offset: int, piece: BinaryIO) -> Upload:
        """Add a piece that begins at `offset`; what came of it stays, even when it breaks off."""
        with self._alone_with(upload) as content:
            if offset != content.seek(0, os.SEEK_END):
                raise UploadOutOfStepError(upload.name)
            try:
                while chunk := piece.read(min(_CHUNK, upload.size - content.tell())):
                    content.write(chunk)
            finally:
                content.flush()
                os.fsync(content.fileno())
        return self.find(upload.id, upload.owner)

    def content(self, upload: Upload) -> Path:
        """Return where the whole file is; raise UploadUnfinishedError while it is not."""
        if not upload.finished:
            raise UploadUnfinishedError(upload.name)
        return self._place(upload.id) / _CONTENT

    def remove(self, upload: Upload) -> None:
        """Forget an upload and what came of it."""
        shutil.rmtree(self._place(upload.id), ignore_errors=True)

    def clear_expired(self) -> None:
        """Remove what nobody went on with for a week."""
        for place in self._folder.glob("*"):
            with suppress(FileNotFoundError):  # somebody removed it meanwhile
                if time.time() - _last_touched(place) > KEPT_FOR:
                    shutil.rmtree(place, ignore_errors=True)

    def still_to_come(self) -> int:
        """Return how many bytes all uploads together still need on the disk."""
        return sum(self._missing(place) for place in self._folder.glob("[!.]*"))

    def _missing(self, place: Path) -> int:
        try:
            size = json.loads((place / _TOLD).read_bytes())["size"]
            return size - (place / _CONTENT).stat().st_size
        except (FileNotFoundError, NotADirectoryError):
            return 0

    def _place(self, upload_id: str) -> Path:
        if not upload_id.isalnum():
            raise UploadNotFoundError
        return self._folder / upload_id

    @contextmanager
    def _alone_with(self, upload: Upload) -> Iterator[BinaryIO]:
        """Open a file to write to; raise UploadBusyError while another piece of it is coming."""
        try:
            content = (self._place(upload.id) / _CONTENT).open("r+b")
        except FileNotFoundError as error:
            raise UploadNotFoundError from error
        with content:
            try:
                fcntl.flock(content, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise UploadBusyError(upload.name) from error
            yield content


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _last_touched(place: Path) -> float:
    content = place / _CONTENT
    return (content if content.exists() else place).stat().st_mtime
