"""Carries things from the watched folder to the strong-room, each once, whatever comes between.

Each step can be done again: a thing is held where nobody else reaches it, entered in the register
together with the note that it is, and put away. What the notes say decides where to go on.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from ingest.hotfolder import archive_originals
from ingest.hotfolder.problems import NotAFileError, NotMaterialError
from ingest.hotfolder.scan import File, Thing, files_of, mark_of
from ingest.intake.delivery_receiver import DeliveryReceiver, Kept, Lot, TurnedAway, lots
from library.accessions.description_lists import is_sheet
from library.accessions.models import Accession
from library.accessions.problems import SheetAloneError
from library.accessions.register import make_room, name_of
from library.catalogue.profiles import Profile, profile_of
from library.database import reading, work
from library.errors import DiskNearlyFullError
from library.hotfolder import arrivals
from library.hotfolder.arrivals import Begun, Fate
from library.hotfolder.folder import Places
from library.settings import Settings


@dataclass(frozen=True, slots=True)
class Porter:
    """Takes things for the collections of an installation."""

    settings: Settings
    engine: Engine
    places: Places
    profiles: dict[str, Profile]
    """By the name of their folder in small letters: other systems do not tell them apart."""

    def begin(self, thing: Thing) -> int:
        """Begin to take a thing; raise DiskNearlyFullError when there is no room for it."""
        lying = thing.lying()
        make_room(self.settings.home, self.settings.free_mb, lying.bytes)
        with work(self.engine) as session:
            return arrivals.begin(session, lying)

    def finish(self, arrival_id: int) -> None:
        """Take a thing from where it was left to where it is put away."""
        begun = self._begun(arrival_id)
        if begun is not None and not begun.is_entered and self._hold(begun):
            self._enter(begun)
            begun = self._begun(arrival_id)
        if begun is not None and begun.is_entered:
            self._put_away(begun)

    def _begun(self, arrival_id: int) -> Begun | None:
        with reading(self.engine) as session:
            return arrivals.begun(session, arrival_id)

    def _hold(self, begun: Begun) -> bool:
        """Carry a thing where nobody else reaches it; say whether it is there as it was seen."""
        held = self.places.holding / begun.token
        held.mkdir(parents=True, exist_ok=True)
        for entry in begun.entries:
            if not archive_originals.is_there(held / entry):
                with suppress(FileNotFoundError):  # somebody took it away
                    (self.places.drop(begun.folder) / entry).rename(held / entry)
        if mark_of(files_of(held, begun.entries)) == begun.mark:
            return True
        self._give_back(begun)
        return False

    def _give_back(self, begun: Begun) -> None:
        """Put a thing back where it lay, to be seen anew when it is quiet again."""
        held, place = self.places.holding / begun.token, self.places.drop(begun.folder)
        archive_originals.give_back(held, place, begun.entries, begun.token)
        with work(self.engine) as session:
            arrivals.forget(session, begun.id)

    def _enter(self, begun: Begun) -> None:
        held = self.places.holding / begun.token
        profile = profile_of(self.profiles, begun.folder.casefold())
        desk = DeliveryReceiver(self.settings, profile, arrivals.BY)
        kept, turned_away = _kept(desk, held, files_of(held, begun.entries))
        if mark_of(files_of(held, begun.entries)) != begun.mark:
            self._give_back(begun)  # somebody goes on writing through a file that was open
            return
        with work(self.engine) as session:
            fates = [_turned_away(one, held) for one in turned_away]
            for lot in kept:
                fates.extend(_entered(lot, desk.enter(session, lot), held))
            arrivals.enter(session, begun.id, fates)

    def _put_away(self, begun: Begun) -> None:
        place = archive_originals.put_away(self.places, begun)
        with work(self.engine) as session:
            arrivals.settle(session, begun.id, place)


def _kept(
    desk: DeliveryReceiver, held: Path, files: tuple[File, ...]
) -> tuple[list[Kept], list[TurnedAway]]:
    """Copy what can be taken to the strong-room; say of everything else why it cannot."""
    irregular = {file.path for file in files if not file.is_plain}
    turned_away = [
        TurnedAway(name_of(path), (path,), NotAFileError(name_of(path)))
        for path in sorted(irregular)
    ]
    given = [path for path in sorted(held.iterdir()) if path not in irregular]
    kept = []
    for lot in lots(given):
        if isinstance(lot, Lot):
            kept.append(desk.keep(_without(lot, irregular)))
            turned_away.extend(kept[-1].turned_away)
        else:
            turned_away.append(lot)
    for one in turned_away:
        if isinstance(one.error, DiskNearlyFullError):
            raise one.error
    return kept, [*turned_away, *_passed_over(files, kept, turned_away)]


def _without(lot: Lot, irregular: set[Path]) -> Lot:
    parcels = (
        (source, tuple(file for file in files if file not in irregular))
        for source, files in lot.parcels
    )
    filled = tuple((source, files) for source, files in parcels if files)
    return Lot(filled, None if lot.beside in irregular else lot.beside)


def _passed_over(
    files: Iterable[File], kept: Iterable[Kept], turned_away: Iterable[TurnedAway]
) -> Iterator[TurnedAway]:
    """Give what is of no use to anybody here, a list that describes nothing too."""
    used = {path for lot in kept for (_, paths), _, _ in lot.parcels for path in paths}
    lists = {lot.beside for lot in kept if lot.parcels}
    told = {path for one in turned_away for path in one.paths}
    for file in files:
        path, name = file.path, name_of(file.path)
        if not file.is_material or path in used | lists or told & {path, *path.parents}:
            continue
        error = SheetAloneError(name) if is_sheet(name) else NotMaterialError(name)
        yield TurnedAway(name, (path,), error)


def _entered(lot: Kept, accessions: Iterable[Accession], held: Path) -> Iterator[Fate]:
    for ((source, files), _, _), accession in zip(lot.parcels, accessions, strict=True):
        yield Fate(source, tuple(file.relative_to(held) for file in files), accession.id)


def _turned_away(one: TurnedAway, held: Path) -> Fate:
    paths = tuple(path.relative_to(held) for path in one.paths)
    return Fate(one.source, paths, message=str(one.error))
