"""Archives: listing and extraction that trust none of the archive's own claims."""

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Container, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
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
from ingest.tools import other_archives
from library.untrusted.zip_files import ZipTooLargeError, is_unpacked_by_portions, open_zip
from library.vietnamese.legacy_encodings import decode_legacy
from library.vietnamese.legacy_fonts import guess_encoding, marked_share
from library.vietnamese.letters import compose

SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
"""First bytes of archives, including empty ones."""
MAX_FILES = 20_000
_MAX_ENTRIES = 100_000
"""Entries of the directory, with folders and links; each takes a kilobyte of memory."""

_CHUNK_BYTES = 1 << 20
_MAX_UNPACKED_BYTES = 64 << 30
_ALWAYS_ALLOWED_BYTES = 64 << 20
_MAX_EXPANSION_RATIO = 100
"""Archives of more than 64 MB unpacked are accepted only up to 100 times their packed size."""

_UTF8_NAME_FLAG, _ENCRYPTED_FLAG = 0x800, 0x1
_UNICODE_PATH_FIELD, _UNICODE_PATH_OFFSET = 0x7075, 5
"""WinRAR and Info-ZIP store the UTF-8 name in an extra field, after a checksum."""

_DRIVE = re.compile("[A-Za-z]:")
_READ_ERRORS = (zipfile.BadZipFile, OSError, EOFError, ValueError, zlib.error)
"""Exceptions of zipfile for damaged files."""


class Archive:
    """An open ZIP file with readable file names; `packed_bytes` is the size that was delivered."""

    def __init__(self, file: zipfile.ZipFile, name: str, packed_bytes: int) -> None:
        self._name = name
        infos = [info for info in file.infolist() if not _is_skipped(info)]
        if len(infos) > MAX_FILES:
            raise TooManyFilesError(name, len(infos), MAX_FILES)
        if any(info.flag_bits & _ENCRYPTED_FLAG for info in infos):
            raise EncryptedFileError(name)
        unpacked_bytes = sum(info.file_size for info in infos)
        if unpacked_bytes > _max_unpacked_bytes(packed_bytes):
            raise ArchiveTooLargeError(name, max(1, unpacked_bytes >> 20))
        self._file = file
        self._infos: dict[PurePosixPath, zipfile.ZipInfo] = {}
        for info in infos:
            self._infos[_unique_path(_path(info, name), self._infos)] = info

    @property
    def paths(self) -> tuple[PurePosixPath, ...]:
        """The paths of its files."""
        return tuple(self._infos)

    @property
    def bytes(self) -> int:
        """Total size of the unpacked files."""
        return sum(info.file_size for info in self._infos.values())

    def beginning(self, path: PurePosixPath, length: int) -> bytes:
        """Return the first bytes of a file."""
        with self.file(path) as content:
            return content.read(length)

    def check(self, paths: Iterable[PurePosixPath]) -> None:
        """Read files to their end; raise a ProblemError when one is damaged."""
        for path in paths:
            with self.file(path) as content:
                while content.read(_CHUNK_BYTES):
                    pass

    @contextmanager
    def file(self, path: PurePosixPath) -> Iterator[IO[bytes]]:
        """Open a file for reading."""
        with _problems_named(self._name), _open_member(self._file, self._infos[path]) as content:
            yield content


@contextmanager
def open_archive(path: Path, name: str) -> Iterator[Archive]:
    """Open an archive of any kind; `name` is its name in error messages."""
    packed_bytes = path.stat().st_size
    with _as_zip(path, name, packed_bytes) as zip_path, _open_file(zip_path, name) as file:
        yield Archive(file, name, packed_bytes)


def list_names(path: Path, name: str) -> frozenset[str]:
    """Return the names of the files in an archive, as written there."""
    with _open_file(path, name) as file:
        return frozenset(file.namelist())


def read(path: Path, name: str, member: str, max_bytes: int) -> bytes:
    """Return the first bytes of a file in an archive, at most `max_bytes`."""
    with _open_file(path, name) as file, _open_member(file, file.getinfo(member)) as content:
        return content.read(max_bytes)


