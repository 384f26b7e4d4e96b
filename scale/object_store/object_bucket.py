"""One bucket of an object store that speaks S3: write once, read, list, sign addresses."""

import hashlib
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

import obstore
from obstore.exceptions import (
    AlreadyExistsError,
    BaseError,
    PermissionDeniedError,
    UnauthenticatedError,
)
from obstore.store import S3Store

from library.errors import FilesRefusedError, FilesUnreachableError
from library.settings import Settings
from library.storage.problems import FileOfKeysError

_PART_BYTES = 16 << 20
"""Size of one part of a large object; S3 takes 10,000 of them, 160 GB."""

_PARTS_AT_ONCE = 3
"""Parts of one object in memory, 48 MB."""

_READ_BYTES = 1 << 20
_CLIENT = {"connect_timeout": "5s", "read_timeout": "30s", "timeout": "2h"}
"""A large master may take long; a server that is silent for half a minute may not."""

_RETRIES = {"max_retries": 5, "retry_timeout": timedelta(seconds=30)}
"""While a node of the store is replaced, requests fail for a moment."""

_SILENT_SECONDS = 5
"""Time for which a store that did not answer is not asked again."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object in a listing: its key below the prefix, and its size in bytes."""

    key: str
    bytes: int
    changed: float
    """Time of its last change, in seconds since 1970."""


class ObjectBucket:
    """The objects below the prefix of DIACHI_FILES; every failure is a LibraryError.

    A missing object raises FileNotFoundError. A process must not fork after its first call: the
    threads of the client would be missing in the child.
    """

    def __init__(self, store: S3Store, address: str) -> None:
        self._store = store
        self.address = address
        self._silent_until = 0.0

    def create(self, key: str, path: Path) -> bool:
        """Store a file unless the object exists; return True if this call has stored it.

        One object is never two contents: the condition is checked by the server. A file in parts,
        for which not every server does so, is stored if the object was missing a moment before;
        objects are named by their content, so a second writer stores the same.
        """
        with self._errors():
            if path.stat().st_size <= _PART_BYTES:
                return self._create_at_once(key, path.read_bytes())
            if self.size(key) is not None:
                return False
            self._put_in_parts(key, path)
            return True

    def create_bytes(self, key: str, content: bytes) -> bool:
        """Store a few bytes unless the object exists; return True if this call has stored them."""
        with self._errors():
            return self._create_at_once(key, content)

    def replace(self, key: str, path: Path) -> None:
        """Store a file in the place of an object."""
        with self._errors():
            if path.stat().st_size <= _PART_BYTES:
                self._put(key, path.read_bytes(), use_multipart=False)
            else:
                self._put_in_parts(key, path)

    def size(self, key: str) -> int | None:
        """Return the size of an object in bytes; None if it is missing."""
        with self._errors():
            try:
                return obstore.head(self._store, key)["size"]
            except FileNotFoundError:
                return None

    def chunks(self, key: str) -> Iterator[memoryview]:
        """Yield the content of an object in pieces; raise FileNotFoundError."""
        with self._errors():
            stream = obstore.get(self._store, key).stream(min_chunk_size=_READ_BYTES)
        with self._errors(are_of_store=False):  # a broken stream says nothing about other nodes
            for chunk in stream:
                yield memoryview(chunk)

    def read(self, key: str) -> bytes:
        """Return the content of a small object; raise FileNotFoundError."""
        return b"".join(self.chunks(key))

    def digest(self, key: str, copy_to: BinaryIO | None = None) -> str:
        """Return the SHA-256 of an object as it is stored, and write it to a file if one is given.

        Raises FileNotFoundError.
        """
        digest = hashlib.sha256()
        for chunk in self.chunks(key):
            digest.update(chunk)
            if copy_to is not None:
                copy_to.write(chunk)
        return digest.hexdigest()

    def objects(self, prefix: str, after: str | None = None) -> Iterator[StoredObject]:
        """Yield the objects below a prefix, such as `masters/`, in the order of their keys."""
        with self._errors():
            for page in obstore.list(self._store, prefix.rstrip("/"), offset=after):
                for meta in page:
                    change_time = meta["last_modified"].timestamp()
                    yield StoredObject(meta["path"], meta["size"], change_time)

    def copy(self, key: str, to: str) -> None:
        """Copy an object within the bucket; raise FileNotFoundError."""
        with self._errors():
            obstore.copy(self._store, key, to)

    def delete(self, key: str) -> None:
        """Remove an object; a missing one is no error."""
        with self._errors():
            try:
                obstore.delete(self._store, key)
            except FileNotFoundError:
                return

    def signed_address(self, key: str, seconds: int) -> str:
        """Return the address at which anybody may read an object for this time."""
        with self._errors():
            return obstore.sign(self._store, "GET", key, timedelta(seconds=seconds))

    def _create_at_once(self, key: str, content: bytes) -> bool:
        try:
            self._put(key, content, mode="create", use_multipart=False)
        except AlreadyExistsError:
            return False
        return True

    def _put_in_parts(self, key: str, path: Path) -> None:
        with path.open("rb") as content:
            self._put(
                key,
                content,
                use_multipart=True,
                chunk_size=_PART_BYTES,
                max_concurrency=_PARTS_AT_ONCE,
            )

    def _put(self, key: str, content: bytes | BinaryIO, **options: object) -> None:
        try:
            obstore.put(self._store, key, content, **options)
        except FileNotFoundError as error:  # there is no such bucket
            raise FilesRefusedError from error

    @contextmanager
    def _errors(self, *, are_of_store: bool = True) -> Iterator[None]:
        """Turn errors of the client into those of the library.

        After a request that failed in spite of its retries, others fail at once for some seconds:
        else every thread of the site would wait for a store that is down.
        """
        if are_of_store and time.monotonic() < self._silent_until:
            raise FilesUnreachableError
        try:
            yield
        except (PermissionDeniedError, UnauthenticatedError) as error:
            _log.warning("S3: %s", str(error).partition("\n")[0])
            raise FilesRefusedError from error
        except BaseError as error:
            _log.warning("S3: %s", str(error).partition("\n")[0])
            if are_of_store:
                self._silent_until = time.monotonic() + _SILENT_SECONDS
            raise FilesUnreachableError from error


@lru_cache(maxsize=8)
def open_bucket(settings: Settings) -> ObjectBucket:
    """Return the bucket of DIACHI_FILES; one for all uses in this process."""
    bucket, _, prefix = settings.files.removeprefix("s3://").partition("/")
    options: dict[str, object] = {}
    if settings.s3_endpoint:
        options["endpoint"] = settings.s3_endpoint
    if settings.s3_keys_file:
        key, secret = _read_keys(settings.s3_keys_file)
        options |= {"access_key_id": key, "secret_access_key": secret}
    is_plain = settings.s3_endpoint.startswith("http://")
    store = S3Store(
        bucket,
        prefix=prefix.strip("/") or None,
        region=settings.s3_region,
        checksum_algorithm="SHA256",
        disable_bulk_delete=True,  # which not every server has
        client_options={**_CLIENT, "allow_http": is_plain},
        retry_config=_RETRIES,
        **options,
    )
    return ObjectBucket(store, settings.files)


def _read_keys(file: Path) -> tuple[str, str]:
    """Return key and secret of a file."""
    try:
        words = file.read_text(encoding="utf-8").split()
    except OSError as error:
        raise FileOfKeysError(file) from error
    if len(words) != 2:
        raise FileOfKeysError(file)
    return words[0], words[1]
