"""Fixity check of masters: verifies checksums and restores damaged files from the copy."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from library import clock
from library.accessions import fixity_schedule
from library.database import work
from library.settings import Settings
from library.staff import audit
from library.storage.content_store import ContentStore
from library.storage.fixity import condition_of, last_condition, record_check, repair
from library.storage.models import Condition

AUDIT_NAME = "xưởng"
"""Name under which the audit log records damage and repairs found by the fixity check."""

_DAMAGED_RECHECK_INTERVAL = timedelta(hours=1)
"""Wait before a damaged master is checked again: somebody may have restored it."""

_REPAIRED_ACTION = "master.mended"


def masters_due(session: Session, settings: Settings, count: int) -> tuple[str, ...]:
    """Return the digests of masters due for a check: damaged ones, then the longest unchecked."""
    checked_before = clock.now() - timedelta(days=settings.fixity_days)
    damaged = fixity_schedule.damaged(
        session, checked_before=clock.now() - _DAMAGED_RECHECK_INTERVAL, count=count
    )
    due = fixity_schedule.due(session, checked_before=checked_before, count=count)
    return tuple(dict.fromkeys((*damaged, *due)))[:count]


def check_masters(
    settings: Settings, engine: Engine, digests: Iterable[str]
) -> Iterator[tuple[str, Condition]]:
    """Check masters, restore damaged ones from the copy, and yield (digest, condition) pairs.

    Each result is committed separately, so an interrupted run keeps its results.
    """
    store = ContentStore(settings.masters)
    for digest in digests:
        condition = condition_of(store, digest)
        repaired = condition is not Condition.SOUND and repair(store, settings.masters_copy, digest)
        with work(engine) as session:
            _audit_new_condition(session, digest, condition)
            if repaired:
                _audit_deliveries(session, digest, _REPAIRED_ACTION)
            record_check(session, digest, Condition.SOUND if repaired else condition)
        yield digest, Condition.SOUND if repaired else condition


def _audit_new_condition(session: Session, digest: str, condition: Condition) -> None:
    """Write an audit entry if the condition of a master differs from its last check."""
    previous = last_condition(session, digest) or Condition.SOUND
    if condition is not previous:
        _audit_deliveries(session, digest, f"master.{condition.value}")


def _audit_deliveries(session: Session, digest: str, action: str) -> None:
    for number, name in fixity_schedule.deliveries_of(session, digest):
        audit.note(session, AUDIT_NAME, action, number, name)
