"""Looks whether kept files still are what was received, and remembers when."""

from pathlib import Path

from sqlalchemy.orm import Session

from library import clock
from library.storage.content_store import ContentStore
from library.storage.models import Condition, FixityCheck


def condition_of(store: ContentStore, digest: str) -> Condition:
    """Return how a file is found now; a file that cannot be read is damaged."""
    if not store.holds(digest):
        return Condition.MISSING
    try:
        return Condition.SOUND if store.is_sound(digest) else Condition.DAMAGED
    except OSError:  # the disk gives it back no more
        return Condition.DAMAGED


def mend(store: ContentStore, copy: Path | None, digest: str) -> bool:
    """Put the file of a copy of the store in the place of one that is damaged, when it is sound."""
    if copy is None:
        return False
    spare = ContentStore(copy)
    if condition_of(spare, digest) is not Condition.SOUND:
        return False
    with spare.path(digest).open("rb") as content:
        return store.put_stream(content) == digest


def last(session: Session, digest: str) -> Condition | None:
    """Return how a file was found the last time; None when nobody looked yet."""
    check = session.get(FixityCheck, digest)
    return check and check.condition


def note(session: Session, digest: str, condition: Condition) -> None:
    """Remember how a file was found just now."""
    session.merge(FixityCheck(digest=digest, at=clock.now(), condition=condition))
