"""Hands deliveries in: checks that there is room, keeps the files, enters them in the register."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from ingest.intake.companion_lists import lists_among, place_of
from library.accessions import description_lists, register
from library.accessions.models import Accession, AccessionState, Priority
from library.accessions.problems import OneSheetTooManyError
from library.catalogue.profiles import Profile
from library.database import work
from library.errors import LibraryError, UnreadableDeliveryError
from library.settings import Settings
from library.storage.content_store import ContentStore

BY = "dòng lệnh"
"""Who stands in the books for what was done on the command line."""

Parcel = tuple[str, tuple[Path, ...]]
"""What is handed in as one thing: how it is called, and its files in order."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a person who hands something in gets for it: its number, or why it was not taken."""

    accession: str | None
    source: str
    status: str
    message: str | None = None

    @property
    def well(self) -> bool:
        """Whether the delivery was taken in."""
        return self.accession is not None

    @property
    def sentence(self) -> str:
        """The receipt as a line for people."""
        if self.well:
            return f"{self.source}: đã nhận, số {self.accession}, đang chờ xử lý"
        return f"{self.source}: không nhận — {self.message}"


@dataclass(frozen=True, slots=True)
class Lot:
    """What is entered at once: some parcels, with the list of descriptions that lay beside them."""

    parcels: tuple[Parcel, ...]
    beside: Path | None = None


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """What cannot be taken in, and why."""

    source: str
    paths: tuple[Path, ...]
    error: LibraryError

    @property
    def receipt(self) -> Receipt:
        """What whoever handed it in gets for it."""
        return Receipt(None, self.source, AccessionState.REFUSED.value, str(self.error))


@dataclass(frozen=True, slots=True)
class Kept:
    """A lot whose files are in the strong-room."""

    parcels: tuple[tuple[Parcel, register.Delivery, str | None], ...]
    """Each with where it lay, seen from the list beside it."""
    beside: Path | None
    sheet: register.Delivery | None
    """The list that lay beside them, in the strong-room too."""
    turned_away: tuple[TurnedAway, ...]


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
    """Take in everything under the paths; what cannot be taken does not stop the rest.

    What lies beside a list of descriptions is entered together with it, or not at all.
    """
    desk = DeliveryReceiver(settings, profile, BY, publish, priority, languages)
    for lot in lots(paths):
        if isinstance(lot, TurnedAway):
            yield lot.receipt
            continue
        kept = desk.keep(lot)
        yield from (one.receipt for one in kept.turned_away)
        with work(engine) as session:
            entered = desk.enter(session, kept)
        for accession in entered:
            yield Receipt(accession.number, accession.source, AccessionState.WAITING.value)


def lots(paths: Iterable[Path]) -> Iterator[Lot | TurnedAway]:
    """Sort what is handed in: what lies beside no list first, each parcel by itself."""
    given = tuple(paths)
    lists = lists_among(given)
    described: dict[Path, list[Parcel]] = {}
    for path in given:
        if lists.by_folder.get(path.parent) == path or path in lists.one_too_many:
            continue
        try:
            for source, files in register.deliveries(path):
                if beside := lists.beside(files):
                    described.setdefault(beside, []).append((source, files))
                else:
                    yield Lot(((source, files),))
        except LibraryError as error:
            yield TurnedAway(register.name_of(path), (path,), error)
    for beside, parcels in described.items():
        yield Lot(tuple(parcels), beside)
    for path in lists.one_too_many:
        used = register.name_of(lists.by_folder[path.parent])
        yield TurnedAway(register.name_of(path), (path,), OneSheetTooManyError(used))


@dataclass(frozen=True, slots=True)
class DeliveryReceiver:
    """Where things are handed in for one collection."""

    settings: Settings
    profile: Profile
    by: str
    publish: bool = False
    priority: Priority = Priority.ORDINARY
    languages: str | None = None

    def keep(self, lot: Lot) -> Kept:
        """Copy the files of a lot to the strong-room."""
        try:
            sheet = lot.beside and self._keep(register.name_of(lot.beside), (lot.beside,))
        except LibraryError as error:
            return Kept(
                (), lot.beside, None, tuple(TurnedAway(*parcel, error) for parcel in lot.parcels)
            )
        kept, turned_away = [], []
        for source, files in lot.parcels:
            try:
                delivery = self._keep(source, files)
            except LibraryError as error:
                turned_away.append(TurnedAway(source, files, error))
            else:
                place = lot.beside and place_of(source, files, lot.beside)
                kept.append(((source, files), delivery, place))
        return Kept(tuple(kept), lot.beside, sheet, tuple(turned_away))

    def enter(self, session: Session, kept: Kept) -> list[Accession]:
        """Enter a lot in the register, in the order of its parcels."""
        if not kept.parcels:
            return []
        slug, sheet = self.profile.slug, None
        if kept.sheet:
            name, digest = kept.sheet.source, kept.sheet.digest
            sheet = description_lists.enter_sheet(
                session, name, digest, collection=slug, by=self.by
            )
        return [
            register.enter(
                session,
                delivery,
                collection=slug,
                by=self.by,
                publish=self.publish,
                priority=self.priority,
                languages=self.languages,
                sheet=sheet,
                place=place,
            )
            for _, delivery, place in kept.parcels
        ]

    def _keep(self, source: str, files: tuple[Path, ...]) -> register.Delivery:
        incoming = sum(map(_bytes, files))
        register.make_room(self.settings.home, self.settings.free_mb, incoming)
        delivery = register.deposit(ContentStore(self.settings.masters), source, files)
        register.refuse_if_empty(delivery)
        return delivery


def _bytes(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError as error:
        raise UnreadableDeliveryError(register.name_of(file)) from error
