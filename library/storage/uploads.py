"""Store of resumable uploads; only bytes synced to disk count."""

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
from library.process.atomic_files import sync_folder, write_atomically
from library.process.locks import try_lock
from library.storage.content_store import ContentStore
from library.storage.problems import (
    UploadBusyError,
    UploadNotFoundError,
    UploadOutOfStepError,
    UploadUnfinishedError,
)

EXPIRES_AFTER_SECONDS = 7 * 86_400
"""Seconds after which an inactive upload expires."""

_CHUNK_BYTES = 1 << 20
ID_LENGTH = 24
_CONTENT, _METADATA, _DELIVERED = "content", "told.json", "delivered.json"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that is uploaded in pieces."""

    id: str
    name: str
    owner: str
    size: int
    offset: int
    """Number of bytes synced to disk."""
    expires: datetime

    @property
    def finished(self) -> bool:
        """True if the upload is complete."""
        return self.offset == self.size


class UploadStore:
    """A folder of uploads; each is accessible only to its owner."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def begin(self, name: str, size: int, owner: str) -> Upload:
        """Create an upload for a file of this size in bytes."""
        self._folder.mkdir(parents=True, exist_ok=True)
        place = self._folder / secret_code(ID_LENGTH)
        partial = place.with_name(f".{place.name}")
        partial.mkdir()
        metadata = {"name": name, "size": size, "owner": owner}
        write_atomically(partial / _METADATA, json.dumps(metadata, ensure_ascii=False))
        write_atomically(partial / _CONTENT, "")
        partial.rename(place)  # atomic: a complete upload folder, or none
        sync_folder(self._folder)
        return self.find(place.name, owner)

    def find(self, upload_id: str, owner: str) -> Upload:
        """Return an upload with its offset; raise UploadNotFoundError if this owner has none."""
        place = self._place(upload_id)
        try:
            metadata = json.loads((place / _METADATA).read_bytes())
            with (place / _CONTENT).open("rb") as content:
                os.fsync(content.fileno())  # a process may have died between writing and this
                status = os.fstat(content.fileno())
        except (FileNotFoundError, NotADirectoryError) as error:
            raise UploadNotFoundError from error
        if metadata["owner"] != owner:
            raise UploadNotFoundError
        expires = datetime.fromtimestamp(status.st_mtime + EXPIRES_AFTER_SECONDS, UTC)
        return Upload(upload_id, metadata["name"], owner, metadata["size"], status.st_size, expires)

    def add(self, upload: Upload, offset: int, piece: BinaryIO) -> Upload:
        """Append a piece that starts at `offset`; received bytes are kept even if it breaks off."""
        with self._locked(upload) as content:
            if offset != content.seek(0, os.SEEK_END):
                raise UploadOutOfStepError(upload.name)
            try:
                while chunk := piece.read(min(_CHUNK_BYTES, upload.size - content.tell())):
                    content.write(chunk)
            finally:
                content.flush()
                os.fsync(content.fileno())
        return self.find(upload.id, upload.owner)

    def put_into(self, upload: Upload, masters: ContentStore) -> str:
        """Store the complete file and return its checksum; raise UploadUnfinishedError."""
        if not upload.finished:
            raise UploadUnfinishedError(upload.name)
        return masters.put_file(self._place(upload.id) / _CONTENT)

    def remove(self, upload: Upload) -> None:
        """Delete an upload and its content."""
        shutil.rmtree(self._place(upload.id), ignore_errors=True)

    def settle(self, upload: Upload, address: str) -> None:
        """Delete the content of a delivered upload, and keep the address that shows the delivery.

        A browser whose line was cut sends the form again.
        """
        place = self._place(upload.id)
        write_atomically(place / _DELIVERED, delivery_note(upload, address).decode())
        for name in (_METADATA, _CONTENT):
            (place / name).unlink(missing_ok=True)

    def delivery_address(self, upload_id: str, owner: str) -> str | None:
        """Return the address that shows what a settled upload became; None for another one."""
        try:
            note = (self._place(upload_id) / _DELIVERED).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        return read_delivery_note(note, owner)

    def clear_expired(self) -> None:
        """Delete expired uploads."""
        for place in self._folder.glob("*"):
            with suppress(FileNotFoundError):  # somebody removed it meanwhile
                if time.time() - _last_touched(place) > EXPIRES_AFTER_SECONDS:
                    shutil.rmtree(place, ignore_errors=True)

    def missing_bytes(self) -> int:
        """Return the total number of bytes still missing from all uploads."""
        return sum(self._missing(place) for place in self._folder.glob("[!.]*"))

    def _missing(self, place: Path) -> int:
        try:
            size = json.loads((place / _METADATA).read_bytes())["size"]
            return size - (place / _CONTENT).stat().st_size
        except (FileNotFoundError, NotADirectoryError):
            return 0

    def _place(self, upload_id: str) -> Path:
        if not upload_id.isalnum():
            raise UploadNotFoundError
        return self._folder / upload_id

    @contextmanager
    def _locked(self, upload: Upload) -> Iterator[BinaryIO]:
        """Open and lock the content for writing; raise UploadBusyError if it is locked."""
        try:
            content = (self._place(upload.id) / _CONTENT).open("r+b")
        except FileNotFoundError as error:
            raise UploadNotFoundError from error
        with content:
            if not try_lock(content):
                raise UploadBusyError(upload.name)
            yield content


def delivery_note(upload: Upload, address: str) -> bytes:
    """Return the note that stays in place of a settled upload."""
    return json.dumps({"owner": upload.owner, "address": address}).encode()


def read_delivery_note(note: bytes, owner: str) -> str | None:
    """Return the address in a note; None if it is somebody else's."""
    facts = json.loads(note)
    return facts["address"] if facts["owner"] == owner else None


def _last_touched(place: Path) -> float:
    content = place / _CONTENT
    return (content if content.exists() else place).stat().st_mtime
