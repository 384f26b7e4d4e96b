"""Works through all that waits, page by page on every core; nothing that fails stops the rest."""

import logging
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from multiprocessing import get_context

from pebble import ProcessExpired, ProcessPool
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from ingest import limits
from ingest.convert import to_pdf
from ingest.intake import catalogue_writer
from ingest.pipeline import queue, worker
from ingest.pipeline.outcome import Outcome, outcome_of
from ingest.pipeline.progress_display import Progress
from ingest.pipeline.tasks import InHand, Task, TaskKind, makings, one_by_one, surveys
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
from library.errors import LibraryError
from library.settings import Settings
from library.storage.content_store import ContentStore
from library.triage import instructions, survey

_TICK = 0.5
_AHEAD = 2
"""Tasks handed to the pool for each worker, so that none waits for the runner."""

_SECONDS_A_MEGABYTE = 1
"""An archive of twenty thousand small files takes about half of it on a slow disk."""

_POOLS = 3
"""How often workers may all die before the work is given up."""

_WORK = {
    TaskKind.OPEN: worker.open_delivery,
    TaskKind.SURVEY: worker.survey_pages,
    TaskKind.MAKE: worker.make_page,
}

_log = logging.getLogger(__name__)


def run(
    settings: Settings,
    engine: Engine,
    *,
    tell: Callable[[Outcome], None],
    progress: Progress,
    tick: Callable[[], object],
) -> None:
    """Work until nothing waits; `tell` hears what settles, `tick` is called twice a second."""
    with reading(engine) as session:
        if queue.next_delivery(session, ()) is None:
            return
    for folder in (settings.masters, settings.derivatives):
        ContentStore(folder).clear_unfinished()
    to_pdf.clear_unfinished(settings.temporary)
    for _ in range(_POOLS):
        try:
            _work(settings, engine, tell, progress, tick)
        except (OSError, OperationalError) as error:
            limits.blame_the_disk(settings, error)
            raise
        except BrokenProcessPool:
            _log.warning("all workers are gone; what they left undone is taken up again")
        else:
            return
    raise WorkersKeepDyingError


def _work(
    settings: Settings,
    engine: Engine,
    tell: Callable[[Outcome], None],
    progress: Progress,
    tick: Callable[[], object],
) -> None:
    pool = ProcessPool(
        settings.workers,
        initializer=worker.begin,
        initargs=(settings,),
        context=get_context("spawn"),
    )
    try:
        progress.begin()
        _Round(settings, engine, pool, tell, progress).work(tick)
        pool.close()
    except BaseException:
        pool.stop()
        raise
    finally:
        pool.join()


