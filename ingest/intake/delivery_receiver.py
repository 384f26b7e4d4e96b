"""Receipt of deliveries: checks disk space, stores the files, enters them in the register."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from library.accessions import description_lists, register
from library.accessions.description_lists import is_description_list
from library.accessions.grouping import natural_order
from library.accessions.models import Accession, AccessionState, Priority
from library.accessions.problems import DuplicateDescriptionListError
from library.catalogue.profiles import Profile
from library.database import work
from library.errors import LibraryError, UnreadableDeliveryError
from library.planning import ruled_intake as intake
from library.settings import Settings
from library.storage.stores import master_store


@dataclass(frozen=True, slots=True)
class CompanionLists:
    """Description lists by folder; a list describes its folder and all subfolders."""

    by_folder: dict[Path, Path]
    surplus: tuple[Path, ...] = ()
    """Further lists in folders that already have one."""

    def list_for(self, files: tuple[Path, ...]) -> Path | None:
        """Return the list for a delivery: the nearest in its folder or a parent folder."""
        folder = files[0].parent
        lists = (self.by_folder.get(above) for above in (folder, *folder.parents))
        return next(filter(None, lists), None)


def find_lists(paths: Iterable[Path]) -> CompanionLists:
    """Return the lists among submitted paths: the files given, and all files in given folders."""
    files = sorted({file for path in paths for file in _lists_at(path)}, key=_in_order)
    lists: dict[Path, Path] = {}
    for file in files:
        lists.setdefault(file.parent, file)
    return CompanionLists(lists, tuple(file for file in files if lists[file.parent] != file))


def relative_place(source: str, files: tuple[Path, ...], list_path: Path) -> str:
    """Return the path of a delivery relative to its list's folder, such as `a.pdf` or `số 1`."""
    is_file = len(files) == 1 and register.name_of(files[0]) == source
    relative = (files[0] if is_file else files[0].parent).relative_to(list_path.parent)
    return "/".join(register.name_of(Path(part)) for part in relative.parts) or source


def _lists_at(path: Path) -> Iterable[Path]:
    candidates = path.rglob("[!.]*") if path.is_dir() else (path,)
    return (file for file in candidates if is_description_list(file.name) and file.is_file())


def _in_order(file: Path) -> tuple[str, list[tuple[int, int | str]]]:
    return str(file.parent), natural_order(file.name)


BY = "dòng lệnh"
"""Actor in the register for deliveries from the command line."""

Parcel = tuple[str, tuple[Path, ...]]
"""Name and ordered files of one delivery."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Receipt for a submitted delivery: its accession number, or the reason for refusal."""

    accession: str | None
    source: str
    status: str
    message: str | None = None

    @property
    def is_accepted(self) -> bool:
        """True if the delivery was accepted."""
        return self.accession is not None

    @property
    def sentence(self) -> str:
        """The receipt as one line of text for people."""
        if self.is_accepted:
            return f"{self.source}: đã nhận, số {self.accession}, đang chờ xử lý"
        return f"{self.source}: không nhận — {self.message}"