def _as_zip(path: Path, name: str, packed_bytes: int) -> AbstractContextManager[Path]:
    with path.open("rb") as content:
        is_zip = content.read(len(SIGNATURES[0])) in SIGNATURES
    if is_zip:
        return nullcontext(path)
    return other_archives.repacked(path, name, _max_unpacked_bytes(packed_bytes))


@contextmanager
def _open_file(path: Path, name: str) -> Iterator[zipfile.ZipFile]:
    with _problems_named(name), path.open("rb") as content, open_zip(content, _MAX_ENTRIES) as file:
        yield file


def _open_member(file: zipfile.ZipFile, info: zipfile.ZipInfo) -> IO[bytes]:
    if not is_unpacked_by_portions(info):
        raise NotImplementedError(info.compress_type)
    return file.open(info)


@contextmanager
def _problems_named(name: str) -> Iterator[None]:
    try:
        yield
    except ZipTooLargeError as error:
        raise TooManyFilesError(name, _MAX_ENTRIES, MAX_FILES) from error
    except UnicodeDecodeError as error:  # names of a tar file in letters from before Unicode
        raise UnpackableArchiveError(name) from error
    except _READ_ERRORS as error:
        raise BrokenFileError(name) from error
    except NotImplementedError as error:
        raise UnpackableArchiveError(name) from error
    except RuntimeError as error:  # how zipfile asks for a password
        raise EncryptedFileError(name) from error


def _is_skipped(info: zipfile.ZipInfo) -> bool:
    return info.filename.endswith("/") or stat.S_ISLNK(info.external_attr >> 16)


def _max_unpacked_bytes(packed_bytes: int) -> int:
    allowed_bytes = max(_ALWAYS_ALLOWED_BYTES, _MAX_EXPANSION_RATIO * packed_bytes)
    return min(_MAX_UNPACKED_BYTES, allowed_bytes)


def _path(info: zipfile.ZipInfo, name: str) -> PurePosixPath:
    path = PurePosixPath(_decoded_name(info).replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or _DRIVE.match(str(path)):
        raise UnsafeArchiveError(name, path.name)
    return path if path.parts else PurePosixPath("_")


def _unique_path(path: PurePosixPath, taken_paths: Container[PurePosixPath]) -> PurePosixPath:
    """Return a path, numbered if another file has the same one, so that neither is lost."""
    free, number = path, 1
    while free in taken_paths:
        number += 1
        free = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return free


def _decoded_name(info: zipfile.ZipInfo) -> str:
    """Return the name of a file, decoded from the legacy encoding of the program that wrote it."""
    if info.flag_bits & _UTF8_NAME_FLAG:
        return _printable(info.filename)
    raw_name = info.orig_filename.encode("cp437")
    if unicode_name := _unicode_name(info.extra, raw_name):
        return _printable(unicode_name)
    if info.filename.isascii():
        return _printable(info.filename)
    try:
        return _printable(raw_name.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    latin_1 = raw_name.decode("latin-1")
    encoding = guess_encoding(latin_1)
    readings = [
        compose(raw_name.decode("cp1258", "replace")),
        decode_legacy(latin_1, encoding) if encoding else latin_1,
        info.filename,
    ]
    return _printable(max(readings, key=marked_share))


def _unicode_name(extra: bytes, raw_name: bytes) -> str | None:
    """Return the name from the Unicode extra field, if its checksum still matches."""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        field, extra = extra[4 : 4 + length], extra[4 + length :]
        if kind == _UNICODE_PATH_FIELD and field[1:_UNICODE_PATH_OFFSET] == struct.pack(
            "<I", zlib.crc32(raw_name)
        ):
            return field[_UNICODE_PATH_OFFSET:].decode("utf-8", "replace")
    return None


def _printable(name: str) -> str:
    return compose("".join(letter for letter in name if letter.isprintable())) or "_"
