"""Queries on the accession register, returned as frozen values for the office."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from library.accessions import page_operations, register
from library.accessions.models import SETTLED, Accession, AccessionState, IngestStep, SourceFile
from library.accessions.page_operations import PageOperations
from library.storage.models import Condition, FixityCheck
from library.vietnamese.search_words import contains_words


@dataclass(frozen=True, slots=True)
class Entry:
    """Snapshot of one entry of the register."""

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
        """Return True if its processing is not finished."""
        return self.state not in SETTLED


@dataclass(frozen=True, slots=True)
class Master:
    """A delivered file in the master store."""

    name: str
    digest: str
    bytes: int
    condition: Condition | None
    """Condition at the last fixity check; None if never checked."""
    checked: datetime | None


@dataclass(frozen=True, slots=True)
class StageSummary:
    """Number of completed and refused runs of one version of a stage for a delivery."""

    stage: str
    version: int
    done: int
    refused: int
    seconds: float
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class PageStep:
    """One run of a stage for a page; `message` is the reason of a refusal."""

    stage: str
    version: int
    at: datetime
    seconds: float
    refused: bool
    message: str | None
    operations: PageOperations
    """Operations that it newly applied to the image."""


@dataclass(frozen=True, slots=True)
class RegisterFilter:
    """Criteria of a list of deliveries; those that are empty are ignored."""

    words: str = ""
    collection: str | None = None
    states: tuple[AccessionState, ...] = ()
    person: str | None = None
    """Name of the person who received them."""


def recent(
    session: Session,
    *,
    first: int,
    count: int,
    filter_: RegisterFilter = RegisterFilter(),
    oldest_first: bool = False,
) -> tuple[Entry, ...]:
    """Return one screen of the register, newest entries first."""
    order = Accession.id if oldest_first else Accession.id.desc()
    rows = select(Accession).where(*_conditions(filter_)).order_by(order)
    return tuple(_entry(row) for row in session.scalars(rows.offset(first).limit(count)))


def count_entries(session: Session, filter_: RegisterFilter) -> int:
    """Return the number of entries that match."""
    return session.scalar(select(func.count(Accession.id)).where(*_conditions(filter_))) or 0


def receivers(session: Session) -> tuple[str, ...]:
    """Return the names of the people who received deliveries, sorted."""
    names = select(Accession.received_by).distinct().order_by(Accession.received_by)
    return tuple(session.scalars(names))


def in_state(session: Session, *states: AccessionState, count: int) -> tuple[Entry, ...]:
    """Return the newest entries in any of these states."""
    rows = select(Accession).where(Accession.state.in_(states))
    newest = rows.order_by(Accession.id.desc()).limit(count)
    return tuple(_entry(row) for row in session.scalars(newest))


def count_by_state(session: Session) -> dict[AccessionState, int]:
    """Return the number of entries by state; states without entries are absent."""
    rows = session.execute(select(Accession.state, func.count()).group_by(Accession.state))
    return {state: number for state, number in rows}  # noqa: C416  (dict() asks rows for keys)


def entry(session: Session, number: str) -> Entry:
    """Return the entry with this number; raise AccessionNotFoundError."""
    return _entry(register.find(session, number))


def unfinished(session: Session, count: int) -> tuple[Entry, ...]:
    """Return the first unfinished entries in processing order."""
    rows = select(Accession).where(Accession.state.not_in(SETTLED))
    queue = rows.order_by(Accession.priority, Accession.id).limit(count)
    return tuple(_entry(row) for row in session.scalars(queue))


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
    """Return a summary per stage and version of a delivery, ordered by first run."""
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
    """Return the steps of one page of a delivery, oldest first."""
    query = select(IngestStep).where(
        IngestStep.accession_id == accession_id, IngestStep.page_number == number
    )
    rows = list(session.scalars(query.order_by(IngestStep.at, IngestStep.id)))
    operations = page_operations.operations_by_step(rows)
    return tuple(_page_step(row, operations.get(row.id, ())) for row in rows)


def _conditions(filter_: RegisterFilter) -> Iterator[ColumnElement[bool]]:
    yield from contains_words(Accession.search_words, filter_.words)
    if filter_.collection is not None:
        yield Accession.collection == filter_.collection
    if filter_.states:
        yield Accession.state.in_(filter_.states)
    if filter_.person is not None:
        yield Accession.received_by == filter_.person


def _page_step(row: IngestStep, operations: PageOperations) -> PageStep:
    refused = row.message is not None
    return PageStep(row.stage, row.version, row.at, row.seconds, refused, row.message, operations)


def _entry(row: Accession) -> Entry:
    return Entry(**{name: getattr(row, name) for name in Entry.__dataclass_fields__})