@dataclass(frozen=True, slots=True)
class Lot:
    """Parcels that are registered together, with their description list."""

    parcels: tuple[Parcel, ...]
    companion_list: Path | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Files that cannot be accepted, and the reason."""

    source: str
    paths: tuple[Path, ...]
    error: LibraryError

    @property
    def receipt(self) -> Receipt:
        """Receipt for the person who submitted the files."""
        return Receipt(None, self.source, AccessionState.REFUSED.value, str(self.error))


@dataclass(frozen=True, slots=True)
class StoredLot:
    """A lot whose files are in the master store."""

    parcels: tuple[tuple[Parcel, register.Delivery, str | None], ...]
    """Each parcel with its stored delivery and its path relative to the description list."""
    companion_list: Path | None
    stored_list: register.Delivery | None
    """The description list, also in the master store."""
    refusals: tuple[Refusal, ...]


def receive_all(
    settings: Settings,
    engine: Engine,
    paths: Iterable[Path],
    profile: Profile,
    *,
    publish: bool,
    priority: Priority = Priority.ORDINARY,
    languages: str | None = None,
) -> Iterator[Receipt]:
    """Receive everything under the paths and yield receipts; one refusal does not stop the others.

    Deliveries with a description list are registered together with it, or not at all.
    """
    receiver = DeliveryReceiver(settings, profile, BY, publish, priority, languages)
    for lot in group_into_lots(paths):
        if isinstance(lot, Refusal):
            yield lot.receipt
            continue
        stored_lot = receiver.keep(lot)
        yield from (refusal.receipt for refusal in stored_lot.refusals)
        with work(engine) as session:
            accessions = receiver.enter(session, stored_lot)
        for accession in accessions:
            yield Receipt(accession.number, accession.source, AccessionState.WAITING.value)


def group_into_lots(paths: Iterable[Path]) -> Iterator[Lot | Refusal]:
    """Yield the lots of submitted paths: parcels without a description list first, one by one."""
    all_paths = tuple(paths)
    lists = find_lists(all_paths)
    parcels_by_list: dict[Path, list[Parcel]] = {}
    for path in all_paths:
        if lists.by_folder.get(path.parent) == path or path in lists.surplus:
            continue
        try:
            for source, files in register.deliveries(path):
                if companion := lists.list_for(files):
                    parcels_by_list.setdefault(companion, []).append((source, files))
                else:
                    yield Lot(((source, files),))
        except LibraryError as error:
            yield Refusal(register.name_of(path), (path,), error)
    for companion, parcels in parcels_by_list.items():
        yield Lot(tuple(parcels), companion)
    for path in lists.surplus:
        list_name = register.name_of(lists.by_folder[path.parent])
        yield Refusal(register.name_of(path), (path,), DuplicateDescriptionListError(list_name))


@dataclass(frozen=True, slots=True)
class DeliveryReceiver:
    """Receives deliveries for one collection."""

    settings: Settings
    profile: Profile
    by: str
    publish: bool = False
    priority: Priority = Priority.ORDINARY
    languages: str | None = None
    folder: str = ""
    """Watched folder that is not one of the collection; empty for its own."""

    def keep(self, lot: Lot) -> StoredLot:
        """Copy the files of a lot to the master store."""
        try:
            description_list = lot.companion_list and self._keep(
                register.name_of(lot.companion_list), (lot.companion_list,)
            )
        except LibraryError as error:
            return StoredLot(
                (),
                lot.companion_list,
                None,
                tuple(Refusal(*parcel, error) for parcel in lot.parcels),
            )
        parcels, refusals = [], []
        for source, files in lot.parcels:
            try:
                delivery = self._keep(source, files)
            except LibraryError as error:
                refusals.append(Refusal(source, files, error))
            else:
                place = lot.companion_list and relative_place(source, files, lot.companion_list)
                parcels.append(((source, files), delivery, place))
        return StoredLot(tuple(parcels), lot.companion_list, description_list, tuple(refusals))

    def enter(self, session: Session, stored_lot: StoredLot) -> list[Accession]:
        """Enter the parcels of a lot in the register and return the accessions in their order."""
        if not stored_lot.parcels:
            return []
        slug, description_list = self.profile.slug, None
        if stored_lot.stored_list:
            name, digest = stored_lot.stored_list.source, stored_lot.stored_list.digest
            description_list = description_lists.register_list(
                session, name, digest, collection=slug, by=self.by
            )
        return [
            intake.receive(
                session,
                delivery,
                folder=self.folder or slug,
                collection=slug,
                by=self.by,
                publish=self.publish,
                priority=self.priority,
                languages=self.languages,
                description_list=description_list,
                place=place,
            )
            for _, delivery, place in stored_lot.parcels
        ]

    def _keep(self, source: str, files: tuple[Path, ...]) -> register.Delivery:
        incoming = sum(map(_bytes, files))
        register.ensure_disk_space(self.settings.home, self.settings.free_mb, incoming)
        delivery = register.deposit(master_store(self.settings), source, files)
        register.refuse_if_empty(delivery)
        return delivery


def _bytes(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError as error:
        raise UnreadableDeliveryError(register.name_of(file)) from error
