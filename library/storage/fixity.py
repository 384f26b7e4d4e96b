"""Fixity checks of stored files, and their repair from a copy."""

from pathlib import Path

from sqlalchemy.orm import Session

from library import clock
from library.storage.content_store import ContentStore
from library.storage.models import Condition, FixityCheck


def condition_of(store: ContentStore, digest: str) -> Condition:
    """Check a file and return its condition; an unreadable file is damaged."""
    if not store.holds(digest):
        return Condition.MISSING
    try:
        return Condition.SOUND if store.is_sound(digest) else Condition.DAMAGED
    except OSError:  # unreadable
        return Condition.DAMAGED


def repair(store: ContentStore, copy: Path | None, digest: str) -> bool:
    """Replace a damaged file from a copy of the store; return True on success."""
    if copy is None:
        return False
    spare = ContentStore(copy)
    if condition_of(spare, digest) is not Condition.SOUND:
        return False
    with spare.path(digest).open("rb") as content:
        return store.put_stream(content) == digest


def last_condition(session: Session, digest: str) -> Condition | None:
    """Return the condition at the last check; None if never checked."""
    check = session.get(FixityCheck, digest)
    return check and check.condition


def record_check(session: Session, digest: str, condition: Condition) -> None:
    """Record the condition of a file as of now."""
    session.merge(FixityCheck(digest=digest, at=clock.now(), condition=condition))
