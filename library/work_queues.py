"""Says how much of one kind of work waits for a person, and since when."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select
from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class WorkQueue:
    """So many things wait; the one that waits longest came then."""

    count: int
    since: datetime | None = None


def together(*piles: WorkQueue) -> WorkQueue:
    """Return piles of the same work as one."""
    moments = [one.since for one in piles if one.since]
    return WorkQueue(sum(one.count for one in piles), min(moments, default=None))


def queue_size(session: Session, query: Select) -> WorkQueue:
    """Return the pile that a query of a count and a first moment tells of."""
    count, since = session.execute(query).one()
    return WorkQueue(count, since)
