"""Members of an uploaded ZIP file, within limits of number and size."""

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator

from library.exchange.problems import SheetTooHeavyError, UnreadableSheetError

_MAX_MEMBERS = 300_000
_MAX_MEMBER_BYTES = 20_000_000
_MAX_TOTAL_BYTES = 500_000_000
"""Bytes after unpacking of the members that are read; files of the items are not."""


def names_of(content: bytes) -> tuple[str, ...]:
    """Return the names of the members; none for a damaged file."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return tuple(archive.namelist()[:_MAX_MEMBERS])
    except (zipfile.BadZipFile, OSError, ValueError):
        return ()


def read_members(content: bytes, name: str, wanted: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the names and contents of members; raise a LibraryError."""
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in wanted:
                size = archive.getinfo(member).file_size
                total += size
                if size > _MAX_MEMBER_BYTES or total > _MAX_TOTAL_BYTES:
                    raise SheetTooHeavyError(name)
                yield member, archive.read(member)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, EOFError, KeyError) as error:
        raise UnreadableSheetError(name) from error
