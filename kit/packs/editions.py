"""Editions: the sorted lines of the records that a point may hold."""

import hashlib
from collections.abc import Iterable

Line = tuple[str, str, str]
"""Kind, key and digest of a record."""


def edition_digest(lines: Iterable[Line]) -> str:
    """Return the digest of an edition from its sorted lines."""
    digest = hashlib.sha256()
    for line in lines:
        digest.update(" ".join(line).encode() + b"\n")
    return digest.hexdigest()
