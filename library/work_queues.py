"""Size and age of the queues of work for staff, and alarms that need a person."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select
from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class WorkQueue:
    """Number of waiting entries, and the time of the oldest."""

    count: int
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Alarm:
    """A failure or delay, as a sentence, and its time."""

    sentence: str
    since: datetime


def merge_queues(*queues: WorkQueue) -> WorkQueue:
    """Merge queues of the same kind of work."""
    moments = [queue.since for queue in queues if queue.since]
    return WorkQueue(sum(queue.count for queue in queues), min(moments, default=None))


def queue_size(session: Session, query: Select) -> WorkQueue:
    """Return the queue from a query of (count, oldest time)."""
    count, since = session.execute(query).one()
    return WorkQueue(count, since)
