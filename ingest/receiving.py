"""Hands deliveries in: checks that there is room, keeps the files, enters them in the register."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from library.accessions import register
from library.accessions.models import AccessionState, Priority
from library.catalogue.profiles import Profile
from library.database import work
from library.errors import LibraryError
from library.settings import Settings
from library.storage.content_store import ContentStore

BY = "dòng lệnh"
"""Who stands in the books for what was done on the command line."""


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
) -> Iterator[Receipt]:
    """Take in everything under the paths; what cannot be taken does not stop the rest."""
    for path in paths:
        try:
            for source, files in register.deliveries(path):
                yield _receive(settings, engine, source, files, profile, publish, priority)
        except LibraryError as error:
            yield _refusal(register.name_of(path), error)


def _receive(
    settings: Settings,
    engine: Engine,
    source: str,
    files: tuple[Path, ...],
    profile: Profile,
    publish: bool,
    priority: Priority,
) -> Receipt:
    try:
        incoming = sum(file.stat().st_size for file in files)
        register.make_room(settings.home, settings.free_mb, incoming)
        delivery = register.deposit(ContentStore(settings.masters), source, files)
        with work(engine) as session:
            accession = register.enter(
                session,
                delivery,
                collection=profile.slug,
                by=BY,
                publish=publish,
                priority=priority,
            )
        return Receipt(accession.number, source, AccessionState.WAITING.value)
    except LibraryError as error:
        return _refusal(source, error)


def _refusal(source: str, error: LibraryError) -> Receipt:
    return Receipt(None, source, AccessionState.REFUSED.value, str(error))
