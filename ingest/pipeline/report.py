"""Status report of the pipeline for the command line."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from library.catalogue.pages import progress
from library.catalogue.pages.progress import FailedPage
from library.jobs import current_work
from library.jobs.current_work import Job, Work
from library.jobs.throughput import format_duration

_MAX_FAILED_PAGES = 20


@dataclass(frozen=True, slots=True)
class WorkLine:
    """Status of all pending work."""

    deliveries: int
    pages_waiting: int
    unopened: int
    pages_a_minute: float | None
    resting: bool

    @property
    def sentence(self) -> str:
        """The status as one line of text for people."""
        if self.resting:
            pace = "Xưởng đang tạm dừng"
        elif self.pages_a_minute is None:
            pace = "Chưa đủ trang xong trong năm phút qua để biết nhanh chậm"
        else:
            pace = f"{self.pages_a_minute:.0f} trang/phút trong năm phút qua"
        backlog = f", {self.unopened} lần nhập chưa mở" if self.unopened else ""
        return f"{pace}; {self.deliveries} lần nhập, {self.pages_waiting} trang đang chờ{backlog}."


@dataclass(frozen=True, slots=True)
class JobLine:
    """Status of one unfinished delivery."""

    accession: str
    source: str
    paused: bool
    pages_done: int
    pages: int
    seconds_left: float | None
    failed: tuple[FailedPage, ...]

    @property
    def sentence(self) -> str:
        """The status as one line of text for people, plus a line for each failed page."""
        if self.paused:
            state = "tạm dừng"
        elif self.seconds_left is not None:
            state = f"còn {format_duration(self.seconds_left)}"
        else:
            state = "đang chờ"
        pages = f"{self.pages_done}/{self.pages} trang, " if self.pages else ""
        failures = "".join(f"\n    trang {page.number}: {page.message}" for page in self.failed)
        return f"{self.accession} {self.source}: {pages}{state}{failures}"


def at_work(session: Session) -> Iterator[WorkLine | JobLine]:
    """Yield one line for all the work, then one for each delivery in processing order."""
    current = current_work.now(session)
    yield _work_line(current)
    for job in current.jobs:
        yield _job_line(session, job)


def _work_line(current: Work) -> WorkLine:
    return WorkLine(
        deliveries=current.deliveries,
        pages_waiting=current.pages,
        unopened=current.unopened,
        pages_a_minute=current.pace,
        resting=current.resting_since is not None,
    )


def _job_line(session: Session, job: Job) -> JobLine:
    return JobLine(
        accession=job.entry.number,
        source=job.entry.source,
        paused=job.entry.paused is not None,
        pages_done=job.pages.done if job.pages else 0,
        pages=job.pages.pages if job.pages else 0,
        seconds_left=job.seconds_left,
        failed=progress.failed_pages(session, job.entry.id, _MAX_FAILED_PAGES),
    )
