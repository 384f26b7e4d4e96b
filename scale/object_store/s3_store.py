"""Content stores whose files are objects of a bucket, with a cache of files on this machine."""

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import BinaryIO

from library.errors import FileNotKeptError, FilesUnreachableError
from library.storage.content_store import SET_ASIDE_SECONDS, ContentStore, StoredFile
from library.storage.derivative_store import DerivativeStore
from library.storage.models import Condition
from library.storage.problems import DerivativeLostError, FileDamagedError
from scale.object_store.file_cache import FileCache
from scale.object_store.object_bucket import ObjectBucket

_FETCHES_AT_ONCE = 8
_REMEMBERED_SECONDS = 600
"""Time for which an object that was there counts as there."""

_REMEMBERED_OBJECTS = 50_000


class S3ContentStore(ContentStore):
    """A content store in a bucket; `folder` is the cache of this machine, which holds copies only.

    An object is written once, after its checksum is known, and is acknowledged when the object
    store has it. What comes back is compared with its checksum before anybody sees it.
    """

    def __init__(self, bucket: ObjectBucket, name: str, cache: FileCache) -> None:
        ContentStore.__init__(self, cache.folder)
        self._bucket, self._name, self._cache = bucket, name, cache

    def put_file(self, path: Path) -> str:
        """Store a complete file and return its checksum; nobody may write to it any more."""
        with path.open("rb") as content:
            return self.put_stream(content)

    def heal(self, digest: str, write: Callable[[BinaryIO], object]) -> bool:
        """Replace a damaged or missing object by what `write` writes, if that is the right content.

        The damaged object is copied to `damaged/` for examination; a sound one is never replaced.
        """
        with self._new_file() as partial:
            write(partial)
            partial.flush()
            partial.seek(0)
            if hashlib.file_digest(partial, "sha256").hexdigest() != digest:
                return False
            self._finish(partial, digest)
        return True

    def path(self, digest: str) -> Path:
        """Return the path of a verified copy in the cache; raise FileNotKeptError.

        An object whose content is not that of its name raises FileDamagedError.
        """
        return self._cache.get(digest) or self._fetch(digest)

    def read(self, digest: str) -> bytes:
        """Return the verified content of a file; raise as `path`."""
        return self.path(digest).read_bytes()

    def holds(self, digest: str) -> bool:
        """Return True if an object with this checksum exists, sound or not."""
        return self._bucket.size(self.key(digest)) is not None

    def discard(self, digest: str) -> None:
        """Remove a file that can be regenerated."""
        self._bucket.delete(self.key(digest))
        self._cache.drop(digest)

    def copy_to(self, digest: str, target: BinaryIO) -> None:
        """Write the content of an object to a file, as it is stored; raise FileNotKeptError."""
        try:
            self._bucket.digest(self.key(digest), target)
        except FileNotFoundError as error:
            raise FileNotKeptError(digest) from error

    def digests(self) -> Iterator[str]:
        """Yield the checksum of every stored file."""
        for file in self.files():
            yield file.digest

    def files(self) -> Iterator[StoredFile]:
        """Yield every stored file, in the order of their checksums."""
        for entry in self._bucket.objects(self._name):
            yield StoredFile(entry.key.rpartition("/")[2], entry.bytes, entry.changed)

    def is_sound(self, digest: str) -> bool:
        """Return True if the content of the object, not that of the cache, matches its checksum."""
        try:
            return self._bucket.digest(self.key(digest)) == digest
        except FileNotFoundError as error:
            raise FileNotKeptError(digest) from error

    def clear_unfinished(self) -> None:
        """Remove unfinished files older than a day, and damaged objects set aside a month ago."""
        self._cache.clear_unfinished()
        for damaged_object in self._bucket.objects(f"damaged/{self._name}"):
            if time.time() - damaged_object.changed > SET_ASIDE_SECONDS:
                self._bucket.delete(damaged_object.key)

    def key(self, digest: str) -> str:
        """Return the key of the object of a file."""
        return f"{self._name}/{digest[:2]}/{digest}"

    def address(self, digest: str, seconds: int) -> str:
        """Return an address at which a file can be read for this time, without further rights."""
        return self._bucket.signed_address(self.key(digest), seconds)

    def _new_file(self) -> AbstractContextManager[BinaryIO]:
        return self._cache.new_file()

    def _is_stored(self, digest: str) -> bool:
        """Leave it to the server to say whether the object exists."""
        return False

    def _finish(self, partial: BinaryIO, digest: str) -> None:
        """Upload a complete file, and keep it in the cache: who made it often reads it next."""
        partial.flush()
        key, path = self.key(digest), Path(partial.name)
        is_new = self._bucket.create(key, path)
        if not is_new and not self._is_sound_there(digest):  # never replaced unless it is damaged
            with suppress(FileNotFoundError):  # whoever was faster has failed
                self._bucket.copy(key, f"damaged/{key}.{time.time_ns()}")
            self._bucket.replace(key, path)
        if is_new and self.new_digests is not None:
            self.new_digests.add(digest)
        self._cache.add(partial, digest)

    def _is_sound_there(self, digest: str) -> bool:
        try:
            return self.is_sound(digest)
        except FileNotKeptError:
            return False

    def _fetch(self, digest: str) -> Path:
        """Download an object into the cache; a second time if the first broke off or was damaged.

        Raises FileNotKeptError, FileDamagedError, or FilesUnreachableError.
        """
        with self._cache.turn(digest):  # twenty tiles of a map are asked for at once
            path = self._cache.get(digest)
            path = path or self._download(digest, is_last=False)
            path = path or self._download(digest, is_last=True)
        if path is None:
            raise FileDamagedError(digest)
        return path

    def _download(self, digest: str, *, is_last: bool) -> Path | None:
        with self._cache.new_file() as partial:
            try:
                if self._bucket.digest(self.key(digest), partial) == digest:
                    return self._cache.add(partial, digest)
            except FileNotFoundError as error:
                raise FileNotKeptError(digest) from error
            except FilesUnreachableError:
                if is_last:
                    raise
        return None


