"""Fixity checks of masters and of the folder of their copies; damaged masters are healed."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from functools import partial

from sqlalchemy import Engine, Select, exists, func, select
from sqlalchemy.orm import Session

from library import clock
from library.accessions import fixity_schedule
from library.accessions.fixity_rounds import CheckedFile, Source, check_round, round_of
from library.accessions.models import Accession, SourceFile
from library.database import reading, total_of, work
from library.fixity.healing import MasterCopies, copy_folder, has_repository, heal
from library.settings import Settings
from library.staff import audit
from library.storage.content_store import ContentStore
from library.storage.fixity import (
    condition_of,
    last_condition,
    last_finding,
    last_round,
    note_finding,
    record_check,
)
from library.storage.models import CheckedStore, Condition, Finding, FixityRound
from library.storage.problems import NoSoundCopyError
from library.storage.stores import master_store

AUDIT_NAME = "xưởng"
"""Name under which the audit log records damage and repairs found by the fixity check."""

_DAMAGED_RECHECK_INTERVAL = timedelta(hours=1)
"""Wait before a damaged master is checked again: somebody may have restored it."""

_COPY_DELAY = timedelta(days=2)
"""Age at which a master must be in the folder of copies: it is copied every night."""

_REPAIRED_ACTION = "master.mended"
_FETCHED_MASTERS = 100
_EACH_MASTER = select(SourceFile.digest, func.max(SourceFile.bytes).label("size")).group_by(
    SourceFile.digest
)


def damaged_masters(session: Session, count: int) -> tuple[str, ...]:
    """Return the damaged masters that were not checked in the last hour."""
    checked_before = clock.now() - _DAMAGED_RECHECK_INTERVAL
    return fixity_schedule.damaged(session, checked_before=checked_before, count=count)


def check_masters(
    settings: Settings,
    engine: Engine,
    digests: Iterable[str],
    copies: Sequence[MasterCopies] | None = None,
) -> Iterator[tuple[str, Condition]]:
    """Check these masters outside a round, heal damaged ones, and yield (digest, condition) pairs.

    `copies` are by default the folder of copies alone.
    """
    copies = copy_folder(settings) if copies is None else copies
    for digest in digests:
        yield digest, _check_master(settings, engine, copies, digest)


def check_due_files(
    settings: Settings, engine: Engine, seconds: float, copies: Sequence[MasterCopies]
) -> Iterator[CheckedFile]:
    """Check the masters and their copies that are due at the pace of their rounds.

    Reading stops at the first file after this many seconds, for each of the two places.
    """
    for source in _sources(settings, engine, copies):
        entry, days = round_of(engine, source), settings.fixity_days
        if entry is not None:
            yield from check_round(engine, source, entry, paced_days=days, seconds=seconds)


def check_all_masters(
    settings: Settings, engine: Engine, copies: Sequence[MasterCopies]
) -> Iterator[CheckedFile]:
    """Check all masters and copies now, as rounds of their own."""
    for source in _sources(settings, engine, copies):
        entry = round_of(engine, source, scheduled=False)
        if entry is not None:
            yield from check_round(engine, source, entry)


def _sources(
    settings: Settings, engine: Engine, copies: Sequence[MasterCopies]
) -> Iterator[Source]:
    totals = partial(_totals, engine)
    yield Source(
        CheckedStore.MASTERS,
        totals,
        following=partial(_following, engine, _EACH_MASTER),
        check=partial(_check_master, settings, engine, copies),
    )
    if settings.masters_copy:
        owner = Accession.id == SourceFile.accession_id
        is_copied = exists().where(owner & (Accession.received < clock.now() - _COPY_DELAY))
        yield Source(
            CheckedStore.COPY,
            totals,
            following=partial(_following, engine, _EACH_MASTER.where(is_copied)),
            check=partial(_check_copy, ContentStore(settings.masters_copy), engine),
        )


def _check_master(
    settings: Settings,
    engine: Engine,
    copies: Sequence[MasterCopies],
    digest: str,
    entry: FixityRound | None = None,
) -> Condition:
    """Check a master and heal a damaged one; return its condition afterwards.

    Damage is entered before the healing, and its result after it, so that an interrupted run keeps
    what it found; a failure is entered only if the backup repository need not be asked next.
    """
    round_id, store = entry and entry.id, master_store(settings)
    condition = condition_of(store, digest)
    with work(engine) as session:
        _enter_condition(session, digest, condition, round_id)
    if condition is Condition.SOUND:
        return condition
    finding, detail = _heal(engine, store, digest, copies)
    if finding is Finding.HEALED or not settings.backup_to or has_repository(copies):
        _enter_healing(engine, digest, finding, detail, round_id)
    return Condition.SOUND if finding is Finding.HEALED else condition


def _check_copy(store: ContentStore, engine: Engine, digest: str, entry: FixityRound) -> Condition:
    """Check a copy; damage is entered each time, and a sound copy after damage."""
    condition = condition_of(store, digest)
    finding = Finding(condition.value)
    with work(engine) as session:
        last = last_finding(session, CheckedStore.COPY, digest)
        if finding is not Finding.SOUND or last not in (None, (Finding.SOUND, "")):
            note_finding(session, CheckedStore.COPY, finding, digest, round_id=entry.id)
    return condition


def _totals(engine: Engine) -> tuple[int, int]:
    each = _EACH_MASTER.subquery()
    with reading(engine) as session:
        files, size = session.execute(select(func.count(), total_of(each.c.size))).one()
    return files, size or 0


def _following(engine: Engine, masters: Select, entry: FixityRound) -> list[tuple[str, int]]:
    following = masters.where(SourceFile.digest > entry.position).order_by(SourceFile.digest)
    with reading(engine) as session:
        rows = session.execute(following.limit(_FETCHED_MASTERS))
        return [(digest, size) for digest, size in rows]


def _enter_condition(
    session: Session, digest: str, condition: Condition, round_id: int | None
) -> None:
    """Record a check, and a finding if the condition differs from the last one."""
    if condition is not (last_condition(session, digest) or Condition.SOUND):
        _audit_deliveries(session, digest, f"master.{condition.value}")
        note_finding(
            session, CheckedStore.MASTERS, Finding(condition.value), digest, round_id=round_id
        )
    record_check(session, digest, condition)


def _heal(
    engine: Engine, store: ContentStore, digest: str, copies: Sequence[MasterCopies]
) -> tuple[Finding, str]:
    """Heal a master; return the finding with the source, or with the reason of a failure."""
    with reading(engine) as session:
        size = session.scalar(select(func.max(SourceFile.bytes)).where(SourceFile.digest == digest))
    try:
        return Finding.HEALED, heal(store, digest, size or 0, copies)
    except NoSoundCopyError as error:
        return Finding.NOT_HEALED, str(error)


def _enter_healing(
    engine: Engine, digest: str, finding: Finding, detail: str, round_id: int | None
) -> None:
    """Record the result of a healing; the reason of a failure only if it is a new one."""
    healed = finding is Finding.HEALED
    with work(engine) as session:
        round_id = round_id or last_round(session, CheckedStore.MASTERS, digest)
        if healed:
            _audit_deliveries(session, digest, _REPAIRED_ACTION)
            record_check(session, digest, Condition.SOUND)
        if healed or last_finding(session, CheckedStore.MASTERS, digest) != (finding, detail):
            note_finding(session, CheckedStore.MASTERS, finding, digest, detail, round_id)


def _audit_deliveries(session: Session, digest: str, action: str) -> None:
    for number, name in fixity_schedule.deliveries_of(session, digest):
        audit.note(session, AUDIT_NAME, action, number, name)
