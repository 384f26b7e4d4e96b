"""A program for stations: a release and the libraries it needs, named in one signed file.

It is read before anything is installed: with the Python of Debian alone.
"""

import hashlib
import json
import os
import re
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from kit.canonical import canonical
from kit.program.problems import (
    NoRoomForProgramError,
    ProgramDamagedError,
    ProgramUnreadableError,
)

MANIFEST, SIGNATURE = "program.json", "program.sig"
FOLDER_ON_STICK = Path("diachi-tram", "chuong-trinh")

_FORMAT = 1
_VERSION = re.compile(r"[0-9][0-9A-Za-z.]{0,40}-[0-9a-f]{8}")
_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z._+-]{0,199}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MAX_MANIFEST_BYTES = 1 << 20
_MAX_FILE_BYTES = 1 << 30
_PIECE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class ProgramFile:
    """A file of a program, beside its manifest."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Program:
    """The manifest of a program."""

    version: str
    """Version of the release, and the beginning of the checksum of its source."""
    date: str
    """Time at which the province made it (ISO, UTC); a later one is newer."""
    revision: str
    """Revision of the database that it works with."""
    pythons: tuple[str, ...]
    """Versions of Python for which it has libraries, such as 3.13."""
    files: tuple[ProgramFile, ...]

    @property
    def archive(self) -> str:
        """Name of the archive with the source."""
        return f"diachi-{self.version}.tar.gz"

    @property
    def total_bytes(self) -> int:
        """Size of all files."""
        return sum(file.bytes for file in self.files)


def is_version(name: str) -> bool:
    """Return True if this can be the version of a program, and so the name of its folder."""
    return _VERSION.fullmatch(name) is not None


def manifest_content(program: Program) -> bytes:
    """Return the bytes that the province signs."""
    return canonical({"format": _FORMAT, **asdict(program)})


def read_signed(folder: Path) -> tuple[bytes, bytes]:
    """Return the content of the manifest in a folder, and its signature."""
    return _small_file(folder / MANIFEST), _small_file(folder / SIGNATURE)


def parse_program(content: bytes) -> Program:
    """Read a manifest; it is not trusted before its signature was checked."""
    try:
        values = json.loads(content)
        if values.pop("format") != _FORMAT:
            raise ValueError("format")
        files = tuple(ProgramFile(**file) for file in values.pop("files"))
        program = Program(**{**values, "pythons": tuple(values["pythons"]), "files": files})
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ProgramUnreadableError(MANIFEST, "không đúng dạng") from error
    if not _is_sound(program):
        raise ProgramUnreadableError(MANIFEST, "có giá trị không dùng được")
    return program


def require_room(folder: Path, needed_bytes: int) -> None:
    """Raise NoRoomForProgramError if the disk of a folder has less free space."""
    free_bytes = shutil.disk_usage(folder).free
    if free_bytes < needed_bytes:
        raise NoRoomForProgramError(folder, needed_bytes >> 20, free_bytes >> 20)


def copy_files(folder: Path, program: Program, target: Path) -> None:
    """Copy the files that a program names, and compare each byte with its checksum on the way."""
    for file in program.files:
        try:
            with opened(folder / file.name) as source, (target / file.name).open("wb") as copy:
                is_equal = _copy(source, copy, file)
        except FileNotFoundError as error:
            raise ProgramDamagedError(file.name) from error
        if not is_equal:
            raise ProgramDamagedError(file.name)


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """Open a regular file for reading; a link or a pipe in its place raises FileNotFoundError."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise FileNotFoundError(path) from error
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise FileNotFoundError(path)
        yield file


def _small_file(path: Path) -> bytes:
    try:
        with opened(path) as file:
            content = file.read(_MAX_MANIFEST_BYTES + 1)
    except OSError as error:
        raise ProgramUnreadableError(path.parent, f"thiếu {path.name}") from error
    if len(content) > _MAX_MANIFEST_BYTES:
        raise ProgramUnreadableError(path.parent, f"{path.name} quá lớn")
    return content


def _is_sound(program: Program) -> bool:
    texts = (program.version, program.date, program.revision, *program.pythons)
    return (
        all(isinstance(text, str) for text in texts)
        and is_version(program.version)
        and len({file.name for file in program.files}) == len(program.files)
        and all(_is_sound_file(file) for file in program.files)
        and any(file.name == program.archive for file in program.files)
    )


def _is_sound_file(file: ProgramFile) -> bool:
    return (
        isinstance(file.name, str)
        and _NAME.fullmatch(file.name) is not None
        and file.name not in (MANIFEST, SIGNATURE)
        and isinstance(file.bytes, int)
        and 0 <= file.bytes <= _MAX_FILE_BYTES
        and isinstance(file.sha256, str)
        and _DIGEST.fullmatch(file.sha256) is not None
    )


def _copy(source: IO[bytes], copy: IO[bytes], file: ProgramFile) -> bool:
    checksum, missing_bytes = hashlib.sha256(), file.bytes
    while missing_bytes and (piece := source.read(min(missing_bytes, _PIECE_BYTES))):
        checksum.update(piece)
        copy.write(piece)
        missing_bytes -= len(piece)
    copy.flush()
    os.fsync(copy.fileno())
    return not missing_bytes and not source.read(1) and checksum.hexdigest() == file.sha256
