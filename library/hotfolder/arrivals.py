"""Database records of entries in the watched folder: waiting, taken and turned away."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from urllib.parse import quote, unquote_to_bytes

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import clock
from library.accessions.models import Accession, AccessionState
from library.hotfolder.models import Arrival, ArrivalPart, ArrivalState, WatchedFolder
from library.identifiers import secret_code

RECEIVED_BY = "thư mục nhận"
"""Name in the register for deliveries through the watched folder."""

_FOLDER_ID = 1
_TOKEN_LENGTH = 10
_UNFINISHED = (ArrivalState.TAKING, ArrivalState.ENTERED)


@dataclass(frozen=True, slots=True)
class FolderEntry:
    """A file or folder waiting in the watched folder; `message` is the reason it waits."""

    folder: str
    entries: tuple[Path, ...]
    """File and folder names."""
    name: str
    files: int
    bytes: int
    mark: str
    message: str | None = None


@dataclass(frozen=True, slots=True)
class PartOutcome:
    """Outcome of a part: its accession, or the reason it was turned away."""

    source: str
    paths: tuple[Path, ...]
    accession_id: int | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True)
class UnfinishedArrival:
    """An arrival whose intake has started but not finished."""

    id: int
    token: str
    folder: str
    entries: tuple[Path, ...]
    mark: str
    is_entered: bool
    turned_away: tuple[PartOutcome, ...]


@dataclass(frozen=True, slots=True)
class RefusedPart:
    """A part archived as taken that the pipeline refused later."""

    id: int
    token: str
    folder: str
    place: Path
    outcome: PartOutcome
    number: str


def encode_path(path: PurePath) -> str:
    """Encode a path as ASCII (percent-encoded): names on old disks may be in no known encoding."""
    return quote(os.fsencode(path))


def decode_path(path: str) -> Path:
    """Decode a path encoded by `encode_path`."""
    return Path(os.fsdecode(unquote_to_bytes(path)))


def sync_waiting(session: Session, entries: Iterable[FolderEntry]) -> None:
    """Update the waiting arrivals to match the entries in the folder."""
    rows = {(row.folder, *row.entries): row for row in _waiting(session)}
    for thing in entries:
        row = rows.pop((thing.folder, *map(encode_path, thing.entries)), None)
        if row is None:
            session.add(_arrival(thing))
        else:
            row.files, row.bytes, row.mark = thing.files, thing.bytes, thing.mark
            row.message = thing.message
    for arrival in rows.values():
        session.delete(arrival)


def begin(session: Session, thing: FolderEntry) -> int:
    """Record that an entry is being moved, and return the id of its arrival."""
    entries = [encode_path(entry) for entry in thing.entries]
    waiting = (row for row in _waiting(session) if row.folder == thing.folder)
    arrival = next((row for row in waiting if row.entries == entries), None) or _arrival(thing)
    session.add(arrival)
    arrival.state, arrival.mark, arrival.message = ArrivalState.TAKING, thing.mark, None
    session.flush()
    return arrival.id


def unfinished_ids(session: Session) -> tuple[int, ...]:
    """Return the ids of arrivals whose intake was interrupted."""
    rows = select(Arrival.id).where(Arrival.state.in_(_UNFINISHED)).order_by(Arrival.id)
    return tuple(session.scalars(rows))


def unfinished_arrival(session: Session, arrival_id: int) -> UnfinishedArrival | None:
    """Return the state of an unfinished arrival; None if it was given back or archived."""
    arrival = session.get(Arrival, arrival_id)
    if arrival is None or arrival.state not in _UNFINISHED:
        return None
    return UnfinishedArrival(
        arrival.id,
        arrival.token,
        arrival.folder,
        tuple(map(decode_path, arrival.entries)),
        arrival.mark,
        arrival.state is ArrivalState.ENTERED,
        tuple(_outcome(part) for part in arrival.parts if part.message),
    )


def enter(session: Session, arrival_id: int, outcomes: Iterable[PartOutcome]) -> None:
    """Record the outcome of each part, in the transaction that registers them."""
    arrival = session.get_one(Arrival, arrival_id)
    arrival.state, arrival.message = ArrivalState.ENTERED, None
    arrival.parts = [
        ArrivalPart(
            source=outcome.source,
            paths=[encode_path(path) for path in outcome.paths],
            accession_id=outcome.accession_id,
            message=outcome.message,
        )
        for outcome in outcomes
    ]


def settle(session: Session, arrival_id: int, place: PurePath) -> None:
    """Record the place where an arrival was archived."""
    arrival = session.get_one(Arrival, arrival_id)
    arrival.state, arrival.message = ArrivalState.SETTLED, None
    arrival.settled, arrival.place = clock.now(), encode_path(place)
    for part in arrival.parts:
        part.aside = part.message is not None


def forget(session: Session, arrival_id: int) -> None:
    """Delete an arrival that was not taken; the next scan lists it again if it is still there."""
    session.delete(session.get_one(Arrival, arrival_id))


def set_message(session: Session, arrival_id: int, message: str) -> None:
    """Store the reason why the intake of an arrival does not continue."""
    session.get_one(Arrival, arrival_id).message = message


def refused_parts(session: Session) -> tuple[RefusedPart, ...]:
    """Return the parts that the pipeline refused after they were archived as taken."""
    rows = session.execute(
        select(ArrivalPart, Arrival, Accession)
        .join(Arrival, Arrival.id == ArrivalPart.arrival_id)
        .join(Accession, Accession.id == ArrivalPart.accession_id)
        .where(
            Arrival.state == ArrivalState.SETTLED,
            Accession.state == AccessionState.REFUSED,
            ArrivalPart.aside.is_(False),
        )
        .order_by(ArrivalPart.id)
    )
    return tuple(
        RefusedPart(
            part.id,
            arrival.token,
            arrival.folder,
            decode_path(arrival.place),
            replace(_outcome(part), message=accession.message or ""),
            accession.number,
        )
        for part, arrival, accession in rows
    )


def mark_set_aside(session: Session, part_id: int) -> None:
    """Record that a part was moved to the turned-away folder."""
    session.get_one(ArrivalPart, part_id).aside = True


def record_scan(session: Session, problem: str | None) -> None:
    """Record a scan of the folder, and the problem that it met, if any."""
    row = session.get(WatchedFolder, _FOLDER_ID) or WatchedFolder(id=_FOLDER_ID)
    row.looked, row.problem = clock.now(), problem
    session.add(row)


def _outcome(part: ArrivalPart) -> PartOutcome:
    paths = tuple(map(decode_path, part.paths))
    return PartOutcome(part.source, paths, part.accession_id, part.message)


def _waiting(session: Session) -> list[Arrival]:
    return list(session.scalars(select(Arrival).where(Arrival.state == ArrivalState.WAITING)))


def _arrival(thing: FolderEntry) -> Arrival:
    return Arrival(
        token=secret_code(_TOKEN_LENGTH),
        folder=thing.folder,
        entries=[encode_path(entry) for entry in thing.entries],
        name=thing.name,
        files=thing.files,
        bytes=thing.bytes,
        mark=thing.mark,
        found=clock.now(),
        message=thing.message,
    )
