"""Reads the register: frozen values for the office."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library.accessions import page_operations, register
from library.accessions.models import SETTLED, Accession, AccessionState, IngestStep, SourceFile
from library.accessions.page_operations import Deeds
from library.storage.models import Condition, FixityCheck


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the register, as it stood when it was read."""

    id: int
    number: str
    collection: str
    source: str
    publish: bool
    languages: str | None
    priority: int
    paused: datetime | None
    state: AccessionState
    message: str | None
    item_id: str | None
    received: datetime
    received_by: str
    settled: datetime | None
    sheet_id: int | None

    @property
    def in_work(self) -> bool:
        """The workshop has not finished with it."""
        return self.state not in SETTLED


@dataclass(frozen=True, slots=True)
class Master:
    """One delivered file in the strong-room."""

    name: str
    digest: str
    bytes: int
    condition: Condition | None
    """How it was found the last time somebody looked; None since nobody did."""
    checked: datetime | None


@dataclass(frozen=True, slots=True)
class StageSummary:
    """How often one version of a stage ran for a delivery, and how often it refused."""

    stage: str
    version: int
    done: int
    refused: int
    seconds: float
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class PageStep:
    """What one version of a stage did to one page; `message` says why it refused."""

    stage: str
    version: int
    at: datetime
    seconds: float
    refused: bool
    message: str | None
    deeds: Deeds
    """What it newly did to the image."""


def recent(session: Session, *, first: int, count: int) -> tuple[Entry, ...]:
    """Return a screen of the register, newest first."""
    rows = select(Accession).order_by(Accession.id.desc()).offset(first).limit(count)
    return tuple(_entry(row) for row in session.scalars(rows))


def in_state(session: Session, *states: AccessionState, count: int) -> tuple[Entry, ...]:
    """Return the newest entries in any of these states."""
    rows = select(Accession).where(Accession.state.in_(states))
    newest = rows.order_by(Accession.id.desc()).limit(count)
    return tuple(_entry(row) for row in session.scalars(newest))


def how_many(session: Session) -> dict[AccessionState, int]:
    """Count the entries in each state that has any."""
    rows = session.execute(select(Accession.state, func.count()).group_by(Accession.state))
    return {state: number for state, number in rows}  # noqa: C416  (dict() asks rows for keys)


def entry(session: Session, number: str) -> Entry:
    """Return the entry with this number; raise AccessionNotFoundError."""
    return _entry(register.find(session, number))


def unsettled(session: Session, count: int) -> tuple[Entry, ...]:
    """Return the first of what the workshop has not finished with, in the order of work."""
    rows = select(Accession).where(Accession.state.not_in(SETTLED))
    ordered = rows.order_by(Accession.priority, Accession.id).limit(count)
    return tuple(_entry(row) for row in session.scalars(ordered))


def masters(session: Session, accession_id: int) -> tuple[Master, ...]:
    """Return the delivered files in their order."""
    rows = (
        select(
            SourceFile.name,
            SourceFile.digest,
            SourceFile.bytes,
            FixityCheck.condition,
            FixityCheck.at,
        )
        .outerjoin(FixityCheck, FixityCheck.digest == SourceFile.digest)
        .where(SourceFile.accession_id == accession_id)
        .order_by(SourceFile.position)
    )
    return tuple(Master(*row) for row in session.execute(rows))


def stages(session: Session, accession_id: int) -> tuple[StageSummary, ...]:
    """Return what was done to a delivery, one line a stage, in the order it was first done."""
    rows = session.execute(
        select(
            IngestStep.stage,
            IngestStep.version,
            func.count(IngestStep.output),
            func.count() - func.count(IngestStep.output),
            func.sum(IngestStep.seconds),
            func.min(IngestStep.at),
            func.max(IngestStep.at),
        )
        .where(IngestStep.accession_id == accession_id)
        .group_by(IngestStep.stage, IngestStep.version)
        .order_by(func.min(IngestStep.id))
    )
    return tuple(StageSummary(*row) for row in rows)


def page_steps(session: Session, accession_id: int, number: int) -> tuple[PageStep, ...]:
    """Return what was done to one page of a delivery, oldest first."""
    query = select(IngestStep).where(
        IngestStep.accession_id == accession_id, IngestStep.page_number == number
    )
    rows = list(session.scalars(query.order_by(IngestStep.at, IngestStep.id)))
    done = page_operations.of_steps(rows)
    return tuple(_page_step(row, done.get(row.id, ())) for row in rows)


def _page_step(row: IngestStep, done: Deeds) -> PageStep:
    refused = row.message is not None
    return PageStep(row.stage, row.version, row.at, row.seconds, refused, row.message, done)


def _entry(row: Accession) -> Entry:
    return Entry(**{name: getattr(row, name) for name in Entry.__dataclass_fields__})
