"""Archives other than ZIP, repacked as ZIP files by bsdtar in the sandbox (libarchive-tools).

The ZIP file is then read as any other: nothing of such an archive is written under its own name.
"""

import bz2
import lzma
import shutil
import subprocess
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.problems import (
    ArchiveTooLargeError,
    BrokenFileError,
    DocumentTooSlowError,
    EncryptedFileError,
    MissingProgramError,
    UnknownKindError,
    UnpackableArchiveError,
)
from library.accessions.refused_files import COMPRESSED_FILE
from library.errors import DiskNearlyFullError
from library.process.sandboxed_programs import program_path, run_on_file

PACKAGE, PROGRAM = "libarchive-tools", "bsdtar"
_SEVEN_ZIP, _RAR = b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07"
_COMPRESSED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
SIGNATURES = (_SEVEN_ZIP, _RAR, *_COMPRESSED)
_TAR_BLOCK, _MAGIC_AT, _TAR_MAGIC = 512, 257, b"ustar"
_NAME_BYTES = 100

_MEMORY_BYTES = 2 << 30
_SECONDS, _SECONDS_PER_MEGABYTE = 300, 1
_ZIP_OVERHEAD_BYTES = 32 << 20
"""Headers of the entries that one archive may have."""

_LARGEST_HEAD_BYTES = 1 << 20
_LOST_LINK = "zip format cannot archive files with mode"
"""Message about a hard link, whose content is under another name."""


def is_other_archive(beginning: bytes) -> bool:
    """Return True if a file begins as a 7z, RAR, tar or compressed file."""
    return beginning.startswith(SIGNATURES) or _is_tar(beginning)


@contextmanager
def repacked(path: Path, name: str, max_bytes: int) -> Iterator[Path]:
    """Write the archive as a ZIP file of at most `max_bytes`, for as long as the context lasts."""
    program = program_path(PROGRAM)
    if program is None:
        raise MissingProgramError(PACKAGE)
    _refuse_other_formats(path, name)
    with tempfile.TemporaryDirectory(prefix="doc-") as folder:
        packed = Path(folder, "packed.zip")
        _repack(program, path, packed, name, max_bytes)
        yield packed


def _repack(program: Path, path: Path, packed: Path, name: str, max_bytes: int) -> None:
    free_bytes = shutil.disk_usage(packed.parent).free
    size = min(max_bytes + _ZIP_OVERHEAD_BYTES, free_bytes)
    seconds = _SECONDS + _SECONDS_PER_MEGABYTE * (path.stat().st_size >> 20)
    limits = {"as": _MEMORY_BYTES, "cpu": seconds, "fsize": size, "nofile": 32}
    options = ("--format", "zip", "--options", "zip:compression=store")
    command = ("-P", *options, "-cf", packed.name, f"@{path.resolve()}")
    try:
        code, messages = run_on_file(program, command, path, packed.parent, limits)
    except subprocess.TimeoutExpired as error:
        raise DocumentTooSlowError(name, seconds) from error
    if packed.exists() and packed.stat().st_size >= size:
        if size == free_bytes:
            raise DiskNearlyFullError(0, size >> 20)
        raise ArchiveTooLargeError(name, size >> 20)
    if _LOST_LINK in messages:
        raise UnpackableArchiveError(name)
    if code != 0:
        raise _problem(program, path, packed.parent, name, messages, limits)


def _problem(
    program: Path, path: Path, folder: Path, name: str, messages: str, limits: dict[str, int]
) -> Exception:
    """Return the problem with an archive; only unpacking says that its content is encrypted."""
    if "encrypt" not in messages:
        command = ("-xOf", str(path.resolve()))
        try:
            _, messages = run_on_file(program, command, path, folder, limits)
        except subprocess.TimeoutExpired:
            return BrokenFileError(name)
    return EncryptedFileError(name) if "encrypt" in messages else BrokenFileError(name)


def _refuse_other_formats(path: Path, name: str) -> None:
    """Raise an error unless bsdtar will read the file as 7z, RAR or tar.

    It also reads lists of files (mtree), compressed too, and packs the files of this machine that
    such a list names.
    """
    with path.open("rb") as content:
        beginning = content.read(_LARGEST_HEAD_BYTES)
    if beginning.startswith((_SEVEN_ZIP, _RAR)):
        return
    try:
        head = _decompressed(beginning)
    except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
        raise BrokenFileError(name) from error
    if not _is_tar(head):
        raise UnknownKindError(COMPRESSED_FILE.sentence(name))


def _decompressed(beginning: bytes) -> bytes:
    """Return the first block of a compressed file; the file's own beginning if it is not one."""
    if beginning.startswith(b"\x1f\x8b"):
        reader = zlib.decompressobj(wbits=31)
    elif beginning.startswith(b"BZh"):
        reader = bz2.BZ2Decompressor()
    elif beginning.startswith(b"\xfd7zXZ"):
        reader = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MEMORY_BYTES // 8)
    else:
        return beginning
    head = reader.decompress(beginning, _TAR_BLOCK)
    if len(head) < _TAR_BLOCK and not reader.eof:
        raise EOFError
    return head


def _is_tar(head: bytes) -> bool:
    """Return True for the first block of a tar file whose name hides no other format."""
    name = head[:_NAME_BYTES].rstrip(b"\0")
    if head[_MAGIC_AT : _MAGIC_AT + len(_TAR_MAGIC)] != _TAR_MAGIC or min(name, default=0) < 32:
        return False
    try:
        tarfile.TarInfo.frombuf(head[:_TAR_BLOCK], "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return False
    return not name.startswith((b"#mtree", b"begin ", b"begin-base64 ", *_COMPRESSED))
