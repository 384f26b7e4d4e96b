"""Status of the watched folder: waiting, taken and turned-away entries."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from library.accessions.models import Accession
from library.hotfolder.arrivals import decode_path
from library.hotfolder.models import Arrival, ArrivalPart, ArrivalState, WatchedFolder


@dataclass(frozen=True, slots=True)
class ProcessedPart:
    """A processed part: entered in the register, or turned away."""

    source: str
    folder: str
    at: datetime | None
    place: str | None
    number: str | None
    state: str | None
    """State of the delivery in the register."""
    message: str | None


@dataclass(frozen=True, slots=True)
class LastScan:
    """Time of the last scan, and the problem that it met."""

    at: datetime
    problem: str | None


def last_scan(session: Session) -> LastScan | None:
    """Return the last scan of the folder; None before the first."""
    row = session.scalar(select(WatchedFolder))
    return row and LastScan(row.looked, row.problem)


def waiting(session: Session, count: int) -> tuple[Arrival, ...]:
    """Return the entries that are not archived yet, oldest first."""
    rows = select(Arrival).where(Arrival.state != ArrivalState.SETTLED)
    return tuple(session.scalars(rows.order_by(Arrival.found, Arrival.id).limit(count)))


def taken(session: Session, count: int) -> tuple[ProcessedPart, ...]:
    """Return the latest parts entered in the register."""
    return _newest(session, select(ArrivalPart).where(ArrivalPart.message.is_(None)), count)


def turned_away(session: Session, count: int) -> tuple[ProcessedPart, ...]:
    """Return the latest parts that were turned away."""
    return _newest(session, select(ArrivalPart).where(ArrivalPart.message.is_not(None)), count)


def _newest(
    session: Session, query: Select[tuple[ArrivalPart]], count: int
) -> tuple[ProcessedPart, ...]:
    rows = session.execute(
        query.add_columns(Arrival, Accession)
        .join(Arrival, Arrival.id == ArrivalPart.arrival_id)
        .outerjoin(Accession, Accession.id == ArrivalPart.accession_id)
        .order_by(ArrivalPart.id.desc())
        .limit(count)
    )
    return tuple(
        ProcessedPart(
            part.source,
            arrival.folder,
            arrival.settled,
            str(decode_path(arrival.place)) if arrival.place else None,
            accession and accession.number,
            accession and accession.state.value,
            part.message or (accession and accession.message),
        )
        for part, arrival, accession in rows
    )
