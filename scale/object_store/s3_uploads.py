"""Resumable uploads in a bucket, so that each piece may reach another machine."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import BinaryIO

from library.identifiers import secret_code
from library.storage.content_store import ContentStore
from library.storage.problems import (
    UploadNotFoundError,
    UploadOutOfStepError,
    UploadUnfinishedError,
)
from library.storage.uploads import (
    EXPIRES_AFTER_SECONDS,
    ID_LENGTH,
    Upload,
    UploadStore,
    delivery_note,
    read_delivery_note,
)
from scale.object_store.object_bucket import ObjectBucket, StoredObject

_FOLDER = "uploads"
_METADATA, _DELIVERED = "metadata.json", "delivered.json"
_PART_BYTES = 8 << 20
"""Bytes after which what was received is stored; a machine that dies loses no more."""

_READ_BYTES = 1 << 20
_OFFSET_DIGITS = 15


class S3UploadStore(UploadStore):
    """Uploads whose state is what is stored: `uploads/ID/OFFSET` holds the bytes from there on.

    A piece is created, never overwritten: of two machines that receive the same place of a file,
    one is told to go on where the other is.
    """

    def __init__(self, bucket: ObjectBucket, clock: Callable[[], float] = time.time) -> None:
        self._bucket, self._clock = bucket, clock

    def begin(self, name: str, size: int, owner: str) -> Upload:
        """Create an upload for a file of this size in bytes."""
        upload_id = secret_code(ID_LENGTH)
        metadata = {"name": name, "size": size, "owner": owner}
        content = json.dumps(metadata, ensure_ascii=False).encode()
        self._bucket.create_bytes(_key(upload_id, _METADATA), content)
        return self.find(upload_id, owner)

    def find(self, upload_id: str, owner: str) -> Upload:
        """Return an upload with its offset; raise UploadNotFoundError if this owner has none."""
        if not (upload_id.isascii() and upload_id.isalnum()):
            raise UploadNotFoundError
        try:
            metadata = json.loads(self._bucket.read(_key(upload_id, _METADATA)))
        except FileNotFoundError as error:
            raise UploadNotFoundError from error
        if metadata["owner"] != owner:
            raise UploadNotFoundError
        objects = tuple(self._bucket.objects(f"{_FOLDER}/{upload_id}"))
        last_touched = max((entry.changed for entry in objects), default=self._clock())
        expires = datetime.fromtimestamp(last_touched + EXPIRES_AFTER_SECONDS, UTC)
        offset = sum(entry.bytes for entry in _connected(objects))
        return Upload(upload_id, metadata["name"], owner, metadata["size"], offset, expires)

    def add(self, upload: Upload, offset: int, piece: BinaryIO) -> Upload:
        """Append a piece that starts at `offset`; received bytes are kept even if it breaks off."""
        present = self.find(upload.id, upload.owner)
        if offset != present.offset:
            raise UploadOutOfStepError(upload.name)
        while offset < upload.size:
            received_bytes = bytearray()
            try:
                _fill(received_bytes, piece, min(_PART_BYTES, upload.size - offset))
            finally:
                if received_bytes:
                    self._store(upload, offset, bytes(received_bytes))
            offset += len(received_bytes)
            if not received_bytes:
                break
        return self.find(upload.id, upload.owner)

    def put_into(self, upload: Upload, masters: ContentStore) -> str:
        """Store the complete file and return its checksum; raise UploadUnfinishedError."""
        if not upload.finished:
            raise UploadUnfinishedError(upload.name)
        objects = tuple(self._bucket.objects(f"{_FOLDER}/{upload.id}"))
        return masters.put_stream(_Joined(self._bucket, _connected(objects)))

    def remove(self, upload: Upload) -> None:
        """Delete an upload and its content."""
        self._delete(tuple(self._bucket.objects(f"{_FOLDER}/{upload.id}")))

    def settle(self, upload: Upload, address: str) -> None:
        """Delete the content of a delivered upload, and keep the address of its delivery."""
        objects = tuple(self._bucket.objects(f"{_FOLDER}/{upload.id}"))
        self._bucket.create_bytes(_key(upload.id, _DELIVERED), delivery_note(upload, address))
        self._delete(objects)

    def delivery_address(self, upload_id: str, owner: str) -> str | None:
        """Return the address that shows what a settled upload became; None for another one."""
        if not (upload_id.isascii() and upload_id.isalnum()):
            return None
        try:
            note = self._bucket.read(_key(upload_id, _DELIVERED))
        except FileNotFoundError:
            return None
        return read_delivery_note(note, owner)

    def clear_expired(self) -> None:
        """Delete expired uploads."""
        uploads: dict[str, list[StoredObject]] = {}
        for entry in self._bucket.objects(_FOLDER):
            uploads.setdefault(entry.key.split("/")[1], []).append(entry)
        for objects in uploads.values():
            last_touched = max(entry.changed for entry in objects)
            if self._clock() - last_touched > EXPIRES_AFTER_SECONDS:
                self._delete(tuple(objects))

    def missing_bytes(self) -> int:
        """Return 0: what uploads still bring does not come to the disk of this machine."""
        return 0

    def _store(self, upload: Upload, offset: int, content: bytes) -> None:
        key = _key(upload.id, f"{offset:0{_OFFSET_DIGITS}}")
        if not self._bucket.create_bytes(key, content):
            raise UploadOutOfStepError(upload.name)

    def _delete(self, objects: tuple[StoredObject, ...]) -> None:
        """Delete the metadata first: without it, no machine finds the upload any more."""
        for entry in sorted(objects, key=lambda item: not item.key.endswith(_METADATA)):
            self._bucket.delete(entry.key)


class _Joined:
    """The pieces of an upload as one stream; a read returns the next chunk, whatever its size."""

    def __init__(self, bucket: ObjectBucket, pieces: Iterator[StoredObject]) -> None:
        self._chunks = (chunk for piece in pieces for chunk in bucket.chunks(piece.key) if chunk)

    def read(self, _size: int = -1) -> memoryview | bytes:
        """Return the next chunk; nothing at the end."""
        return next(self._chunks, b"")


def _key(upload_id: str, name: str) -> str:
    return f"{_FOLDER}/{upload_id}/{name}"


def _connected(objects: tuple[StoredObject, ...]) -> Iterator[StoredObject]:
    """Yield the pieces of an upload in order, up to the first gap."""
    pieces = {entry.key.rpartition("/")[2]: entry for entry in objects}
    offset = 0
    while (piece := pieces.get(f"{offset:0{_OFFSET_DIGITS}}")) and piece.bytes:
        yield piece
        offset += piece.bytes


def _fill(received_bytes: bytearray, piece: BinaryIO, size: int) -> None:
    """Read up to this many bytes; those before an interruption are in `received_bytes`."""
    while len(received_bytes) < size:
        chunk = piece.read(min(_READ_BYTES, size - len(received_bytes)))
        if not chunk:
            return
        received_bytes += chunk
