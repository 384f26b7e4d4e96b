"""Makes a pack for a station: from the edition that it holds to the next one."""

import errno
import hashlib
import lzma
import os
import shutil
import tarfile
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Self

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from kit.models import Station
from kit.packs import editions, pack_files
from kit.packs.editions import Edition, Entry, Held, Line
from kit.packs.pack_files import FILES, RECORDS, REMOVALS, Manifest, Part
from kit.packs.problems import PackSpaceError, PackWriteError
from kit.packs.selected_records import records
from kit.packs.target_editions import Purpose, State, base_of, read_state, target_of
from kit.signatures import province_key
from library.catalogue.pages.lost_files import note_many_lost
from library.database import reading, work
from library.process.atomic_files import sync_folder, write_atomically
from library.schema_version import newest_version
from library.settings import Settings
from library.storage.models import Condition
from library.storage.problems import DerivativeLostError
from library.storage.stores import verified_derivatives

Progress = Callable[[str], object]
"""Takes a sentence about what is being done."""

PART_MB = 2_000
"""Size of a part that any stick takes: FAT32 has files below 4 GB."""

IMAGES_MB = 200
"""Images of one pack over a line: some hours at 256 kbit/s."""

_MB = 1_000_000
_RECORD_BYTES = 2_000
"""Estimated size of a record in a pack, with the words of a page."""

_FILES_BETWEEN_SENTENCES = 1_000


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


@dataclass(frozen=True, slots=True)
class _Step:
    """The way from the base of a pack to its target."""

    state: State
    base: Edition
    target: Edition
    changed: frozenset[tuple[str, str]]
    """Records that the pack carries."""
    removed: tuple[tuple[str, str], ...]
    """Records that go."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Outcome of one making: its purpose, the state of the station, and the base of the pack."""

    purpose: Purpose | None
    """Purpose of the pack; None if there is nothing to do."""
    state: State
    base: Edition
    number: int | None = None
    """Number of the pack."""


@dataclass(frozen=True, slots=True)
class Making:
    """The making of a pack for a station that holds something."""

    settings: Settings
    engine: Engine
    station_id: str
    held: Held
    held_lines: Iterable[Line] | None
    part_mb: int = PART_MB
    images_mb: int = IMAGES_MB
    progress: Progress = len

    def make_first(self, purposes: Sequence[Purpose], folder: Path) -> Outcome:
        """Make a pack of the first purpose for which there is something to do.

        It takes the place of an earlier one in the folder, in whose name `{}` stands for its
        number. Raises EditionUnknownError if the edition held is not known and its lines are not
        given.
        """
        base = base_of(self.settings, self.held, self.held_lines)
        self.progress("Đang xem những gì điểm được giữ")
        with _half_folder(folder) as half, ExitStack() as writing:
            with reading(self.engine) as session:
                state = read_state(session, self.station_id)
                steps = ((purpose, self._step(state, base, purpose)) for purpose in purposes)
                has_work = (pair for pair in steps if pair[1].changed or pair[1].removed)
                purpose, step = next(has_work, (None, None))
                if step is None:
                    return Outcome(None, state, base)
                _require_space(half, step)
                writer = writing.enter_context(PackWriter(half, self.part_mb * _MB))
                files = _write_records(session, writer, step, self.progress)
            lost = self._write_files(writer, files)
            edition = editions.remember(self.settings, self.station_id, _without(step, lost))
            number = self._next_number(state)
            self._write_manifest(half, writer, step, edition, number)
            _replace(half, folder.with_name(folder.name.format(number)))
        return Outcome(purpose, state, base, number)

    def _step(self, state: State, base: Edition, purpose: Purpose) -> _Step:
        target = target_of(purpose, base, state.wanted, plan=state.plan, images_mb=self.images_mb)
        gone = Entry("")
        changed = frozenset(
            line for line, entry in target.items() if base.get(line, gone).digest != entry.digest
        )
        return _Step(state, base, target, changed, tuple(sorted(base.keys() - target.keys())))

    def _write_files(self, writer: PackWriter, files: list[str]) -> Collection[str]:
        """Write the files; return the checksums of those that are missing or damaged.

        They are noted, so that the pipeline makes them again; a later pack carries them.
        """
        lost: dict[str, Condition] = {}
        store = verified_derivatives(self.settings, lost.__setitem__)
        for count, digest in enumerate(files):
            if count % _FILES_BETWEEN_SENTENCES == 0:
                self.progress(f"Đang chép tệp {count + 1} trên {len(files)}")
            with suppress(DerivativeLostError):
                writer.add_file(digest, store.read(digest))
        if lost:
            self.progress(f"Thiếu {len(lost)} tệp bị mất hoặc hỏng trong kho: gói không có chúng")
            note_many_lost(self.engine, lost)
        return lost

    def _write_manifest(
        self, folder: Path, writer: PackWriter, step: _Step, edition: str, number: int
    ) -> None:
        content = pack_files.manifest_bytes(
            Manifest(
                format=pack_files.FORMAT,
                station=step.state.station.id,
                point=step.state.point,
                base=self.held.edition,
                edition=edition,
                number=number,
                state_at=step.state.read_at.isoformat(),
                revision=newest_version(),
                program=version("diachi"),
                parts=writer.finish(),
                record_count=writer.record_count,
                removed_count=writer.removed_count,
                file_count=writer.file_count,
            )
        )
        signature = province_key(self.settings).sign(content)
        write_atomically(folder / pack_files.MANIFEST, content.decode())
        write_atomically(folder / pack_files.SIGNATURE, signature.hex())

    def _next_number(self, state: State) -> int:
        """Return the number of a pack, which no other one of its station has or gets."""
        with work(self.engine) as session:
            station = session.get_one(Station, self.station_id, with_for_update=True)
            earlier = (station.made_number, station.held_number, self.held.number)
            station.made_number = max(earlier) + 1
            station.made_state = max(state.read_at, station.made_state or state.read_at)
            return station.made_number


