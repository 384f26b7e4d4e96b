"""Current status of the pipeline: waiting deliveries, speed and remaining time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from library import clock
from library.accessions import register_queries
from library.accessions.ledger import DELIVER
from library.accessions.models import SETTLED, Accession, IngestStep
from library.accessions.register_queries import Entry
from library.catalogue.models import Item, Page, PageState
from library.catalogue.pages import progress
from library.catalogue.pages.progress import Progress
from library.jobs.pauses import resting_since
from library.jobs.throughput import WINDOW_SECONDS, per_minute, seconds_left

MAX_LISTED = 100
"""Maximum number of deliveries listed individually; a disk may hold thousands."""

_UNSETTLED = Accession.state.not_in(SETTLED)
_PAGES = (
    select(func.count(Page.id))
    .join(Item, Page.item_id == Item.id)
    .join(Accession, Item.accession_id == Accession.id)
    .where(_UNSETTLED, Page.state == PageState.WAITING)
)
_UNOPENED = (
    select(func.count())
    .select_from(Accession)
    .where(_UNSETTLED, ~exists().where(Item.accession_id == Accession.id))
)


@dataclass(frozen=True, slots=True)
class Job:
    """A delivery that the pipeline has not finished."""

    entry: Entry
    pages: Progress | None
    """None until it is opened, as the number of pages is unknown."""
    seconds_left: float | None
    """Seconds until its last page is done at the present pace; None if unknown."""


@dataclass(frozen=True, slots=True)
class Work:
    """Waiting work: the next deliveries, and the totals."""

    jobs: tuple[Job, ...]
    """In processing order, at most `MAX_LISTED`."""
    deliveries: int
    pages: int
    """Number of known waiting pages."""
    unopened: int
    """Number of deliveries whose page count is unknown."""
    pace: float | None
    """Pages per minute over the last minutes; None if unknown."""
    resting_since: datetime | None

    def job(self, accession_id: int) -> Job | None:
        """Return the job of a delivery; None if it is settled or not listed."""
        return next((job for job in self.jobs if job.entry.id == accession_id), None)


def now(session: Session) -> Work:
    """Return the current work."""
    waiting = register_queries.unfinished(session, MAX_LISTED)
    pages = progress.of_accessions(session, [entry.id for entry in waiting])
    resting = resting_since(session)
    moment = clock.now()
    steps = select(IngestStep.at).where(
        IngestStep.at > moment - timedelta(seconds=WINDOW_SECONDS),
        IngestStep.page_number.is_not(None),
        or_(IngestStep.stage == DELIVER, IngestStep.output.is_(None)),
    )
    moments = [at.timestamp() for at in session.scalars(steps.order_by(IngestStep.at))]
    pace = per_minute(moments, moment.timestamp())
    return Work(
        jobs=tuple(_jobs(waiting, pages, None if resting else pace)),
        deliveries=session.scalar(select(func.count()).select_from(Accession).where(_UNSETTLED)),
        pages=waiting_pages(session),
        unopened=session.scalar(_UNOPENED),
        pace=pace,
        resting_since=resting,
    )


def waiting_pages(session: Session) -> int:
    """Return the number of known waiting pages of unfinished deliveries."""
    return session.scalar(_PAGES) or 0


def _jobs(
    waiting: Iterable[Entry], pages: dict[int, Progress], pace: float | None
) -> Iterator[Job]:
    """Yield a job per delivery; after an unopened one the remaining time is unknown."""
    pages_ahead: int | None = 0
    for entry in waiting:
        page_progress = pages.get(entry.id)
        if entry.paused is not None:
            yield Job(entry, page_progress, None)
            continue
        countable = pages_ahead is not None and page_progress is not None
        pages_ahead = pages_ahead + page_progress.waiting if countable else None
        yield Job(entry, page_progress, seconds_left(pages_ahead, pace) if countable else None)
