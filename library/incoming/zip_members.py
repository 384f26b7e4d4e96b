"""Members of an uploaded ZIP file, within limits of number and size."""

import io
from collections.abc import Iterable, Iterator

from library.exchange.problems import SheetTooHeavyError, UnreadableSheetError
from library.untrusted.zip_files import READ_ERRORS, ZipTooLargeError, open_zip, read_part

_MAX_MEMBERS = 300_000
_MAX_MEMBER_BYTES = 20_000_000
_MAX_TOTAL_BYTES = 200_000_000
"""Bytes after unpacking of the members that are read; files of the items are not."""


def names_of(content: bytes) -> tuple[str, ...]:
    """Return the names of the members; none for a damaged file."""
    try:
        with open_zip(io.BytesIO(content), _MAX_MEMBERS) as archive:
            return tuple(archive.namelist())
    except READ_ERRORS:
        return ()


def read_members(content: bytes, name: str, members: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the names and contents of members; raise a LibraryError."""
    bytes_left = _MAX_TOTAL_BYTES
    try:
        with open_zip(io.BytesIO(content), _MAX_MEMBERS) as archive:
            for member in members:
                member_content = read_part(archive, member, min(_MAX_MEMBER_BYTES, bytes_left))
                bytes_left -= len(member_content)
                yield member, member_content
    except ZipTooLargeError as error:
        raise SheetTooHeavyError(name) from error
    except READ_ERRORS as error:
        raise UnreadableSheetError(name) from error
