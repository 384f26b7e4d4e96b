"""Says on the command line how far the workshop is with all that waits."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from library.catalogue.pages import progress
from library.catalogue.pages.progress import FailedPage
from library.jobs import current_work
from library.jobs.current_work import Job, Work
from library.jobs.throughput import span

_FAILED_TOLD = 20


@dataclass(frozen=True, slots=True)
class WorkLine:
    """The work as a whole."""

    deliveries: int
    pages_waiting: int
    unopened: int
    pages_a_minute: float | None
    resting: bool

    @property
    def sentence(self) -> str:
        """The line for people."""
        if self.resting:
            said = "Xưởng đang tạm dừng"
        elif self.pages_a_minute is None:
            said = "Chưa đủ trang xong trong năm phút qua để biết nhanh chậm"
        else:
            said = f"{self.pages_a_minute:.0f} trang/phút trong năm phút qua"
        unopened = f", {self.unopened} lần nhập chưa mở" if self.unopened else ""
        return f"{said}; {self.deliveries} lần nhập, {self.pages_waiting} trang đang chờ{unopened}."


@dataclass(frozen=True, slots=True)
class JobLine:
    """One delivery that is not finished."""

    accession: str
    source: str
    paused: bool
    pages_done: int
    pages: int
    seconds_left: float | None
    failed: tuple[FailedPage, ...]

    @property
    def sentence(self) -> str:
        """The line for people, with a line for each page that failed."""
        if self.paused:
            state = "tạm dừng"
        elif self.seconds_left is not None:
            state = f"còn {span(self.seconds_left)}"
        else:
            state = "đang chờ"
        pages = f"{self.pages_done}/{self.pages} trang, " if self.pages else ""
        failed = "".join(f"\n    trang {page.number}: {page.message}" for page in self.failed)
        return f"{self.accession} {self.source}: {pages}{state}{failed}"


def at_work(session: Session) -> Iterator[WorkLine | JobLine]:
    """Return one line on the whole, then one for each delivery in the order of work."""
    found = current_work.now(session)
    yield _whole(found)
    for job in found.jobs:
        yield _one(session, job)


def _whole(found: Work) -> WorkLine:
    return WorkLine(
        deliveries=found.deliveries,
        pages_waiting=found.pages,
        unopened=found.unopened,
        pages_a_minute=found.pace,
        resting=found.resting_since is not None,
    )


def _one(session: Session, job: Job) -> JobLine:
    return JobLine(
        accession=job.entry.number,
        source=job.entry.source,
        paused=job.entry.paused is not None,
        pages_done=job.pages.done if job.pages else 0,
        pages=job.pages.pages if job.pages else 0,
        seconds_left=job.seconds_left,
        failed=progress.failed_pages(session, job.entry.id, _FAILED_TOLD),
    )
