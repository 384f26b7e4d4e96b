"""Fixity checks of masters: verify checksums, heal damage from a copy, enter what was found."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from library import clock
from library.accessions import fixity_schedule
from library.accessions.models import SourceFile
from library.database import reading, work
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
from library.storage.models import CheckedStore, Condition, Finding
from library.storage.problems import NoSoundCopyError
from library.storage.stores import master_store

AUDIT_NAME = "xưởng"
"""Name under which the audit log records damage and repairs found by the fixity check."""

_DAMAGED_RECHECK_INTERVAL = timedelta(hours=1)
"""Wait before a damaged master is checked again: somebody may have restored it."""

_REPAIRED_ACTION = "master.mended"


def masters_due(session: Session, settings: Settings, count: int) -> tuple[str, ...]:
    """Return the digests of masters due for a check: damaged ones, then the longest unchecked."""
    checked_before = clock.now() - timedelta(days=settings.fixity_days)
    due = fixity_schedule.due(session, checked_before=checked_before, count=count)
    return tuple(dict.fromkeys((*damaged_masters(session, count), *due)))[:count]


def damaged_masters(session: Session, count: int) -> tuple[str, ...]:
    """Return the damaged masters that were not checked in the last hour."""
    checked_before = clock.now() - _DAMAGED_RECHECK_INTERVAL
    return fixity_schedule.damaged(session, checked_before=checked_before, count=count)


def check_masters(
    settings: Settings,
    engine: Engine,
    digests: Iterable[str],
    sources: Sequence[MasterCopies] | None = None,
    round_id: int | None = None,
) -> Iterator[tuple[str, Condition]]:
    """Check masters, heal damaged ones, and yield (digest, condition) pairs.

    Damage is entered before the healing, and its result after it, so that an interrupted run keeps
    what it found; a failure is entered only if the backup repository need not be asked next.
    `sources` are by default the folder of copies alone.
    """
    store = master_store(settings)
    sources = copy_folder(settings) if sources is None else sources
    are_complete = not settings.backup_to or has_repository(sources)
    for digest in digests:
        condition = condition_of(store, digest)
        with work(engine) as session:
            _enter_condition(session, digest, condition, round_id)
        if condition is not Condition.SOUND:
            finding, detail = _heal(engine, store, digest, sources)
            if finding is Finding.HEALED or are_complete:
                _enter_healing(engine, digest, finding, detail, round_id)
            condition = Condition.SOUND if finding is Finding.HEALED else condition
        yield digest, condition


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
    engine: Engine, store: ContentStore, digest: str, sources: Sequence[MasterCopies]
) -> tuple[Finding, str]:
    """Heal a master; return the finding with the source, or with the reason of a failure."""
    with reading(engine) as session:
        size = session.scalar(select(func.max(SourceFile.bytes)).where(SourceFile.digest == digest))
    try:
        return Finding.HEALED, heal(store, digest, size or 0, sources)
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
