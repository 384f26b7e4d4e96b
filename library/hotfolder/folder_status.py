"""Tells what is to be seen of the watched folder: what waits, what was taken, what was not."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from library.accessions.models import Accession
from library.hotfolder.arrivals import unwritten
from library.hotfolder.models import Arrival, ArrivalPart, ArrivalState, WatchedFolder


@dataclass(frozen=True, slots=True)
class Waiting:
    """A thing that lies in the folder, or is just being taken."""

    name: str
    folder: str
    files: int
    bytes: int
    found: datetime
    message: str | None


@dataclass(frozen=True, slots=True)
class Gone:
    """A part of what lay in the folder: taken into the register, or turned away."""

    source: str
    folder: str
    at: datetime | None
    place: str | None
    number: str | None
    state: str | None
    """State of the delivery in the register."""
    message: str | None


@dataclass(frozen=True, slots=True)
class LastLook:
    """When the folder was last looked at, and what kept it from being looked at well."""

    at: datetime
    problem: str | None


def last(session: Session) -> LastLook | None:
    """Return how the last look at the folder went; None before the first."""
    row = session.scalar(select(WatchedFolder))
    return row and LastLook(row.looked, row.problem)


def waiting(session: Session, count: int) -> tuple[Waiting, ...]:
    """Return what is not in the register yet, what came first before the rest."""
    rows = select(Arrival).where(Arrival.state != ArrivalState.SETTLED)
    ordered = session.scalars(rows.order_by(Arrival.found, Arrival.id).limit(count))
    return tuple(
        Waiting(row.name, row.folder, row.files, row.bytes, row.found, row.message)
        for row in ordered
    )


def taken(session: Session, count: int) -> tuple[Gone, ...]:
    """Return the newest that came into the register."""
    return _newest(session, select(ArrivalPart).where(ArrivalPart.message.is_(None)), count)


def turned_away(session: Session, count: int) -> tuple[Gone, ...]:
    """Return the newest that could not be taken at all."""
    return _newest(session, select(ArrivalPart).where(ArrivalPart.message.is_not(None)), count)


def _newest(session: Session, which: Select[tuple[ArrivalPart]], count: int) -> tuple[Gone, ...]:
    rows = session.execute(
        which.add_columns(Arrival, Accession)
        .join(Arrival, Arrival.id == ArrivalPart.arrival_id)
        .outerjoin(Accession, Accession.id == ArrivalPart.accession_id)
        .order_by(ArrivalPart.id.desc())
        .limit(count)
    )
    return tuple(
        Gone(
            part.source,
            arrival.folder,
            arrival.settled,
            str(unwritten(arrival.place)) if arrival.place else None,
            accession and accession.number,
            accession and accession.state.value,
            part.message or (accession and accession.message),
        )
        for part, arrival, accession in rows
    )
