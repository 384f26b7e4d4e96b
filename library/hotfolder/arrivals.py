"""Keeps what lies in the watched folder, what was taken from it, and what was turned away."""

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

BY = "thư mục nhận"
"""Who stands in the books for what came through the watched folder."""

_THE_FOLDER = 1
_TOKEN = 10
_UNFINISHED = (ArrivalState.TAKING, ArrivalState.ENTERED)


@dataclass(frozen=True, slots=True)
class Lying:
    """A thing in the watched folder, and why it is not taken yet."""

    folder: str
    entries: tuple[Path, ...]
    """Names of its files and folders."""
    name: str
    files: int
    bytes: int
    mark: str
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a part: the delivery it is, or why it was turned away."""

    source: str
    paths: tuple[Path, ...]
    accession_id: int | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Begun:
    """A thing whose taking was begun."""

    id: int
    token: str
    folder: str
    entries: tuple[Path, ...]
    mark: str
    is_entered: bool
    turned_away: tuple[Fate, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A part that lies among what was taken, and that the workshop refused since."""

    id: int
    token: str
    folder: str
    place: Path
    fate: Fate
    number: str


def written(path: PurePath) -> str:
    """Return a path in letters any database can keep: old disks have names in no encoding."""
    return quote(os.fsencode(path))


def unwritten(path: str) -> Path:
    """Return the path that was written down."""
    return Path(os.fsdecode(unquote_to_bytes(path)))


def see(session: Session, lying: Iterable[Lying]) -> None:
    """Bring the list of what waits in line with what lies in the folder."""
    there = {(row.folder, *row.entries): row for row in _waiting(session)}
    for thing in lying:
        row = there.pop((thing.folder, *map(written, thing.entries)), None)
        if row is None:
            session.add(_arrival(thing))
        else:
            row.files, row.bytes, row.mark = thing.files, thing.bytes, thing.mark
            row.message = thing.message
    for gone in there.values():
        session.delete(gone)


def begin(session: Session, thing: Lying) -> int:
    """Note that a thing is carried away now, and return the number of its row."""
    entries = [written(entry) for entry in thing.entries]
    waiting = (row for row in _waiting(session) if row.folder == thing.folder)
    arrival = next((row for row in waiting if row.entries == entries), None) or _arrival(thing)
    session.add(arrival)
    arrival.state, arrival.mark, arrival.message = ArrivalState.TAKING, thing.mark, None
    session.flush()
    return arrival.id


def unfinished(session: Session) -> tuple[int, ...]:
    """Return what was being taken when something came between."""
    rows = select(Arrival.id).where(Arrival.state.in_(_UNFINISHED)).order_by(Arrival.id)
    return tuple(session.scalars(rows))


def begun(session: Session, arrival_id: int) -> Begun | None:
    """Return how far the taking of a thing is; None when it was given back or put away."""
    arrival = session.get(Arrival, arrival_id)
    if arrival is None or arrival.state not in _UNFINISHED:
        return None
    return Begun(
        arrival.id,
        arrival.token,
        arrival.folder,
        tuple(map(unwritten, arrival.entries)),
        arrival.mark,
        arrival.state is ArrivalState.ENTERED,
        tuple(_fate(part) for part in arrival.parts if part.message),
    )


def enter(session: Session, arrival_id: int, fates: Iterable[Fate]) -> None:
    """Note what becomes of each part, in the transaction that enters them in the register."""
    arrival = session.get_one(Arrival, arrival_id)
    arrival.state, arrival.message = ArrivalState.ENTERED, None
    arrival.parts = [
        ArrivalPart(
            source=fate.source,
            paths=[written(path) for path in fate.paths],
            accession_id=fate.accession_id,
            message=fate.message,
        )
        for fate in fates
    ]


def settle(session: Session, arrival_id: int, place: PurePath) -> None:
    """Note where an arrival was put away."""
    arrival = session.get_one(Arrival, arrival_id)
    arrival.state, arrival.message = ArrivalState.SETTLED, None
    arrival.settled, arrival.place = clock.now(), written(place)
    for part in arrival.parts:
        part.aside = part.message is not None


def forget(session: Session, arrival_id: int) -> None:
    """Forget a thing that was not taken; where it lies again, it is seen again."""
    session.delete(session.get_one(Arrival, arrival_id))


def hinder(session: Session, arrival_id: int, message: str) -> None:
    """Say why the taking of a thing does not go on."""
    session.get_one(Arrival, arrival_id).message = message


def refused_since(session: Session) -> tuple[Refused, ...]:
    """Return what the workshop refused after it was put away among what was taken."""
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
        Refused(
            part.id,
            arrival.token,
            arrival.folder,
            unwritten(arrival.place),
            replace(_fate(part), message=accession.message or ""),
            accession.number,
        )
        for part, arrival, accession in rows
    )


def put_aside(session: Session, part_id: int) -> None:
    """Note that a part lies among what was turned away now."""
    session.get_one(ArrivalPart, part_id).aside = True


def looked(session: Session, problem: str | None) -> None:
    """Note that the folder was looked at, and what kept it from being looked at well."""
    row = session.get(WatchedFolder, _THE_FOLDER) or WatchedFolder(id=_THE_FOLDER)
    row.looked, row.problem = clock.now(), problem
    session.add(row)


def _fate(part: ArrivalPart) -> Fate:
    paths = tuple(map(unwritten, part.paths))
    return Fate(part.source, paths, part.accession_id, part.message)


def _waiting(session: Session) -> list[Arrival]:
    return list(session.scalars(select(Arrival).where(Arrival.state == ArrivalState.WAITING)))


def _arrival(thing: Lying) -> Arrival:
    return Arrival(
        token=secret_code(_TOKEN),
        folder=thing.folder,
        entries=[written(entry) for entry in thing.entries],
        name=thing.name,
        files=thing.files,
        bytes=thing.bytes,
        mark=thing.mark,
        found=clock.now(),
        message=thing.message,
    )
