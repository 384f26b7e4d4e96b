"""Shows the workshop as it is now: what is in work, how fast it goes, when each will be done."""

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
from library.jobs.throughput import WINDOW, per_minute, seconds_left

NEXT = 100
"""So many deliveries are told of one by one; a disk may bring thousands."""

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
    """One delivery the workshop has not finished with."""

    entry: Entry
    pages: Progress | None
    """None until it was opened: nobody knows yet how many there are."""
    seconds_left: float | None
    """Until its last page is done at the present pace; None when that cannot be known."""


@dataclass(frozen=True, slots=True)
class Work:
    """What waits: the next deliveries one by one, and all of them in numbers."""

    jobs: tuple[Job, ...]
    """In the order of work; no more than NEXT."""
    deliveries: int
    pages: int
    """Pages that are known to wait."""
    unopened: int
    """Deliveries of which it is not known how many pages they have."""
    pace: float | None
    """Pages a minute over the last minutes."""
    resting_since: datetime | None

    def job(self, accession_id: int) -> Job | None:
        """Return what is known of one delivery; None when it is settled."""
        return next((job for job in self.jobs if job.entry.id == accession_id), None)


def now(session: Session) -> Work:
    """Return the work as it is."""
    waiting = register_queries.unsettled(session, NEXT)
    pages = progress.of_accessions(session, [entry.id for entry in waiting])
    resting = resting_since(session)
    pace = _pace(session)
    return Work(
        jobs=tuple(_jobs(waiting, pages, None if resting else pace)),
        deliveries=session.scalar(select(func.count()).select_from(Accession).where(_UNSETTLED)),
        pages=session.scalar(_PAGES),
        unopened=session.scalar(_UNOPENED),
        pace=pace,
        resting_since=resting,
    )


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
