"""Looks into ZIP files and takes files out of them, and trusts none of what they say."""

import lzma
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from ingest.old_fonts import guess, marked_share
from ingest.problems import (
    ArchiveTooLargeError,
    BrokenFileError,
    EncryptedFileError,
    TooManyFilesError,
    UnpackableArchiveError,
    UnsafeArchiveError,
)
from library.legacy_encodings import from_old
from library.vietnamese import compose

MARK = b"PK\x03\x04"
MOST_FILES = 20_000
_CHUNK = 1 << 20
_LARGEST = 64 << 30
_SUSPICIOUS = 64 << 20
_MOST_TIMES_LARGER = 100
"""Archives of more than 64 MB are believed only if they were not smaller than that when packed."""

_NAME_IN_UTF8, _LOCKED = 0x800, 0x1
_BREAKS = (zipfile.BadZipFile, OSError, EOFError, ValueError, zlib.error, lzma.LZMAError)
"""What zipfile raises on damaged files."""


class Archive:
    """A ZIP file that is open; its files go by the names people gave them."""

    def __init__(self, file: zipfile.ZipFile, name: str) -> None:
        self._name = name
        infos = [info for info in file.infolist() if not _is_aside(info)]
        _refuse_bombs(infos, name)
        self._file = file
        self._infos = {_path(info, name): info for info in infos}

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
    return info.is_dir() or stat.S_ISLNK(info.external_attr >> 16)


def _refuse_bombs(infos: list[zipfile.ZipInfo], name: str) -> None:
    if len(infos) > MOST_FILES:
        raise TooManyFilesError(name, len(infos), MOST_FILES)
    if any(info.flag_bits & _LOCKED for info in infos):
        raise EncryptedFileError(name)
    whole = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    if whole > _LARGEST or whole > max(_SUSPICIOUS, _MOST_TIMES_LARGER * packed):
        raise ArchiveTooLargeError(name, max(1, whole >> 20))


def _path(info: zipfile.ZipInfo, name: str) -> PurePosixPath:
    path = PurePosixPath(_readable(info).replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        raise UnsafeArchiveError(name, path.name)
    return path


def _readable(info: zipfile.ZipInfo) -> str:
    """Return the name of a file: programs wrote it in the letters of their own country."""
    if info.flag_bits & _NAME_IN_UTF8 or info.filename.isascii():
        return _printable(info.filename)
    written = info.filename.encode("cp437")
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


def _printable(name: str) -> str:
    return compose("".join(letter for letter in name if letter.isprintable())) or "_"
