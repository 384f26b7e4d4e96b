"""Files of a pack as they stand in a folder or on a stick: manifest, signature, and parts.

    pack.json  pack.sig  part-0001.tar  part-0002.tar …

A part is a tar file with fixed headers. Its members are `removals` (one line `kind key` each),
`records-0001` … (a line of canonical JSON each, compressed with xz), then `files/CHECKSUM`. What a
signature covers may still be damaged, and what is signed is believed about nothing else: sizes are
limited, and names are compared with those expected.
"""

import hashlib
import json
import lzma
import re
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from kit.canonical import canonical
from kit.packs.problems import (
    PackDamagedError,
    PackForeignError,
    PackFormatError,
    PackUnreadableError,
)
from kit.signatures import is_signed

FORMAT = 1
MANIFEST, SIGNATURE = "pack.json", "pack.sig"
REMOVALS, RECORDS, FILES = "removals", "records-", "files/"

_MAX_MANIFEST_BYTES = 1 << 20
MAX_RECORD_BYTES = 64 << 20
"""Longest line of a record, far above that of any page or item."""

_CHUNK_BYTES = 1 << 20
_XZ_MEMORY_BYTES = 128 << 20
_PART = re.compile(r"part-[0-9]{4}\.tar")
_HEXADECIMAL = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a pack."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The signed statement of a pack."""

    format: int
    station: str
    point: str
    """Code of the point."""
    base: str | None
    """Digest of the edition on which it builds; None: on nothing."""
    edition: str
    number: int
    state_at: str
    """Time at which the province read its database for it."""
    revision: str
    """Revision of the database from which the records come."""
    program: str
    """Version of the program at the province."""
    parts: tuple[Part, ...]
    record_count: int
    removed_count: int
    file_count: int

    @property
    def order(self) -> tuple[datetime, int]:
        """Time of its state and number: the pack for which they are higher is the newer one."""
        return datetime.fromisoformat(self.state_at), self.number

    @property
    def bytes(self) -> int:
        """Size of all parts."""
        return sum(part.bytes for part in self.parts)


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it stands in a pack."""

    kind: str
    key: str
    rows: dict[str, list[dict[str, object]]]
    """Rows by table, in the form of `kit.packs.record_rows`."""
    files: tuple[str, ...]
    """Checksums of the files that belong to it."""
    digest: str


def manifest_bytes(manifest: Manifest) -> bytes:
    """Return the content of `pack.json`, which is signed."""
    return canonical(asdict(manifest))


def read_manifest(folder: Path, province_key: bytes) -> Manifest:
    """Return the manifest of a pack; raise PackForeignError unless the province signed it."""
    try:
        content = _limited(folder / MANIFEST)
        signature = bytes.fromhex(_limited(folder / SIGNATURE).decode("ascii"))
    except (OSError, ValueError) as error:
        raise PackUnreadableError(folder, _reason(error)) from error
    if not is_signed(province_key, signature, content):
        raise PackForeignError
    try:
        values = json.loads(content)
        if values["format"] != FORMAT:
            raise PackFormatError(values["format"], FORMAT)
        parts = tuple(Part(**part) for part in values.pop("parts"))
        manifest = Manifest(**values, parts=parts)
    except (KeyError, TypeError, ValueError) as error:
        raise PackUnreadableError(folder, MANIFEST) from error
    if not all(_PART.fullmatch(part.name) for part in parts):
        raise PackUnreadableError(folder, MANIFEST)
    return manifest


def verify_parts(folder: Path, manifest: Manifest) -> Iterator[Part]:
    """Yield each part after its size and checksum were found right; raise PackDamagedError."""
    for part in manifest.parts:
        digest = hashlib.sha256()
        try:
            with (folder / part.name).open("rb") as content:
                size = 0
                while chunk := content.read(_CHUNK_BYTES):
                    digest.update(chunk)
                    size += len(chunk)
        except OSError as error:
            raise PackUnreadableError(folder, part.name) from error
        if size != part.bytes or digest.hexdigest() != part.sha256:
            raise PackDamagedError(part.name)
        yield part


def removals(folder: Path, manifest: Manifest) -> Iterator[tuple[str, str]]:
    """Yield kind and key of each record that the edition does not have any more."""
    for name, member in _members(folder, manifest):
        if name == REMOVALS:
            for line in _lines(member, name):
                kind, _, key = line.decode(errors="replace").partition(" ")
                yield kind, key


def records(folder: Path, manifest: Manifest) -> Iterator[Record]:
    """Yield the new and changed records, one in memory at a time."""
    for name, member in _members(folder, manifest):
        if name.startswith(RECORDS):
            for line in _lines(member, name):
                yield _record(line, name)


def files(folder: Path, manifest: Manifest) -> Iterator[tuple[str, BinaryIO, int]]:
    """Yield checksum, content and size of each file; the content ends with the next one.

    The checksum is what the name says: whoever stores the content compares it.
    """
    for part in manifest.parts:
        with _opened(folder, part.name) as tar:
            for member in tar:
                digest = member.name.removeprefix(FILES)
                if member.name.startswith(FILES):
                    if not _HEXADECIMAL.fullmatch(digest) or not _is_plain(member, part):
                        raise PackDamagedError(part.name)
                    yield digest, tar.extractfile(member), member.size


def _members(folder: Path, manifest: Manifest) -> Iterator[tuple[str, BinaryIO]]:
    """Yield the members before the files."""
    for part in manifest.parts:
        with _opened(folder, part.name) as tar:
            for member in tar:
                if member.name.startswith(FILES):
                    break
                if not _is_plain(member, part):
                    raise PackDamagedError(part.name)
                yield member.name, tar.extractfile(member)


def _is_plain(member: tarfile.TarInfo, part: Part) -> bool:
    """Return True for a whole file: a lie about its size would be read to its end, or filled up."""
    return member.type == tarfile.REGTYPE and member.size <= part.bytes


@contextmanager
def _opened(folder: Path, name: str) -> Iterator[tarfile.TarFile]:
    try:
        with (folder / name).open("rb") as content, tarfile.open(fileobj=content, mode="r|") as tar:
            yield tar
    except tarfile.TarError as error:
        raise PackDamagedError(name) from error
    except OSError as error:
        raise PackUnreadableError(folder, name) from error


def _lines(member: BinaryIO, name: str) -> Iterator[bytes]:
    """Yield the lines of a compressed member; none may be longer than MAX_RECORD_BYTES."""
    unpacking = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY_BYTES)
    unfinished = b""
    try:
        while not unpacking.eof:
            packed = member.read(_CHUNK_BYTES) if unpacking.needs_input else b""
            if unpacking.needs_input and not packed:
                raise PackDamagedError(name)
            *lines, unfinished = (unfinished + unpacking.decompress(packed, _CHUNK_BYTES)).split(
                b"\n"
            )
            yield from lines
            if len(unfinished) > MAX_RECORD_BYTES:
                raise PackDamagedError(name)
    except lzma.LZMAError as error:
        raise PackDamagedError(name) from error
    if unfinished:
        raise PackDamagedError(name)


def _record(line: bytes, name: str) -> Record:
    try:
        values = json.loads(line)
        kind, key, rows, names = (values[field] for field in ("kind", "key", "rows", "files"))
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise PackDamagedError(name) from error
    if not all(isinstance(text, str) for text in (kind, key, *names)):
        raise PackDamagedError(name)
    if not all(_HEXADECIMAL.fullmatch(digest) for digest in names):
        raise PackDamagedError(name)
    return Record(kind, key, rows, tuple(names), hashlib.sha256(line).hexdigest())


def _limited(file: Path) -> bytes:
    with file.open("rb") as content:
        return content.read(_MAX_MANIFEST_BYTES)


def _reason(error: Exception) -> str:
    return error.strerror if isinstance(error, OSError) and error.strerror else MANIFEST
