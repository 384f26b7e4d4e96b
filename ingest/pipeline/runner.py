"""Runner: processes the queue page by page on every core; one failure does not stop the others."""

import logging
import time
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace

from pebble import ProcessExpired
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from ingest import limits
from ingest.intake import catalogue_writer
from ingest.pipeline import queue
from ingest.pipeline.outcome import Outcome, outcome_of
from ingest.pipeline.pools import Pool
from ingest.pipeline.progress_display import Progress
from ingest.pipeline.repair import discard_replaced_copies
from ingest.pipeline.tasks import (
    InProgress,
    Task,
    TaskKind,
    page_tasks,
    recording_seconds,
    single_page_surveys,
    survey_tasks,
)
from ingest.problems import (
    OutOfMemoryError,
    PageTooSlowError,
    UnforeseenError,
    WorkerCrashedError,
    WorkersKeepDyingError,
)
from library.accessions import register
from library.accessions.models import SETTLED, Accession
from library.database import reading, work
from library.errors import FilesUnreachableError, LibraryError
from library.settings import Settings
from library.storage.stores import derivative_store
from library.triage import instructions, survey

_TICK_SECONDS = 0.5
_SECONDS_PER_MEGABYTE = 1
"""Time for opening a delivery: twice that of many small files on a slow disk."""

_MAX_POOLS = 3
"""Pools started before the run is given up because all workers died."""

_log = logging.getLogger(__name__)


def run(
    settings: Settings,
    engine: Engine,
    *,
    pools: Callable[[], Pool],
    report: Callable[[Outcome], None],
    progress: Progress,
    tick: Callable[[], object],
) -> None:
    """Run until the queue is empty; `report` gets each outcome, `tick` is called twice a second.

    `pools` returns the pool for the run, and for each further attempt if all its workers died.
    """
    with reading(engine) as session:
        if queue.next_delivery(session, ()) is None:
            return
    for _ in range(_MAX_POOLS):
        try:
            _work(settings, engine, pools, report, progress, tick)
        except (OSError, OperationalError) as error:
            limits.raise_if_disk_full(settings, error)
            raise
        except BrokenProcessPool:
            _log.warning("all workers are gone; what they left undone is taken up again")
        else:
            return
    raise WorkersKeepDyingError


def _work(
    settings: Settings,
    engine: Engine,
    pools: Callable[[], Pool],
    report: Callable[[Outcome], None],
    progress: Progress,
    tick: Callable[[], object],
) -> None:
    with pools() as pool:
        progress.begin()
        _Round(settings, engine, pool, report, progress).work(tick)


