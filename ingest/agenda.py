"""Knows what is to be done to a delivery in hand, and in which order."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum

from ingest.record import PageRecord

SURVEYED_AT_ONCE = 20
"""Pages: a task for each of them would cost more than the look itself."""


class Act(IntEnum):
    """What is done in one task."""

    OPEN = 0
    SURVEY = 1
    MAKE = 2


@dataclass(frozen=True, slots=True)
class Task:
    """One thing the pool does: open a delivery, look at some of its pages, or make one."""

    accession_id: int
    act: Act
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

    The first pages are looked at and the very first one is made, so that somebody can begin to
    read; then all others are looked at before any more is made.
    """

    _tasks: list[tuple[int, int, Task]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self._tasks)

    @property
    def pages(self) -> int:
        """So many pages wait here."""
        return sum(len(task.pages) for _, _, task in self._tasks)

    def add(self, task: Task) -> None:
        """Put a task in its place."""
        at_once = SURVEYED_AT_ONCE if task.act is Act.SURVEY else 1
        later = 2 if task.number > at_once else 0
        heapq.heappush(self._tasks, (task.act + later, task.number, task))

    def take(self) -> Task:
        """Take the next task off."""
        return heapq.heappop(self._tasks)[-1]

    def clear(self) -> None:
        """Forget all tasks: what is still to do follows from the ledger."""
        self._tasks.clear()


def surveys(accession_id: int, pages: tuple[PageRecord, ...]) -> Iterator[Task]:
    """Give the tasks of looking at pages, some at once."""
    for start in range(0, len(pages), SURVEYED_AT_ONCE):
        yield Task(accession_id, Act.SURVEY, pages[start : start + SURVEYED_AT_ONCE])


def one_by_one(task: Task) -> Iterator[Task]:
    """Give the tasks into which one falls when somewhere in it is a page that cannot be borne."""
    for page in task.pages:
        yield Task(task.accession_id, Act.SURVEY, (page,))


def makings(accession_id: int, pages: tuple[PageRecord, ...]) -> Iterator[Task]:
    """Give the tasks of making pages."""
    for page in pages:
        yield Task(accession_id, Act.MAKE, (page,))
