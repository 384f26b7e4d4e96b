"""Tasks of a delivery in progress, and their order."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum

from ingest.record import FileKind, PageRecord
from library.triage.instructions import DeliveryInstructions

PAGES_PER_SURVEY = 20
"""Pages surveyed in one task; a task for each page would cost more than the survey itself."""


_RECORDING_SECONDS = 600
_SOUND_TIMES, _FILM_TIMES = 1.5, 11.0
"""Seconds for each second of a recording: three passes at four times its pace; a film's pieces."""


class TaskKind(IntEnum):
    """Kind of a task: open a delivery, survey pages, or make a page."""

    OPEN = 0
    SURVEY = 1
    MAKE = 2


@dataclass(frozen=True, slots=True)
class Task:
    """One unit of work for the pool: open a delivery, survey some of its pages, or make one."""

    accession_id: int
    kind: TaskKind
    pages: tuple[PageRecord, ...] = ()
    is_retry: bool = False
    """True if a worker already died during this task."""
    deadline: float = 0.0
    """Earliest time, by the monotonic clock, at which its time limit can be exceeded."""

    @property
    def number(self) -> int:
        """Number of the task's first page."""
        return self.pages[0].number


@dataclass(slots=True)
class Agenda:
    """Priority queue of the tasks of a delivery that are not yet submitted.

    The first page is surveyed and made first, so that reading can start; then all other pages are
    surveyed before any of them is made.
    """

    _tasks: list[tuple[int, int, Task]] = field(default_factory=list)
    _first: int | None = None

    def __bool__(self) -> bool:
        return bool(self._tasks)

    @property
    def pages(self) -> int:
        """Number of pages waiting in this agenda."""
        return sum(len(task.pages) for _, _, task in self._tasks)

    def add(self, task: Task) -> None:
        """Insert a task in its order."""
        if self._first is None:
            self._first = task.number
        later = 0 if task.number == self._first else len(TaskKind)
        heapq.heappush(self._tasks, (task.kind + later, task.number, task))

    def take(self) -> Task:
        """Remove and return the next task."""
        return heapq.heappop(self._tasks)[-1]

    def clear(self) -> None:
        """Remove all tasks; the remaining work can be derived from the ledger."""
        self._tasks.clear()


@dataclass(slots=True)
class InProgress:
    """A delivery that is being processed."""

    priority: int
    orders: DeliveryInstructions
    """Instructions of staff at the time the delivery was opened."""
    agenda: Agenda = field(default_factory=Agenda)
    """Tasks that are not yet submitted."""
    running: int = 0
    """Number of tasks submitted to the pool and not finished."""
    _first_page_surveyed: bool = False

    @property
    def ready(self) -> bool:
        """True if a task can be submitted now; until the first page is surveyed only one may run.

        Surveys of other pages waiting in the pool would delay the making of the first page.
        """
        return bool(self.agenda) and (self._first_page_surveyed or not self.running)

    def finish_task(self, task: Task) -> None:
        """Count a task as finished."""
        self.running -= 1
        self._first_page_surveyed = self._first_page_surveyed or task.kind is TaskKind.SURVEY


def survey_tasks(accession_id: int, pages: tuple[PageRecord, ...]) -> Iterator[Task]:
    """Yield the survey tasks of pages: the first page alone, so it can be made, then groups."""
    if pages:
        yield Task(accession_id, TaskKind.SURVEY, pages[:1])
    for start in range(1, len(pages), PAGES_PER_SURVEY):
        yield Task(accession_id, TaskKind.SURVEY, pages[start : start + PAGES_PER_SURVEY])


def single_page_surveys(task: Task) -> Iterator[Task]:
    """Yield one survey task per page of a task that failed because of one of its pages."""
    for page in task.pages:
        yield Task(task.accession_id, TaskKind.SURVEY, (page,))


def recording_seconds(task: Task) -> int:
    """Return the seconds that a recording's copies may take beside those of a page.

    That is about as long as all its passes may take: see `ingest.recordings`.
    """
    place = task.pages[0].place
    if task.kind is not TaskKind.MAKE or not place.is_recording or place.index:
        return 0
    times = _FILM_TIMES if place.kind is FileKind.FILM else _SOUND_TIMES
    return _RECORDING_SECONDS + round(times * place.length / 1000)


def page_tasks(accession_id: int, pages: tuple[PageRecord, ...]) -> Iterator[Task]:
    """Yield the tasks that make the pages, one per page."""
    for page in pages:
        yield Task(accession_id, TaskKind.MAKE, (page,))
