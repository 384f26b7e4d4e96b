"""Shows the workshop as it is now: what is in work, how fast it goes, when each will be done."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from library import clock
from library.accessions import entries
from library.accessions.entries import Entry
from library.accessions.ledger import DELIVER
from library.accessions.models import IngestStep
from library.catalogue import progress
from library.catalogue.progress import Progress
from library.workshop.pace import WINDOW, per_minute, seconds_left
from library.workshop.pauses import resting_since


@dataclass(frozen=True, slots=True)
class Job:
    """One delivery the workshop has not finished with."""

    entry: Entry
    pages: Progress | None
    """None until it was opened: nobody knows yet how many there are."""
    seconds_left: float | None
    """Until its last page is done at the present pace; None when that cannot be known."""


@dataclass(frozen=True, slots=True)
class Work:
    """All that waits, in the order of work."""

    jobs: tuple[Job, ...]
    pace: float | None
    """Pages a minute over the last minutes."""
    resting_since: datetime | None

    @property
    def waiting(self) -> int:
        """Pages that are known to wait."""
        return sum(job.pages.waiting for job in self.jobs if job.pages)

    @property
    def unopened(self) -> int:
        """Deliveries of which it is not known how many pages they have."""
        return sum(job.pages is None for job in self.jobs)

    def job(self, accession_id: int) -> Job | None:
        """Return what is known of one delivery; None when it is settled."""
        return next((job for job in self.jobs if job.entry.id == accession_id), None)


def now(session: Session) -> Work:
    """Return the work as it is."""
    waiting = entries.unsettled(session)
    pages = progress.of_accessions(session, [entry.id for entry in waiting])
    resting = resting_since(session)
    pace = _pace(session)
    jobs = _jobs(waiting, pages, None if resting else pace)
    return Work(tuple(jobs), pace, resting)


def _jobs(
    waiting: Iterable[Entry], pages: dict[int, Progress], pace: float | None
) -> Iterator[Job]:
    """Add up the pages before each last page; after an unopened delivery nothing is known."""
    ahead: int | None = 0
    for entry in waiting:
        counted = pages.get(entry.id)
        if entry.paused is not None:
            yield Job(entry, counted, None)
            continue
        known = ahead is not None and counted is not None
        ahead = ahead + counted.waiting if known else None
        yield Job(entry, counted, seconds_left(ahead, pace) if known else None)


def _pace(session: Session) -> float | None:
    moment = clock.now()
    finished = select(IngestStep.at).where(
        IngestStep.at > moment - timedelta(seconds=WINDOW),
        IngestStep.page_number.is_not(None),
        or_(IngestStep.stage == DELIVER, IngestStep.output.is_(None)),
    )
    moments = [at.timestamp() for at in session.scalars(finished.order_by(IngestStep.at))]
    return per_minute(moments, moment.timestamp())