@dataclass(slots=True)
class _Round:
    settings: Settings
    engine: Engine
    pool: Pool
    report: Callable[[Outcome], None]
    progress: Progress
    deliveries: dict[int, InProgress] = field(default_factory=dict)
    running: dict[Future, Task] = field(default_factory=dict)
    next_priority: int | None = None
    """Priority of the next delivery to open, if there was one at the last query."""

    def work(self, tick: Callable[[], object]) -> None:
        while self._schedule_tasks() or self.running:
            futures, _ = wait(self.running, timeout=_TICK_SECONDS, return_when=FIRST_COMPLETED)
            for future in futures:
                self._handle_result(self.running.pop(future), future)
            self.pool.require_fit()
            self.progress.show()
            tick()

    def _schedule_tasks(self) -> bool:
        """Submit tasks until the pool is full; return True if any task is running."""
        self._apply_orders()
        while len(self.running) < self.pool.capacity:
            task = self._next_task()
            if task is None:
                break
            self.deliveries[task.accession_id].running += 1
            self._submit(task)
        return bool(self.running)

    def _apply_orders(self) -> None:
        """Update the priorities of the deliveries in hand, and suspend those that were paused."""
        with reading(self.engine) as session:
            priorities = queue.priorities(session, self.deliveries)
            self._note_next_priority(session)
        for accession_id, delivery in tuple(self.deliveries.items()):
            if accession_id in priorities:
                delivery.priority = priorities[accession_id]
            else:
                self.progress.pages_found(-delivery.agenda.pages)
                delivery.agenda.clear()
                if not delivery.running:
                    del self.deliveries[accession_id]

    def _note_next_priority(self, session: Session) -> None:
        delivery = queue.next_delivery(session, self.deliveries)
        self.next_priority = None if delivery is None else delivery.priority

    def _next_task(self) -> Task | None:
        places = [
            (delivery.priority, key) for key, delivery in self.deliveries.items() if delivery.ready
        ]
        first = min(places)[1] if places else None
        if first is not None and not self._is_outranked(first):
            return self._take(first)
        return self._next_delivery() or (None if first is None else self._take(first))

    def _is_outranked(self, accession_id: int) -> bool:
        """Return True if an unopened delivery has a higher priority than this one."""
        return (
            self.next_priority is not None
            and self.next_priority < self.deliveries[accession_id].priority
        )

    def _take(self, accession_id: int) -> Task:
        return self.deliveries[accession_id].agenda.take()

    def _next_delivery(self) -> Task | None:
        while True:
            with work(self.engine) as session:
                accession = queue.next_delivery(session, self.deliveries)
                if accession is None:
                    self.next_priority = None
                    return None
                original = (
                    None if accession.amends else register.earlier_accession(session, accession)
                )
                if original is None:
                    orders = instructions.current(session, accession.id)
                    self.deliveries[accession.id] = InProgress(accession.priority, orders)
                    self._note_next_priority(session)
                    return Task(accession.id, TaskKind.OPEN)
                catalogue_writer.mark_duplicate(session, accession, original)
            self._report(accession.id)

    def _submit(self, task: Task) -> None:
        seconds, orders = self._seconds(task), self.deliveries[task.accession_id].orders
        future = self.pool.schedule(task, seconds, orders)
        self.running[future] = replace(task, deadline=time.monotonic() + seconds)

    def _seconds(self, task: Task) -> int:
        """Return the time limit of a task in seconds; opening a delivery gets more by its size."""
        if task.kind is not TaskKind.OPEN:
            return self.settings.page_seconds + recording_seconds(task)
        with reading(self.engine) as session:
            megabytes = register.total_bytes(session, task.accession_id) >> 20
        return self.settings.page_seconds + megabytes * _SECONDS_PER_MEGABYTE

    def _handle_result(self, task: Task, future: Future) -> None:
        if isinstance(future.exception(), ProcessExpired) and not task.is_retry:
            self._submit(replace(task, is_retry=True))  # somebody may have killed the worker
            return
        if isinstance(future.exception(), TimeoutError) and time.monotonic() < task.deadline:
            self._submit(task)  # the wall clock was set forward, by which the pool measures
            return
        try:
            result = future.result()
        except BrokenProcessPool:
            raise  # no fault of the task
        except FilesUnreachableError:
            raise  # neither; the round ends, and the service begins the next in a minute
        except Exception as error:  # outermost handler: whatever fails, the other tasks continue
            self.pool.raise_if_disk_full(error)  # no fault of the task either
            limits.raise_if_database_failed(error)
            self._handle_failure(task, error)
        else:
            self._handle_success(task, result)
        self._finish_task(task)

    def _handle_success(self, task: Task, result: object) -> None:
        if task.kind is TaskKind.OPEN:
            delivery = self.deliveries[task.accession_id]
            with reading(self.engine) as session:
                delivery.orders = instructions.with_pictures(
                    session, task.accession_id, delivery.orders
                )
            self.progress.pages_found(len(result))
            self._add_tasks(task, survey_tasks(task.accession_id, result))
        elif task.kind is TaskKind.SURVEY:
            with work(self.engine) as session:
                survey.store(session, task.accession_id, result.glances)
            self.progress.pages_found(len(result.due) - len(task.pages))
            self._add_tasks(task, page_tasks(task.accession_id, result.due))
        else:
            self.progress.page_done()

    def _handle_failure(self, task: Task, error: Exception) -> None:
        if task.kind is TaskKind.SURVEY:
            # a page that cannot be surveyed is still made, which reports its own error
            many = len(task.pages) > 1
            self._add_tasks(
                task,
                single_page_surveys(task) if many else page_tasks(task.accession_id, task.pages),
            )
            return
        message = self._message_for(task, error)
        with work(self.engine) as session:
            accession = session.get_one(Accession, task.accession_id)
            number = None if task.kind is TaskKind.OPEN else task.number
            if not isinstance(error, LibraryError):  # no stage survived to record it
                catalogue_writer.log_given_up(session, accession, number, message)
            if number is None:
                catalogue_writer.refuse(session, accession, message)
                return
            catalogue_writer.fail_page(session, accession, number, message)
        self.progress.page_done()

    def _add_tasks(self, task: Task, tasks: Iterable[Task]) -> None:
        """Add follow-up tasks to the agenda of the delivery."""
        for follow_up in tasks:
            self.deliveries[task.accession_id].agenda.add(follow_up)

    def _finish_task(self, task: Task) -> None:
        """Count a task as finished, and settle its delivery after the last one.

        A delivery with waiting pages, suspended or to be retried, stays in the queue, and so does
        one for which staff gave new instructions since it was opened.
        """
        delivery = self.deliveries[task.accession_id]
        delivery.finish_task(task)
        if delivery.running or delivery.agenda:
            return
        del self.deliveries[task.accession_id]
        discard_replaced_copies(self.engine, derivative_store(self.settings), task.accession_id)
        with work(self.engine) as session:
            accession = session.get_one(Accession, task.accession_id)
            orders_changed = instructions.current(session, accession.id) != delivery.orders
            is_unfinished = orders_changed or catalogue_writer.has_waiting_pages(session, accession)
            if accession.state not in SETTLED and not is_unfinished:
                catalogue_writer.settle(session, accession)
        if accession.state in SETTLED:
            self._report(task.accession_id)

    def _report(self, accession_id: int) -> None:
        with reading(self.engine) as session:
            self.report(outcome_of(session, accession_id))

    def _message_for(self, task: Task, error: Exception) -> str:
        if isinstance(error, LibraryError):
            return str(error)
        if isinstance(error, TimeoutError):
            return str(PageTooSlowError(self._seconds(task)))
        if isinstance(error, MemoryError):
            return str(OutOfMemoryError())
        if isinstance(error, ProcessExpired):
            return str(WorkerCrashedError())
        _log.error("unforeseen failure in the workshop", exc_info=error)
        return str(UnforeseenError())
