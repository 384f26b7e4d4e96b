"""Hands deliveries in: checks that there is room, keeps the files, enters them in the register."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from ingest.beside import lists_among, place_of
from library.accessions import register, sheets
from library.accessions.models import AccessionState, Priority
from library.accessions.problems import OneSheetTooManyError
from library.catalogue.profiles import Profile
from library.database import work
from library.errors import LibraryError
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
    desk = _Desk(settings, engine, profile, publish, priority, languages)
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
                    yield from desk.receive([(source, files)])
        except LibraryError as error:
            yield _refusal(register.name_of(path), error)
    for beside, parcels in described.items():
        yield from desk.receive(parcels, beside)
    for path in lists.one_too_many:
        used = register.name_of(lists.by_folder[path.parent])
        yield _refusal(register.name_of(path), OneSheetTooManyError(used))


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where things are handed in for one collection."""

    settings: Settings
    engine: Engine
    profile: Profile
    publish: bool
    priority: Priority
    languages: str | None

    def receive(self, parcels: list[Parcel], beside: Path | None = None) -> Iterator[Receipt]:
        """Keep the files of all parcels, then enter them at once, with the list beside them."""
        try:
            sheet = beside and self._keep(register.name_of(beside), (beside,))
        except LibraryError as error:
            yield from (_refusal(source, error) for source, _ in parcels)
            return
        kept: list[tuple[register.Delivery, str | None]] = []
        for source, files in parcels:
            try:
                delivery = self._keep(source, files)
            except LibraryError as error:
                yield _refusal(source, error)
            else:
                kept.append((delivery, beside and place_of(source, files, beside)))
        yield from self._enter(kept, sheet)

    def _keep(self, source: str, files: tuple[Path, ...]) -> register.Delivery:
        incoming = sum(file.stat().st_size for file in files)
        register.make_room(self.settings.home, self.settings.free_mb, incoming)
        delivery = register.deposit(ContentStore(self.settings.masters), source, files)
        register.refuse_if_empty(delivery)
        return delivery

    def _enter(
        self, kept: list[tuple[register.Delivery, str | None]], beside: register.Delivery | None
    ) -> Iterator[Receipt]:
        if not kept:
            return
        slug = self.profile.slug
        with work(self.engine) as session:
            sheet = beside and sheets.enter_sheet(
                session, beside.source, beside.digest, collection=slug, by=BY
            )
            entered = [
                register.enter(
                    session,
                    delivery,
                    collection=slug,
                    by=BY,
                    publish=self.publish,
                    priority=self.priority,
                    languages=self.languages,
                    sheet=sheet,
                    place=place,
                )
                for delivery, place in kept
            ]
        for accession in entered:
            yield Receipt(accession.number, accession.source, AccessionState.WAITING.value)


def _refusal(source: str, error: LibraryError) -> Receipt:
    return Receipt(None, source, AccessionState.REFUSED.value, str(error))
