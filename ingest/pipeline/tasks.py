"""Knows what is to be done to a delivery in hand, and in which order."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum

from ingest.record import PageRecord
from library.triage.instructions import Orders

SURVEYED_AT_ONCE = 20
"""Pages: a task for each of them would cost more than the look itself."""


class TaskKind(IntEnum):
    """What is done in one task."""

    OPEN = 0
    SURVEY = 1
    MAKE = 2


@dataclass(frozen=True, slots=True)
class Task:
    """One thing the pool does: open a delivery, look at some of its pages, or make one."""

    accession_id: int
    act: TaskKind
    pages: tuple[PageRecord, ...] = ()
    again: bool = False
    """Whether a worker died at it already."""

    @property
    def number(self) -> int:
        """The first page it is about."""
        return self.pages[0].number


@dataclass(slots=True)
class Agenda:
    """The tasks of a delivery nobody works on yet.

    The first page is looked at and made, so that somebody can begin to read; then all others are
    looked at before any more is made.
    """

    _tasks: list[tuple[int, int, Task]] = field(default_factory=list)
    _first: int | None = None

    def __bool__(self) -> bool:
        return bool(self._tasks)

    @property
    def pages(self) -> int:
        """So many pages wait here."""
        return sum(len(task.pages) for _, _, task in self._tasks)

    def add(self, task: Task) -> None:
        """Put a task in its place."""
        if self._first is None:
            self._first = task.number
        later = 0 if task.number == self._first else len(TaskKind)
        heapq.heappush(self._tasks, (task.act + later, task.number, task))

    def take(self) -> Task:
        """Take the next task off."""
        return heapq.heappop(self._tasks)[-1]

    def clear(self) -> None:
        """Forget all tasks: what is still to do follows from the ledger."""
        self._tasks.clear()


@dataclass(slots=True)
class InHand:
    """A delivery that is being worked on."""

    priority: int
    told: Orders
    """What staff had said about it when it was opened."""
    agenda: Agenda = field(default_factory=Agenda)
    """Tasks that nobody works on yet."""
    going: int = 0
    """Tasks handed to the pool and not finished."""
    _looked: bool = False

    @property
    def ready(self) -> bool:
        """Whether there is a task to begin now: none is before the first page was looked at.

        Looks at others that wait in the pool would keep the making of the first page waiting.
        """
        return bool(self.agenda) and (self._looked or not self.going)

    def came_back(self, task: Task) -> None:
        """Count a task as finished."""
        self.going -= 1
        self._looked = self._looked or task.act is TaskKind.SURVEY


def surveys(accession_id: int, pages: tuple[PageRecord, ...]) -> Iterator[Task]:
    """Give the tasks of looking at pages: the first alone, so that it can be made, then some."""
    if pages:
        yield Task(accession_id, TaskKind.SURVEY, pages[:1])
    for start in range(1, len(pages), SURVEYED_AT_ONCE):
        yield Task(accession_id, TaskKind.SURVEY, pages[start : start + SURVEYED_AT_ONCE])


def one_by_one(task: Task) -> Iterator[Task]:
    """Give the tasks into which one falls when somewhere in it is a page that cannot be borne."""
    for page in task.pages:
        yield Task(task.accession_id, TaskKind.SURVEY, (page,))


def makings(accession_id: int, pages: tuple[PageRecord, ...]) -> Iterator[Task]:
    """Give the tasks of making pages."""
    for page in pages:
        yield Task(accession_id, TaskKind.MAKE, (page,))