@dataclass(slots=True)
class _Round:
    settings: Settings
    engine: Engine
    pool: ProcessPool
    tell: Callable[[Outcome], None]
    progress: Progress
    in_hand: dict[int, InHand] = field(default_factory=dict)
    going: dict[Future, Task] = field(default_factory=dict)
    waits: int | None = None
    """Priority of the delivery that is to be opened next, when there was one at the last look."""

    def work(self, tick: Callable[[], object]) -> None:
        while self._hand_out() or self.going:
            finished, _ = wait(self.going, timeout=_TICK, return_when=FIRST_COMPLETED)
            for future in finished:
                self._finish(self.going.pop(future), future)
            limits.make_room(self.settings)
            self.progress.show()
            tick()

    def _hand_out(self) -> bool:
        """Keep the pool busy; say whether it is."""
        self._heed_orders()
        while len(self.going) < self.settings.workers * _AHEAD:
            task = self._next_task()
            if task is None:
                break
            self.in_hand[task.accession_id].going += 1
            self._begin(task)
        return bool(self.going)

    def _heed_orders(self) -> None:
        """Take priorities as they are now, and lay aside the pages of what was paused."""
        with reading(self.engine) as session:
            priorities = queue.priorities(session, self.in_hand)
            self._note_what_waits(session)
        for accession_id, delivery in tuple(self.in_hand.items()):
            if accession_id in priorities:
                delivery.priority = priorities[accession_id]
            else:
                self._lay_aside(accession_id, delivery)

    def _note_what_waits(self, session: Session) -> None:
        waits = queue.next_delivery(session, self.in_hand)
        self.waits = None if waits is None else waits.priority

    def _lay_aside(self, accession_id: int, delivery: InHand) -> None:
        self.progress.pages_found(-delivery.agenda.pages)
        delivery.agenda.clear()
        if not delivery.going:
            del self.in_hand[accession_id]

    def _next_task(self) -> Task | None:
        first = self._first_in_hand()
        if first is not None and not self._somebody_goes_before(first):
            return self._take(first)
        return self._next_delivery() or (None if first is None else self._take(first))

    def _first_in_hand(self) -> int | None:
        places = [(found.priority, key) for key, found in self.in_hand.items() if found.ready]
        return min(places)[1] if places else None

    def _somebody_goes_before(self, accession_id: int) -> bool:
        """Say whether a delivery has come that goes before the pages at hand."""
        return self.waits is not None and self.waits < self.in_hand[accession_id].priority

    def _take(self, accession_id: int) -> Task:
        return self.in_hand[accession_id].agenda.take()

    def _next_delivery(self) -> Task | None:
        while True:
            with work(self.engine) as session:
                accession = queue.next_delivery(session, self.in_hand)
                if accession is None:
                    self.waits = None
                    return None
                held = None if accession.amends else register.already_held(session, accession)
                if held is None:
                    told = instructions.of(session, accession.id)
                    self.in_hand[accession.id] = InHand(accession.priority, told)
                    self._note_what_waits(session)
                    return Task(accession.id, TaskKind.OPEN)
                catalogue_writer.turn_away(session, accession, held)
            self._told(accession.id)

    def _begin(self, task: Task) -> None:
        args = {
            TaskKind.OPEN: (task.accession_id,),
            TaskKind.SURVEY: (task.accession_id, task.pages),
            TaskKind.MAKE: (task.accession_id, *task.pages),
        }[task.act]
        future = self.pool.schedule(_WORK[task.act], args=args, timeout=self._seconds(task))
        self.going[future] = task

    def _seconds(self, task: Task) -> int:
        """Return how long a task may take: to open a delivery takes longer the heavier it is."""
        if task.act is not TaskKind.OPEN:
            return self.settings.page_seconds
        with reading(self.engine) as session:
            megabytes = register.bytes_of(session, task.accession_id) >> 20
        return self.settings.page_seconds + megabytes * _SECONDS_A_MEGABYTE

    def _finish(self, task: Task, future: Future) -> None:
        if isinstance(future.exception(), ProcessExpired) and not task.again:
            self._begin(replace(task, again=True))  # somebody may have killed the worker
            return
        try:
            made = future.result()
        except BrokenProcessPool:
            raise  # no fault of the task
        except Exception as error:  # a door: whatever fails, the batch goes on
            limits.blame_the_disk(self.settings, error)  # no fault of the task either
            self._failed(task, error)
        else:
            self._done(task, made)
        self._put_down(task)

    def _done(self, task: Task, made: object) -> None:
        if task.act is TaskKind.OPEN:
            self.progress.pages_found(len(made))
            self._add(task, surveys(task.accession_id, made))
        elif task.act is TaskKind.SURVEY:
            with work(self.engine) as session:
                survey.note(session, task.accession_id, made.glances)
            self.progress.pages_found(len(made.due) - len(task.pages))
            self._add(task, makings(task.accession_id, made.due))
        else:
            self.progress.page_done()

    def _failed(self, task: Task, error: Exception) -> None:
        if task.act is TaskKind.SURVEY:
            # a page that cannot be looked at is made all the same, and says itself what is wrong
            many = len(task.pages) > 1
            self._add(task, one_by_one(task) if many else makings(task.accession_id, task.pages))
            return
        message = self._in_words(task, error)
        with work(self.engine) as session:
            accession = session.get_one(Accession, task.accession_id)
            number = None if task.act is TaskKind.OPEN else task.number
            if not isinstance(error, LibraryError):  # no stage lived to write it down
                catalogue_writer.note_given_up(session, accession, number, message)
            if number is None:
                catalogue_writer.refuse(session, accession, message)
                return
            catalogue_writer.fail(session, accession, number, message)
        self.progress.page_done()

    def _add(self, task: Task, tasks: Iterable[Task]) -> None:
        """Put what follows from a task on the agenda of its delivery."""
        for following in tasks:
            self.in_hand[task.accession_id].agenda.add(following)

    def _put_down(self, task: Task) -> None:
        """Count a task as finished, and settle its delivery after the last one.

        A delivery of which pages still wait, laid aside or to be tried again, stays in the queue,
        and so does one about which staff said something since it was opened.
        """
        delivery = self.in_hand[task.accession_id]
        delivery.came_back(task)
        if delivery.going or delivery.agenda:
            return
        del self.in_hand[task.accession_id]
        with work(self.engine) as session:
            accession = session.get_one(Accession, task.accession_id)
            told_more = instructions.of(session, accession.id) != delivery.told
            left = told_more or catalogue_writer.pages_wait(session, accession)
            if accession.state not in SETTLED and not left:
                catalogue_writer.settle(session, accession)
        if accession.state in SETTLED:
            self._told(task.accession_id)

    def _told(self, accession_id: int) -> None:
        with reading(self.engine) as session:
            self.tell(outcome_of(session, accession_id))

    def _in_words(self, task: Task, error: Exception) -> str:
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
