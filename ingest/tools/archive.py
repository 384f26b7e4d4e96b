"""Looks into ZIP files and takes files out of them, and trusts none of what they say."""

import lzma
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager
from os import SEEK_END
from pathlib import Path, PurePosixPath
from typing import IO

from ingest.problems import (
    ArchiveTooLargeError,
    BrokenFileError,
    EncryptedFileError,
    TooManyFilesError,
    UnpackableArchiveError,
    UnsafeArchiveError,
)
from library.vietnamese.legacy_encodings import from_old
from library.vietnamese.legacy_fonts import guess, marked_share
from library.vietnamese.letters import compose

MARKS = (b"PK\x03\x04", b"PK\x05\x06")
"""How archives begin, those with nothing in them too."""
MOST_FILES = 20_000
_CHUNK = 1 << 20
_LARGEST = 64 << 30
_SUSPICIOUS = 64 << 20
_MOST_TIMES_LARGER = 100
"""Archives of more than 64 MB are believed only if they were not smaller than that when packed."""

_NAME_IN_UTF8, _LOCKED = 0x800, 0x1
_NAME_BESIDE, _NAME_BEGINS = 0x7075, 5
"""WinRAR and Info-ZIP put the name in UTF-8 into a field of its own, behind a checksum."""

_DRIVE = re.compile("[A-Za-z]:")
_BREAKS = (zipfile.BadZipFile, OSError, EOFError, ValueError, zlib.error, lzma.LZMAError)
"""What zipfile raises on damaged files."""


class Archive:
    """A ZIP file that is open; its files go by the names people gave them."""

    def __init__(self, file: zipfile.ZipFile, name: str) -> None:
        self._name = name
        infos = [info for info in file.infolist() if not _is_aside(info)]
        _refuse_bombs(infos, _bytes_of(file), name)
        self._file = file
        self._infos: dict[PurePosixPath, zipfile.ZipInfo] = {}
        for info in infos:
            self._infos[_free(_path(info, name), self._infos)] = info

    @property
    def paths(self) -> tuple[PurePosixPath, ...]:
        """The files in it, each with the folders it is in."""
        return tuple(self._infos)

    @property
    def bytes(self) -> int:
        """How much the files take when they are unpacked."""
        return sum(info.file_size for info in self._infos.values())

    def beginning(self, path: PurePosixPath, length: int) -> bytes:
        """Return the first bytes of a file."""
        with self.file(path) as content:
            return content.read(length)

    def check(self, paths: Iterable[PurePosixPath]) -> None:
        """Read files to their end; raise a ProblemError when one is damaged."""
        for path in paths:
            with self.file(path) as content:
                while content.read(_CHUNK):
                    pass

    @contextmanager
    def file(self, path: PurePosixPath) -> Iterator[IO[bytes]]:
        """Open a file to be read."""
        with _in_words(self._name), self._file.open(self._infos[path]) as content:
            yield content


@contextmanager
def opened(path: Path, name: str) -> Iterator[Archive]:
    """Open an archive that people call `name`."""
    with _in_words(name), zipfile.ZipFile(path) as file:
        yield Archive(file, name)


def names_in(path: Path, name: str) -> frozenset[str]:
    """Name the files in an archive, as they are written there."""
    with _in_words(name), zipfile.ZipFile(path) as file:
        return frozenset(file.namelist())


def read(path: Path, name: str, inside: str, most: int) -> bytes:
    """Return the beginning of a file in an archive, at most so many bytes."""
    with _in_words(name), zipfile.ZipFile(path) as file, file.open(inside) as content:
        return content.read(most)


@contextmanager
def _in_words(name: str) -> Iterator[None]:
    try:
        yield
    except _BREAKS as error:
        raise BrokenFileError(name) from error
    except NotImplementedError as error:
        raise UnpackableArchiveError(name) from error
    except RuntimeError as error:  # zipfile asks for a password so
        raise EncryptedFileError(name) from error


def _is_aside(info: zipfile.ZipInfo) -> bool:
    return info.filename.endswith("/") or stat.S_ISLNK(info.external_attr >> 16)


def _bytes_of(file: zipfile.ZipFile) -> int:
    return file.fp.seek(0, SEEK_END)


def _refuse_bombs(infos: list[zipfile.ZipInfo], packed: int, name: str) -> None:
    if len(infos) > MOST_FILES:
        raise TooManyFilesError(name, len(infos), MOST_FILES)
    if any(info.flag_bits & _LOCKED for info in infos):
        raise EncryptedFileError(name)
    whole = sum(info.file_size for info in infos)
    if whole > _LARGEST or whole > max(_SUSPICIOUS, _MOST_TIMES_LARGER * packed):
        raise ArchiveTooLargeError(name, max(1, whole >> 20))


def _path(info: zipfile.ZipInfo, name: str) -> PurePosixPath:
    path = PurePosixPath(_readable(info).replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or _DRIVE.match(str(path)):
        raise UnsafeArchiveError(name, path.name)
    return path if path.parts else PurePosixPath("_")


def _free(path: PurePosixPath, taken: Container[PurePosixPath]) -> PurePosixPath:
    """Return a path, with a number when another file has the same, so that neither is lost."""
    free, number = path, 1
    while free in taken:
        number += 1
        free = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return free


def _readable(info: zipfile.ZipInfo) -> str:
    """Return the name of a file: programs wrote it in the letters of their own country."""
    if info.flag_bits & _NAME_IN_UTF8:
        return _printable(info.filename)
    written = info.orig_filename.encode("cp437")
    if beside := _name_beside(info.extra, written):
        return _printable(beside)
    if info.filename.isascii():
        return _printable(info.filename)
    try:
        return _printable(written.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    old = written.decode("latin-1")
    encoding = guess(old)
    readings = [
        compose(written.decode("cp1258", "replace")),
        from_old(old, encoding) if encoding else old,
        info.filename,
    ]
    return _printable(max(readings, key=marked_share))


def _name_beside(extra: bytes, written: bytes) -> str | None:
    """Return the name that programs note in UTF-8, when it is still that of the file."""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        field, extra = extra[4 : 4 + length], extra[4 + length :]
        if kind == _NAME_BESIDE and field[1:_NAME_BEGINS] == struct.pack("<I", zlib.crc32(written)):
            return field[_NAME_BEGINS:].decode("utf-8", "replace")
    return None


def _printable(name: str) -> str:
    return compose("".join(letter for letter in name if letter.isprintable())) or "_"