class S3DerivativeStore(S3ContentStore, DerivativeStore):
    """The derivatives for the site: a missing or damaged object is reported to `report_loss`.

    An object store that does not answer is no loss: it raises FilesUnreachableError.
    """

    def __init__(
        self,
        bucket: ObjectBucket,
        name: str,
        cache: FileCache,
        report_loss: Callable[[str, Condition], object],
    ) -> None:
        S3ContentStore.__init__(self, bucket, name, cache)
        self._report_loss = report_loss
        self._present_until: dict[str, float] = {}

    def path(self, digest: str) -> Path:
        """Return the path of a verified copy; raise DerivativeLostError."""
        try:
            return super().path(digest)
        except FileNotKeptError as error:
            self._report(digest, error)
            raise DerivativeLostError(digest) from error

    def is_usable(self, digest: str) -> bool:
        """Return True unless the object is missing, which is reported; its content is not read."""
        if time.monotonic() < self._present_until.get(digest, 0) or self._cache.get(digest):
            return True
        try:
            if self.holds(digest):
                self._remember(digest)
                return True
        except FilesUnreachableError:
            return True  # nothing is known to be lost
        self._report_loss(digest, Condition.MISSING)
        return False

    def lost_among(self, digests: Iterable[str]) -> set[str]:
        """Return the digests of files that are missing or damaged, after reporting each.

        The others are in the cache afterwards.
        """
        with ThreadPoolExecutor(_FETCHES_AT_ONCE) as pool:
            failures = {
                digest: error for digest, error in pool.map(self._failure, digests) if error
            }
        for digest, error in failures.items():
            self._report(digest, error)
        return set(failures)

    def _failure(self, digest: str) -> tuple[str, FileNotKeptError | None]:
        try:
            super().path(digest)
        except FileNotKeptError as error:
            return digest, error
        return digest, None

    def _report(self, digest: str, error: FileNotKeptError) -> None:
        is_damaged = isinstance(error, FileDamagedError)
        self._report_loss(digest, Condition.DAMAGED if is_damaged else Condition.MISSING)

    def _remember(self, digest: str) -> None:
        if len(self._present_until) >= _REMEMBERED_OBJECTS:
            self._present_until.clear()
        self._present_until[digest] = time.monotonic() + _REMEMBERED_SECONDS
