"""The stores of an installation whose files are in a bucket, and the check of that bucket."""

import json
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from secrets import token_hex
from typing import BinaryIO

from library.errors import FilesUnreachableError
from library.identifiers import secret_code
from library.settings import Settings
from library.storage.content_store import ContentStore
from library.storage.models import Condition
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
from scale.object_store.file_cache import FileCache
from scale.object_store.object_bucket import ObjectBucket, StoredObject, open_bucket
from scale.object_store.s3_store import S3ContentStore, S3DerivativeStore

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


_CONTENT, _OTHER = b"dia chi", b"not dia chi"
_MB = 1 << 20
_LONGEST_REASON = 300
_MEGABYTE = 1_000_000


def content_store(settings: Settings, name: str) -> S3ContentStore:
    """Return the store of masters or of derivatives."""
    return S3ContentStore(open_bucket(settings), name, _cache(settings))


def verified_store(
    settings: Settings, name: str, report_loss: Callable[[str, Condition], object]
) -> S3DerivativeStore:
    """Return a store that verifies each file before use and reports losses."""
    return S3DerivativeStore(open_bucket(settings), name, _cache(settings), report_loss)


def upload_store(settings: Settings) -> S3UploadStore:
    """Return the store of unfinished uploads."""
    return S3UploadStore(open_bucket(settings))


def _cache(settings: Settings) -> FileCache:
    settings.files_cache.mkdir(parents=True, exist_ok=True)
    return FileCache(settings.files_cache, settings.files_cache_mb * _MEGABYTE)


def check(settings: Settings) -> tuple[bool, str]:
    """Return True and a sentence about the bucket, or False and a sentence with the remedy."""
    try:
        problem = _problem(open_bucket(settings), f"checks/{token_hex(8)}")
    except FilesUnreachableError as error:
        reason = str(error.__cause__).partition("\n")[0][:_LONGEST_REASON]
        problem = f"{error} ({reason})"
    if problem:
        return False, f"{settings.files}: {problem}"
    free = shutil.disk_usage(settings.home).free // _MB
    return True, (
        f"{settings.files} trả lời, ghi một lần, đọc lại đúng; chỗ trống do kho S3 tự lo. Máy này "
        f"giữ bản tạm trong tối đa {settings.files_cache_mb} MB (đĩa còn {free} MB)"
    )


def _problem(bucket: ObjectBucket, key: str) -> str | None:
    """Write an object twice and read it; return the sentence of the first thing that is wrong."""
    problem = None
    if not bucket.create_bytes(key, _CONTENT):
        problem = "máy chủ S3 báo đã có một tệp chưa hề được ghi. Hãy dùng máy chủ khác."
    elif bucket.create_bytes(key, _OTHER) or bucket.read(key) != _CONTENT:
        problem = (
            "máy chủ S3 này ghi đè tệp đã có dù được dặn không ghi (If-None-Match: *), nên tệp gốc "
            "không an toàn. Hãy dùng máy chủ giữ điều kiện ấy: SeaweedFS, Ceph, AWS S3…"
        )
    bucket.delete(key)
    return problem
