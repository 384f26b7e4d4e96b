"""Fixity checks of stored files, and findings about them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import clock
from library.storage.content_store import ContentStore
from library.storage.models import (
    CheckedStore,
    Condition,
    Finding,
    FixityCheck,
    FixityEvent,
    FixityRound,
)


def condition_of(store: ContentStore, digest: str) -> Condition:
    """Check a file and return its condition; an unreadable file is damaged."""
    if not store.holds(digest):
        return Condition.MISSING
    try:
        return Condition.SOUND if store.is_sound(digest) else Condition.DAMAGED
    except OSError:  # unreadable
        return Condition.DAMAGED


def last_condition(session: Session, digest: str) -> Condition | None:
    """Return the condition at the last check; None if never checked."""
    check = session.get(FixityCheck, digest)
    return check and check.condition


def record_check(session: Session, digest: str, condition: Condition) -> None:
    """Record the condition of a file as of now."""
    session.merge(FixityCheck(digest=digest, at=clock.now(), condition=condition))


def note_finding(
    session: Session,
    store: CheckedStore,
    finding: Finding,
    digest: str,
    detail: str = "",
    round_id: int | None = None,
) -> None:
    """Add a finding, and count it in its round."""
    session.add(
        FixityEvent(
            at=clock.now(),
            store=store,
            finding=finding,
            digest=digest,
            detail=detail,
            round_id=round_id,
        )
    )
    entry = session.get(FixityRound, round_id) if round_id else None
    if entry is not None:
        entry.damaged += finding in (Finding.DAMAGED, Finding.MISSING)
        entry.healed += finding is Finding.HEALED


def last_finding(session: Session, store: CheckedStore, digest: str) -> tuple[Finding, str] | None:
    """Return the last finding about a file and its detail."""
    events = select(FixityEvent.finding, FixityEvent.detail).where(
        FixityEvent.digest == digest, FixityEvent.store == store
    )
    row = session.execute(events.order_by(FixityEvent.id.desc()).limit(1)).one_or_none()
    return row and (row[0], row[1])


def last_round(session: Session, store: CheckedStore, digest: str) -> int | None:
    """Return the round that found the last damage of a file."""
    rounds = select(FixityEvent.round_id).where(
        FixityEvent.digest == digest,
        FixityEvent.store == store,
        FixityEvent.finding.in_((Finding.DAMAGED, Finding.MISSING)),
    )
    return session.scalar(rounds.order_by(FixityEvent.id.desc()).limit(1))
