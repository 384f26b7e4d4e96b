"""History of fixity for the auditor: rounds of checks, and findings about single files."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Engine, Select, func, or_, select
from sqlalchemy.orm import Session

from library.accessions import fixity_schedule
from library.accessions.fixity_schedule import Damage
from library.accessions.models import Accession, SourceFile
from library.clock import HANOI
from library.database import reading
from library.storage.fixity import last_finding
from library.storage.models import CheckedStore, Finding, FixityCheck, FixityEvent, FixityRound

_BATCH_ROWS = 1000

FINDING_NAMES = {
    Finding.DAMAGED: "hỏng",
    Finding.MISSING: "mất",
    Finding.HEALED: "đã tự chép lại",
    Finding.NOT_HEALED: "không tự chữa được",
    Finding.SOUND: "nguyên vẹn trở lại",
}


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """Filter of findings; an empty field matches everything."""

    store: CheckedStore | None = None
    finding: Finding | None = None
    subject: str = ""
    """Checksum or its beginning, accession number, or item id."""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding, with the deliveries to which the file belongs."""

    id: int
    at: datetime
    store: CheckedStore
    finding: Finding
    digest: str
    detail: str
    round_id: int | None
    deliveries: tuple[tuple[str, str], ...]
    """Pairs of accession number and file name."""


@dataclass(frozen=True, slots=True)
class MasterHistory:
    """Everything recorded about the fixity of one master."""

    digest: str
    bytes: int
    deliveries: tuple[tuple[str, str], ...]
    received: datetime
    """Time of the first delivery, when its checksum was computed."""
    last_check: FixityCheck | None
    rounds: tuple[FixityRound, ...]
    """Finished rounds over the masters that began after its receipt, newest first."""
    findings: tuple[FindingLine, ...]


def reason_not_healed(session: Session, damage: Damage) -> str:
    """Return the reason why a master was not healed, as a sentence; empty if there is none."""
    last = last_finding(session, CheckedStore.MASTERS, damage.digest)
    return last[1] if last and last[0] is Finding.NOT_HEALED else ""


def count_findings(session: Session, filter_: HistoryFilter) -> int:
    """Return the number of matching findings."""
    return session.scalar(_matching(select(func.count(FixityEvent.id)), filter_)) or 0


def findings(
    session: Session, filter_: HistoryFilter, *, first: int, count: int
) -> tuple[FindingLine, ...]:
    """Return one screen of the matching findings, newest first."""
    rows = _matching(select(FixityEvent), filter_).order_by(FixityEvent.id.desc())
    return _lines(session, rows.offset(first).limit(count))


def iterate_findings(database: Engine, filter_: HistoryFilter) -> Iterator[FindingLine]:
    """Yield every matching finding, oldest first, loading one batch at a time."""
    query = _matching(select(FixityEvent), filter_).order_by(FixityEvent.id).limit(_BATCH_ROWS)
    last_id = 0
    while True:
        with reading(database) as session:
            batch = _lines(session, query.where(FixityEvent.id > last_id))
        yield from batch
        if len(batch) < _BATCH_ROWS:
            return
        last_id = batch[-1].id


def list_rounds(session: Session, count: int | None = None) -> tuple[FixityRound, ...]:
    """Return the last rounds, or all of them, newest first."""
    newest = select(FixityRound).order_by(FixityRound.id.desc())
    return tuple(session.scalars(newest.limit(count)))


def master_history(session: Session, digest: str) -> MasterHistory | None:
    """Return the fixity history of a master; None if there is no such master."""
    size, received_at = session.execute(
        select(func.max(SourceFile.bytes), func.min(Accession.received))
        .join(Accession, Accession.id == SourceFile.accession_id)
        .where(SourceFile.digest == digest)
    ).one()
    if received_at is None:
        return None
    rounds = select(FixityRound).where(
        FixityRound.store == CheckedStore.MASTERS,
        FixityRound.began > received_at,
        FixityRound.ended.is_not(None),
    )
    events = select(FixityEvent).where(FixityEvent.digest == digest)
    return MasterHistory(
        digest=digest,
        bytes=size,
        deliveries=fixity_schedule.deliveries_of(session, digest),
        received=received_at,
        last_check=session.get(FixityCheck, digest),
        rounds=tuple(session.scalars(rounds.order_by(FixityRound.id.desc()))),
        findings=_lines(session, events.order_by(FixityEvent.id.desc())),
    )


def _lines(session: Session, rows: Select) -> tuple[FindingLine, ...]:
    return tuple(
        FindingLine(
            row.id,
            row.at,
            row.store,
            row.finding,
            row.digest,
            row.detail,
            row.round_id,
            fixity_schedule.deliveries_of(session, row.digest),
        )
        for row in session.scalars(rows)
    )


def _matching(query: Select, filter_: HistoryFilter) -> Select:
    if filter_.store:
        query = query.where(FixityEvent.store == filter_.store)
    if filter_.finding:
        query = query.where(FixityEvent.finding == filter_.finding)
    if filter_.subject:
        own_digests = (
            select(SourceFile.digest)
            .join(Accession, Accession.id == SourceFile.accession_id)
            .where(or_(Accession.number == filter_.subject, Accession.item_id == filter_.subject))
        )
        query = query.where(
            or_(
                FixityEvent.digest.startswith(filter_.subject, autoescape=True),
                FixityEvent.digest.in_(own_digests),
            )
        )
    if filter_.since:
        query = query.where(FixityEvent.at >= _start_of_day(filter_.since))
    if filter_.until:
        query = query.where(FixityEvent.at < _start_of_day(filter_.until) + timedelta(days=1))
    return query


def _start_of_day(day: date) -> datetime:
    return datetime.combine(day, time(), HANOI)
