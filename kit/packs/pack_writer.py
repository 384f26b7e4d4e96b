"""Writes the parts of a pack: the same members in the same order make the same bytes."""

import hashlib
import lzma
import os
import tarfile
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Self

from kit.packs.pack_files import FILES, RECORDS, REMOVALS, Part

_RECORD_BYTES_AT_ONCE = 4 << 20
"""Size of the records that are compressed together: with more, little is gained."""

_TAR_BLOCK, _TAR_END = 512, 10_240
"""Sizes of tar: a header and the unit of contents; the least that is added at the end."""


class PackWriter:
    """Writes removals, then records, then files into parts that are not larger than given."""

    def __init__(self, folder: Path, max_part_bytes: int) -> None:
        self._folder, self._max_part_bytes = folder, max_part_bytes
        self._parts: list[Part] = []
        self._part: _OpenPart | None = None
        self._waiting: list[bytes] = []
        self._waiting_bytes = 0
        self._batch_count = 0
        self.record_count = self.removed_count = self.file_count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Close the part that is being written, whatever is in it."""
        if self._part is not None:
            self._part.file.close()

    def add_removals(self, keys: Iterable[tuple[str, str]]) -> None:
        """Write kind and key of the records that go."""
        lines = [f"{kind} {key}\n".encode() for kind, key in keys]
        self.removed_count = len(lines)
        if lines:
            self._add(REMOVALS, lzma.compress(b"".join(lines)))

    def add_record(self, line: bytes) -> None:
        """Write a record, together with others."""
        self._waiting.append(line)
        self._waiting_bytes += len(line)
        self.record_count += 1
        if self._waiting_bytes >= _RECORD_BYTES_AT_ONCE:
            self._add_waiting()

    def add_file(self, digest: str, content: bytes) -> None:
        """Write a file, after all records."""
        self._add_waiting()
        self._add(f"{FILES}{digest}", content)
        self.file_count += 1

    def finish(self) -> tuple[Part, ...]:
        """Write the waiting records, and return the parts; all are on the disk itself."""
        self._add_waiting()
        self._close_part()
        return tuple(self._parts)

    def _add_waiting(self) -> None:
        if self._waiting:
            self._batch_count += 1
            content = b"".join(line + b"\n" for line in self._waiting)
            self._add(f"{RECORDS}{self._batch_count:04}", lzma.compress(content))
            self._waiting, self._waiting_bytes = [], 0

    def _add(self, name: str, content: bytes) -> None:
        size = _TAR_BLOCK + -(-len(content) // _TAR_BLOCK) * _TAR_BLOCK
        if self._part and self._part.bytes + size + _TAR_END > self._max_part_bytes:
            self._close_part()
        if self._part is None:
            name_of_part = f"part-{len(self._parts) + 1:04}.tar"
            self._part = _OpenPart((self._folder / name_of_part).open("wb"), name_of_part)
        header = tarfile.TarInfo(name)  # owner, time and mode are the same for all
        header.size = len(content)
        self._part.tar.addfile(header, BytesIO(content))

    def _close_part(self) -> None:
        if self._part is not None:
            self._parts.append(self._part.close())
            self._part = None


class _OpenPart:
    """A part that is being written; its checksum grows with it."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self.file, self.name, self.bytes = file, name, 0
        self._digest = hashlib.sha256()
        self.tar = tarfile.open(fileobj=self, mode="w", format=tarfile.USTAR_FORMAT)  # noqa: SIM115

    def write(self, content: bytes) -> int:
        """Write for the tar file."""
        self._digest.update(content)
        self.bytes += len(content)
        return self.file.write(content)

    def tell(self) -> int:
        """Return the number of bytes written, which the tar file asks for."""
        return self.bytes

    def close(self) -> Part:
        """End the part on the disk itself."""
        self.tar.close()
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()
        return Part(self.name, self.bytes, self._digest.hexdigest())
