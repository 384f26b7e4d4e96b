"""Looks whether kept files still are what was received, and remembers when."""

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


def note(session: Session, digest: str, condition: Condition) -> None:
    """Remember how a file was found just now."""
    session.merge(FixityCheck(digest=digest, at=clock.now(), condition=condition))
