"""Move of bundles from the hot folder to the master store, each exactly once despite failures.

Each step can be repeated: a bundle is moved to a holding folder, entered in the register in the
same transaction as its arrival record, and archived. The arrival record determines the next step.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from ingest.hotfolder import archive_originals
from ingest.hotfolder.scan import Bundle, File, files_of, fingerprint
from ingest.intake.delivery_receiver import (
    DeliveryReceiver,
    Lot,
    Refusal,
    StoredLot,
    group_into_lots,
)
from ingest.problems import ProblemError
from library.accessions import refused_files
from library.accessions.description_lists import is_description_list
from library.accessions.models import Accession
from library.accessions.problems import DescriptionListWithoutFilesError, RefusedFileError
from library.accessions.register import ensure_disk_space, name_of
from library.catalogue.profiles import Profile
from library.database import reading, work
from library.errors import DiskNearlyFullError, name_problems, problem
from library.hotfolder import arrivals
from library.hotfolder.arrivals import PartOutcome, UnfinishedArrival
from library.hotfolder.folder import HotfolderPaths
from library.settings import Settings


@dataclass(frozen=True, slots=True)
class Mover:
    """Moves bundles into the collections of an installation."""

    settings: Settings
    engine: Engine
    places: HotfolderPaths
    profiles: dict[str, Profile]
    """Profiles by lower-case folder name, because other systems ignore case."""

    def begin(self, bundle: Bundle) -> int:
        """Start an arrival and return its id; raise DiskNearlyFullError without enough space."""
        summary = bundle.summary()
        ensure_disk_space(self.settings.home, self.settings.free_mb, summary.bytes)
        with work(self.engine) as session:
            return arrivals.begin(session, summary)

    def finish(self, arrival_id: int) -> None:
        """Continue an arrival from its last step until it is archived."""
        arrival = self._load(arrival_id)
        if arrival is not None and not arrival.is_entered and self._hold(arrival):
            self._enter(arrival)
            arrival = self._load(arrival_id)
        if arrival is not None and arrival.is_entered:
            place = archive_originals.archive(self.places, arrival)
            with work(self.engine) as session:
                arrivals.settle(session, arrival.id, place)

    def _load(self, arrival_id: int) -> UnfinishedArrival | None:
        with reading(self.engine) as session:
            return arrivals.unfinished_arrival(session, arrival_id)

    def _hold(self, arrival: UnfinishedArrival) -> bool:
        """Move a bundle to the holding folder; return True if it is unchanged since the scan."""
        holding = self.places.holding / arrival.token
        holding.mkdir(parents=True, exist_ok=True)
        for entry in arrival.entries:
            if not archive_originals.exists(holding / entry):
                with suppress(FileNotFoundError):  # removed meanwhile
                    (self.places.drop(arrival.folder) / entry).rename(holding / entry)
        if fingerprint(files_of(holding, arrival.entries)) == arrival.mark:
            return True
        self._give_back(arrival)
        return False

    def _give_back(self, arrival: UnfinishedArrival) -> None:
        """Move a bundle back to the hot folder, to be scanned again when it has settled."""
        holding, place = self.places.holding / arrival.token, self.places.drop(arrival.folder)
        archive_originals.restore(holding, place, arrival.entries, arrival.token)
        with work(self.engine) as session:
            arrivals.forget(session, arrival.id)

    def _enter(self, arrival: UnfinishedArrival) -> None:
        holding = self.places.holding / arrival.token
        profile = self.profiles.get(arrival.folder.casefold())
        if profile is None:
            self._give_back(arrival)  # the rule that watched its folder was turned off meanwhile
            return
        receiver = DeliveryReceiver(
            self.settings, profile, arrivals.RECEIVED_BY, folder=arrival.folder
        )
        stored_lots, refusals = _store_lots(receiver, holding, files_of(holding, arrival.entries))
        if fingerprint(files_of(holding, arrival.entries)) != arrival.mark:
            self._give_back(arrival)  # a program still writes through an open file
            return
        with work(self.engine) as session:
            fates = [_refused_fate(refusal, holding) for refusal in refusals]
            for lot in stored_lots:
                fates.extend(_accepted_fates(lot, receiver.enter(session, lot), holding))
            arrivals.enter(session, arrival.id, fates)


def _store_lots(
    receiver: DeliveryReceiver, holding: Path, files: tuple[File, ...]
) -> tuple[list[StoredLot], list[Refusal]]:
    """Copy acceptable files to the master store; return the stored lots and all refusals."""
    irregular = {file.path for file in files if not file.is_plain}
    refusals = [
        Refusal(name_of(path), (path,), NotAFileError(name_of(path))) for path in sorted(irregular)
    ]
    paths = [path for path in sorted(holding.iterdir()) if path not in irregular]
    stored_lots = []
    for lot in group_into_lots(paths):
        if isinstance(lot, Lot):
            stored_lots.append(receiver.keep(_without(lot, irregular)))
            refusals.extend(stored_lots[-1].refusals)
        else:
            refusals.append(lot)
    for refusal in refusals:
        if isinstance(refusal.error, DiskNearlyFullError):
            raise refusal.error
    return stored_lots, [*refusals, *_unused_files(files, stored_lots, refusals)]


def _without(lot: Lot, irregular: set[Path]) -> Lot:
    parcels = (
        (source, tuple(file for file in files if file not in irregular))
        for source, files in lot.parcels
    )
    kept_parcels = tuple((source, files) for source, files in parcels if files)
    return Lot(kept_parcels, None if lot.companion_list in irregular else lot.companion_list)


def _unused_files(
    files: Iterable[File], stored_lots: Iterable[StoredLot], refusals: Iterable[Refusal]
) -> Iterator[Refusal]:
    """Yield refusals for files that were not used, including lists that describe nothing."""
    used_paths = {path for lot in stored_lots for (_, paths), _, _ in lot.parcels for path in paths}
    lists = {lot.companion_list for lot in stored_lots if lot.parcels}
    refused_paths = {path for refusal in refusals for path in refusal.paths}
    for file in files:
        path, name = file.path, name_of(file.path)
        if (
            not file.is_material
            or path in used_paths | lists
            or refused_paths & {path, *path.parents}
        ):
            continue
        error = (
            DescriptionListWithoutFilesError(name)
            if is_description_list(name)
            else RefusedFileError(_refusal(path, name))
        )
        yield Refusal(name, (path,), error)


def _refusal(path: Path, name: str) -> str:
    try:
        return refused_files.refusal_of(path, name)
    except OSError:  # a folder, or a file that only its owner may read
        return refused_files.refusal(name, b"")


def _accepted_fates(
    lot: StoredLot, accessions: Iterable[Accession], holding: Path
) -> Iterator[PartOutcome]:
    for ((source, files), _, _), accession in zip(lot.parcels, accessions, strict=True):
        yield PartOutcome(source, tuple(file.relative_to(holding) for file in files), accession.id)


def _refused_fate(refusal: Refusal, holding: Path) -> PartOutcome:
    paths = tuple(path.relative_to(holding) for path in refusal.paths)
    return PartOutcome(refusal.source, paths, message=str(refusal.error))


NotAFileError = problem(
    "“{0}” là lối tắt (symlink) hoặc tệp đặc biệt, không phải tệp thường nên không được nhận. "
    "Hãy chép chính tệp ấy vào.",
    base=ProblemError,
)
NoRoomToTakeError = problem(
    "Đĩa gần đầy: còn {0} MB, cần ít nhất {1} MB. Hãy dọn đĩa. "
    "Tài liệu trong thư mục nhận nằm nguyên chỗ cũ mà đợi, có chỗ thì tự được nhận tiếp.",
    status=507,
)

name_problems(globals())
