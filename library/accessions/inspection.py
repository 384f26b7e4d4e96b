"""Goes round the strong-room and looks at masters, one after the other."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from library import clock
from library.accessions import fixity
from library.database import work
from library.settings import Settings
from library.storage.content_store import ContentStore
from library.storage.fixity import condition_of, note
from library.storage.models import Condition


def waiting(session: Session, settings: Settings, count: int) -> tuple[str, ...]:
    """Return the masters whose turn it is, those that wait longest first."""
    before = clock.now() - timedelta(days=settings.fixity_days)
    return fixity.due(session, before=before, count=count)


def inspect(
    settings: Settings, engine: Engine, digests: Iterable[str]
) -> Iterator[tuple[str, Condition]]:
    """Look at masters and keep what is found; what was kept stays kept when this is cut short."""
    store = ContentStore(settings.masters)
    for digest in digests:
        condition = condition_of(store, digest)
        with work(engine) as session:
            note(session, digest, condition)
        yield digest, condition
