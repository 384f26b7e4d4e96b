"""Derivative store for the site and for updates: verifies each file before use, reports losses."""

import hashlib
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path

from library.storage.content_store import ContentStore
from library.storage.fixity import condition_of
from library.storage.models import Condition
from library.storage.problems import DerivativeLostError

_VERIFIED_FILES = 20_000
"""Files whose verification is remembered, about 200 bytes each."""


class DerivativeStore(ContentStore):
    """A content store whose files are verified against their checksum before they are used.

    A missing or damaged file is reported to `report_loss` and raises DerivativeLostError. A file is
    read again only if its size or time of change differ from those at its last verification.
    """

    def __init__(self, folder: Path, report_loss: Callable[[str, Condition], object]) -> None:
        super().__init__(folder)
        self._report_loss = report_loss

    def path(self, digest: str) -> Path:
        """Return the path of a verified file; raise DerivativeLostError."""
        if not self.is_usable(digest):
            self._fail(digest)
        return self._place(digest)

    def read(self, digest: str) -> bytes:
        """Return the verified content of a file; raise DerivativeLostError."""
        try:
            content = self._place(digest).read_bytes()
        except OSError:
            self._fail(digest)
        if hashlib.sha256(content).hexdigest() != digest:
            self._fail(digest)
        return content

    def is_usable(self, digest: str) -> bool:
        """Return True if a file exists and is undamaged; report it otherwise."""
        place = self._place(digest)
        try:
            status = place.stat()
            usable = _is_verified(place, status.st_size, status.st_mtime_ns)
        except OSError:
            usable = False
        if not usable:
            self._report_loss(digest, condition_of(self, digest))
        return usable

    def lost_among(self, digests: Iterable[str]) -> set[str]:
        """Return the digests of files that are missing or damaged, after reporting each."""
        return {digest for digest in digests if not self.is_usable(digest)}

    def _fail(self, digest: str) -> None:
        self._report_loss(digest, condition_of(self, digest))
        raise DerivativeLostError(digest)


@lru_cache(maxsize=_VERIFIED_FILES)
def _is_verified(place: Path, _size: int, _changed_ns: int) -> bool:
    """Return True if the file has the content that its name states, for this size and time."""
    with place.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest() == place.name