def _write_records(
    session: Session, writer: PackWriter, step: _Step, progress: Progress
) -> list[str]:
    """Write removals and records; return the checksums of their new files, by priority."""
    keys: dict[str, set[str]] = defaultdict(set)
    for kind, key in step.changed:
        keys[kind].add(key)
    progress(f"Đang ghi {len(step.changed)} bản ghi")
    writer.add_removals(step.removed)
    ranks = {item_id: rank for rank, item_id in enumerate(step.state.plan.order)}
    files: dict[tuple[int, int], list[str]] = defaultdict(list)
    kinds: dict[str, int] = {}
    for record in records(session, step.state.plan.selection, keys):
        writer.add_record(record.line)
        earlier = step.base.get((record.kind, record.key), Entry(""))
        new = [file for file in record.files if not editions.has_file(earlier, file)]
        if new:
            place = kinds.setdefault(record.kind, len(kinds))
            files[place, ranks[record.key.partition("/")[0]]].extend(new)
    in_order = (file for place in sorted(files) for file in files[place])
    return list(dict.fromkeys(in_order))


def _without(step: _Step, lost: Collection[str]) -> Edition:
    """Return the target; of what the pack could not carry, nothing is said."""
    if not lost:
        return step.target
    changed = {line: editions.without_files(step.target[line], lost) for line in step.changed}
    return {**step.target, **changed}


@contextmanager
def _half_folder(folder: Path) -> Iterator[Path]:
    """Yield a folder beside the one that is wanted; whatever is left of it goes at the end."""
    half = folder.with_name(f".{folder.name}.half")
    try:
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True)
        yield half
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise PackSpaceError(folder.parent) from error
        raise PackWriteError(folder.parent, error.strerror or error) from error
    finally:
        shutil.rmtree(half, ignore_errors=True)


def _require_space(folder: Path, step: _Step) -> None:
    """Raise PackSpaceError if what is to be written surely finds no space."""
    sizes = step.state.plan.sizes
    needed = sum(sizes.get(kind, {}).get(key, _RECORD_BYTES) for kind, key in step.changed)
    if step.base == {} and needed > shutil.disk_usage(folder).free:
        raise PackSpaceError(folder.parent)


def _replace(half: Path, folder: Path) -> None:
    """Put a finished pack in the place of an earlier one."""
    if folder.exists():
        old = folder.with_name(f".{folder.name}.old")
        shutil.rmtree(old, ignore_errors=True)
        folder.rename(old)
        shutil.rmtree(old)
    half.rename(folder)
    sync_folder(folder.parent)
