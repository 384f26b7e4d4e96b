"""Makes a pack for a station: from the edition that it holds to the next one."""

import errno
import shutil
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from kit.models import Station
from kit.packs import editions, pack_files
from kit.packs.editions import Edition, Entry, Held, Line
from kit.packs.pack_files import Manifest
from kit.packs.pack_writer import PackWriter
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
