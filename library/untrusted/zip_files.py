"""ZIP files that others made, read without believing the sizes that they state.

`ZipFile.read` unpacks a member whole before it compares the length with the stated one, so a file
of 1.5 MB that states a few bytes takes gigabytes. Here every byte is counted as it comes out.
"""

import copy
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

READ_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    RuntimeError,
    OSError,
    EOFError,
    KeyError,
    ValueError,
)
"""Exceptions of zipfile for damaged, encrypted or unknown content."""

_PORTION_BYTES, _LONGEST_READ = 1 << 16, 1 << 20
_UNPACKED_BY_PORTIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Methods whose output zipfile limits; bzip2 and LZMA make 80 MB of 4 kB at once."""

_ENTRY_SIGNATURE = b"PK\x01\x02"
_BYTES_PER_ENTRY = 1_000
"""Longest entry of the directory that is allowed on average; a usual one has a tenth."""


class ZipTooLargeError(zipfile.BadZipFile):
    """The ZIP file holds more than the caller accepts, or more than it states."""


@contextmanager
def open_zip(file: BinaryIO, max_members: int) -> Iterator[zipfile.ZipFile]:
    """Open a ZIP file; raise ZipTooLargeError before a directory of too many members is parsed."""
    directory = _Directory(file, max_members)
    with zipfile.ZipFile(directory) as archive:
        directory.is_parsed = True
        yield archive


def read_part(archive: zipfile.ZipFile, name: str, max_bytes: int) -> bytes:
    """Return the content of a member; raise ZipTooLargeError if it has more bytes."""
    portions, size = [], 0
    for portion in _portions(archive, archive.getinfo(name), max_bytes):
        portions.append(portion)
        size += len(portion)
    return b"".join(portions)


class Part:
    """A member that is read in portions, no more than its stated size."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        """Open it; raise BadZipFile."""
        try:
            member = archive.getinfo(name)
            _refuse_method(member)
            self._content = archive.open(member)
        except READ_ERRORS as error:
            raise zipfile.BadZipFile(name) from error

    def read(self, size: int) -> bytes:
        """Return some bytes, none at the end; raise BadZipFile."""
        try:
            return self._content.read(min(size, _LONGEST_READ))
        except READ_ERRORS as error:
            raise zipfile.BadZipFile(self._content.name) from error


def check_parts(archive: zipfile.ZipFile, max_bytes: int) -> None:
    """Unpack every member without keeping it; raise ZipTooLargeError for too much, or a lie.

    Libraries that open the file themselves then meet no more than the members state.
    """
    for member in archive.infolist():
        for portion in _portions(archive, member, min(max_bytes, member.file_size)):
            max_bytes -= len(portion)


def _portions(archive: zipfile.ZipFile, member: zipfile.ZipInfo, max_bytes: int) -> Iterator[bytes]:
    """Yield the content as it is, whatever length is stated; raise ZipTooLargeError."""
    _refuse_method(member)
    entry = copy.copy(member)
    entry.file_size = max_bytes + 1  # zipfile ends after the stated size
    del entry.CRC  # it may be that of the stated beginning
    size = 0
    with archive.open(entry) as content:
        while portion := content.read(_PORTION_BYTES):
            size += len(portion)
            if size > max_bytes:
                raise ZipTooLargeError(member.filename)
            yield portion


def is_unpacked_by_portions(member: zipfile.ZipInfo) -> bool:
    """Return True unless a few bytes of a member may become many at once."""
    return member.compress_type in _UNPACKED_BY_PORTIONS


def _refuse_method(member: zipfile.ZipInfo) -> None:
    if not is_unpacked_by_portions(member):
        raise zipfile.BadZipFile(member.filename)


class _Directory:
    """A file whose entries are counted while zipfile reads its directory, which it does at once.

    The number that the file states is not used by zipfile; an entry takes a kilobyte of memory.
    """

    is_parsed = False

    def __init__(self, file: BinaryIO, max_members: int) -> None:
        self._file, self._members_left = file, max_members
        self._max_bytes = max_members * _BYTES_PER_ENTRY

    def __getattr__(self, name: str) -> object:
        return getattr(self._file, name)

    def read(self, size: int = -1) -> bytes:
        """Return some bytes; raise ZipTooLargeError if they are a directory that is too long."""
        if not self.is_parsed and size > self._max_bytes:
            raise ZipTooLargeError
        content = self._file.read(size)
        if not self.is_parsed:
            self._members_left -= content.count(_ENTRY_SIGNATURE)
            if self._members_left < 0:
                raise ZipTooLargeError
        return content
