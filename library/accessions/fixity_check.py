"""Goes round the strong-room and looks at masters, one after the other."""

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
from library.storage.fixity import condition_of, last, mend, note
from library.storage.models import Condition

BY = "xưởng"
"""Who stands in the books for what was found and mended on the round."""

_AGAIN = timedelta(hours=1)
"""After so long a damaged master is looked at again: somebody may have brought it back."""

_MENDED = "master.mended"


def waiting(session: Session, settings: Settings, count: int) -> tuple[str, ...]:
    """Return the masters whose turn it is: damaged ones, then those that wait longest."""
    before = clock.now() - timedelta(days=settings.fixity_days)
    hurt = fixity_schedule.wounded(session, before=clock.now() - _AGAIN, count=count)
    due = fixity_schedule.due(session, before=before, count=count)
    return tuple(dict.fromkeys((*hurt, *due)))[:count]


def inspect(
    settings: Settings, engine: Engine, digests: Iterable[str]
) -> Iterator[tuple[str, Condition]]:
    """Look at masters, mend what is damaged from the copy, and keep what is found.

    What was kept stays kept when this is cut short.
    """
    store = ContentStore(settings.masters)
    for digest in digests:
        found = condition_of(store, digest)
        mended = found is not Condition.SOUND and mend(store, settings.masters_copy, digest)
        with work(engine) as session:
            _tell(session, digest, found)
            if mended:
                _tell_of(session, digest, _MENDED)
            note(session, digest, Condition.SOUND if mended else found)
        yield digest, Condition.SOUND if mended else found


def _tell(session: Session, digest: str, found: Condition) -> None:
    """Write in the trail what was not so the last time somebody looked."""
    before = last(session, digest) or Condition.SOUND
    if found is not before:
        _tell_of(session, digest, f"master.{found.value}")


def _tell_of(session: Session, digest: str, act: str) -> None:
    for number, name in fixity_schedule.deliveries_of(session, digest):
        audit.note(session, BY, act, number, name)
