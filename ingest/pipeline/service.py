"""Pipeline service: rounds through the queue; deliveries of outdated stages queued again."""

import logging
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field

from sqlalchemy import Engine, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from ingest.hotfolder.poll import polling
from ingest.intake import pdf_text_updates, read_lists
from ingest.pipeline import queue, runner
from ingest.pipeline.file_checks import FileChecks
from ingest.pipeline.outcome import Outcome, settled_among
from ingest.pipeline.pools import LocalPool, Pool
from ingest.pipeline.progress_display import Progress
from ingest.pipeline.requeue_lost import requeue_lost
from ingest.problems import LeadLostError
from ingest.second_reader.follower import second_reader_process
from ingest.stages import PAGE_PIPELINE, RECORDING_PIPELINE
from library import clock
from library.accessions import ledger
from library.accessions.models import Accession, AccessionState, Priority
from library.accessions.requeue import requeue
from library.catalogue.access import copy_seats
from library.catalogue.access.publishing import publish_due
from library.catalogue.models import Item, Page, PageState
from library.click_vietnamese import say
from library.corrections.batch_edits import run_batch
from library.database import reading, work
from library.errors import LibraryError
from library.jobs import work_orders
from library.jobs.duties import DutyTurns, all_duties
from library.jobs.pauses import resting_since
from library.mail import MailFailedError
from library.process.locks import LEAD, ROUND, SessionLock, holding, installation_lock
from library.settings import Settings
from library.staff import bin_entries, throttle
from search_index.index.writer import IndexUpdater
from search_index.meaning.follower import follower

_PORTION = 20
"""Deliveries examined at a time; the others wait settled, so that the queue stays short."""

_PAGE_VERSIONS, _RECORDING_VERSIONS = (
    {stage.name: stage.version for stage in pipeline}
    for pipeline in (PAGE_PIPELINE, RECORDING_PIPELINE)
)


@dataclass(slots=True)
class OutdatedDeliveries:
    """One pass over all settled deliveries, from the newest to the oldest.

    A process makes one pass: stages do not change while it runs. Pages that were made again are
    up to date in the ledger, so a pass after a crash or a restart continues where work remains.
    """

    engine: Engine
    _last_id: int | None = None
    _is_over: bool = False

    def requeue_some(self) -> int:
        """Queue the outdated deliveries of the next portion last of all; return their number.

        Nothing is queued while other deliveries wait, or while staff let the pipeline rest.
        """
        if self._is_over:
            return 0
        with reading(self.engine) as session:
            if queue.waiting(session) or resting_since(session) is not None:
                return 0
            portion = self._next_portion(session)
            outdated_ids = [number for number in portion if self._is_outdated(session, number)]
        if outdated_ids:
            with work(self.engine) as session:
                for accession_id in outdated_ids:
                    accession = session.get_one(Accession, accession_id)
                    requeue(accession)
                    accession.priority = Priority.NIGHT
        self._last_id, self._is_over = min(portion, default=None), not portion
        return len(outdated_ids)

    def _next_portion(self, session: Session) -> Collection[int]:
        """Return the ids of the next settled deliveries that have pages."""
        has_pages = Accession.state.in_((AccessionState.DONE, AccessionState.PARTIAL))
        ids = select(Accession.id).where(has_pages).order_by(Accession.id.desc()).limit(_PORTION)
        if self._last_id is not None:
            ids = ids.where(Accession.id < self._last_id)
        return session.scalars(ids).all()

    def _is_outdated(self, session: Session, accession_id: int) -> bool:
        """Return True if a readable page of a delivery is from an older stage, or lacks a new one.

        Failed pages wait for staff, as after any other failure.
        """
        readable = select(Page.number).join(Item, Item.id == Page.item_id)
        numbers = readable.where(Item.accession_id == accession_id, Page.state == PageState.DONE)
        newest = ledger.newest_versions(session, accession_id, session.scalars(numbers).all())
        stretches = {number for number, stage in newest if stage in _RECORDING_VERSIONS}
        return any(
            newest.get((number, stage), 0) < version
            for number in {number for number, _ in newest}
            for stage, version in (
                _RECORDING_VERSIONS if number in stretches else _PAGE_VERSIONS
            ).items()
        )


_WAIT_SECONDS = 1.0
_CHECK_SECONDS = 2.0
"""Interval at which a leader asks whether it still leads."""


class Lead:
    """The lead of the pipeline; on SQLite, where one machine works alone, it is always held."""

    def __init__(self, lock: SessionLock | None) -> None:
        self._lock = lock
        self._checked_at = time.monotonic()

    def is_held(self) -> bool:
        """Return True if this process still leads."""
        return self._lock is None or self._lock.is_held()

    def require(self) -> None:
        """Raise LeadLostError if another machine may lead by now; cheap to call often."""
        if self._lock is None or time.monotonic() - self._checked_at < _CHECK_SECONDS:
            return
        if not self._lock.is_held():
            raise LeadLostError
        self._checked_at = time.monotonic()


@contextmanager
def leading(engine: Engine, beat: Callable[[], object]) -> Iterator[Lead]:
    """Wait until this process leads, calling `beat` every second, and yield its lead."""
    if engine.dialect.name == "sqlite":
        yield Lead(None)
        return
    lock = SessionLock(engine, LEAD)
    try:
        while not _takes(lock):
            beat()
            time.sleep(_WAIT_SECONDS)
        yield Lead(lock)
    finally:
        lock.release()


def _takes(lock: SessionLock) -> bool:
    """Try to take a lock; a database that does not answer has nobody lead."""
    try:
        return lock.take()
    except DBAPIError:
        lock.release()
        return False


_PAUSE_SECONDS = 1.0
_MINUTE_SECONDS = 60.0
"""Interval of periodic work, and the pause in seconds before a failed round is retried."""

_IDLE_CHECKS_PER_MINUTE = 20
"""Pages checked per idle minute, and seconds of reading masters: at 100 MB/s 2.8 TB a day."""

_BUSY_CHECKS_PER_MINUTE = 1
"""Pages checked per busy minute, and seconds of reading masters: at 100 MB/s 144 GB a day."""

_REPAIR_SECONDS = 10.0
"""Interval at which lost files that were noted meanwhile are queued."""

_WAITS_FOR_ANOTHER_ROUND = "Một lượt xử lý khác đang chạy; đang chờ đến lượt."

_log = logging.getLogger(__name__)


def one_round(settings: Settings, engine: Engine, report: Callable[[Outcome], None]) -> None:
    """Process the queue until it is empty, index the result, and report every outcome.

    If another process is already running, wait for it; deliveries it settled are reported too.
    """
    with IndexUpdater(settings, engine) as index:
        housekeeping = _Housekeeping(settings, engine, index, FileChecks(settings, engine), _still)
        requeue_lost(settings, engine)
        _round(settings, engine, lambda: LocalPool(settings), report, housekeeping)
        requeue_lost(settings, engine)  # forgets the files that were made again
        while work_orders.do_next(settings, engine, run_batch.LANE):
            housekeeping.keep_up()
        index.keep_up()
        pdf_text_updates.update_due_pdfs(settings, engine)


def _still() -> None:
    """Give no sign of life: a person waits for this command."""


def _round(
    settings: Settings,
    engine: Engine,
    pools: Callable[[], Pool],
    report: Callable[[Outcome], None],
    housekeeping: "_Housekeeping",
) -> None:
    with reading(engine) as session:
        waiting_ids = queue.waiting(session)
    lock = installation_lock(engine, ROUND, settings.home / "ingest.lock")
    with holding(lock, housekeeping.beat, lambda: say(_WAITS_FOR_ANOTHER_ROUND)):
        with reading(engine) as session:
            outcomes = settled_among(session, waiting_ids)
        for outcome in outcomes:
            report(outcome)
        progress = Progress()
        read_lists.read_waiting(settings, engine)
        runner.run(
            settings,
            engine,
            pools=pools,
            report=report,
            progress=progress,
            tick=housekeeping.keep_up,
        )
        progress.close()
    housekeeping.index.keep_up()
    pdf_text_updates.update_due_pdfs(settings, engine)


def forever(
    settings: Settings,
    engine: Engine,
    report: Callable[[Outcome], None],
    beat: Callable[[], None] = _still,
    pools: Callable[[], Pool] | None = None,
    while_leading: Callable[[], AbstractContextManager] = nullcontext,
) -> None:
    """Run a round every second without end; other processes may run in between.

    Among several machines on one database one leads: it runs the rounds and the rest of the work
    inside `while_leading`, the others wait to follow it. `beat` is called at every turn of the loop
    and between the steps of long work.
    """
    pools = pools or (lambda: LocalPool(settings))
    with polling(settings, engine):
        while True:
            with leading(engine, beat) as lead, while_leading():
                _lead(settings, engine, pools, report, beat, lead)


def _lead(
    settings: Settings,
    engine: Engine,
    pools: Callable[[], Pool],
    report: Callable[[Outcome], None],
    beat: Callable[[], None],
    lead: Lead,
) -> None:
    """Run rounds until the lead is lost."""

    def beat_leading() -> None:
        beat()
        lead.require()

    with (
        IndexUpdater(settings, engine, beat_leading) as index,
        follower(settings, engine) as meaning,
        second_reader_process(settings, engine) as second_reader,
    ):
        file_checks = FileChecks(settings, engine, beat_leading)
        housekeeping = _Housekeeping(settings, engine, index, file_checks, beat_leading)
        idle = _IdleWork(settings, engine, file_checks)
        outdated_deliveries = OutdatedDeliveries(engine)
        while True:
            beat()
            round_ran = _succeeds(lambda: _round(settings, engine, pools, report, housekeeping))
            kept_up = _succeeds(housekeeping.keep_up)
            checks_ran = _succeeds(idle.run_due)  # also while a full disk stops the rounds
            _succeeds(meaning.keep_up)
            _succeeds(second_reader.keep_up)
            _succeeds(outdated_deliveries.requeue_some)
            if not lead.is_held():
                return  # to stand ready for the next lead, not after a pause
            time.sleep(_PAUSE_SECONDS if round_ran and kept_up and checks_ran else _MINUTE_SECONDS)


def _succeeds(action: Callable[[], object]) -> bool:
    try:
        action()
    except LibraryError as error:
        _log.warning("%s", error)
        return False
    except Exception:  # outermost handler: later deliveries must not wait for a bug
        _log.exception("a round of the pipeline failed")
        return False
    return True


@dataclass(slots=True)
class _Housekeeping:
    """Work that must not wait for the end of a long batch, done at most once a second."""

    settings: Settings
    engine: Engine
    index: IndexUpdater
    file_checks: FileChecks
    beat: Callable[[], None]
    last_run: float = 0.0
    turns: DutyTurns = field(init=False)
    published_at: float = 0.0
    repaired_at: float = 0.0
    inspected_at: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.turns = DutyTurns(self.settings, self.engine)

    def keep_up(self) -> None:
        """Delete old data, read lists, index, publish, count, repair and check files if due."""
        self.beat()
        if time.monotonic() - self.last_run >= _PAUSE_SECONDS:
            self.turns.every_minute(self._forget_old)  # first: also while indexing fails
            read_lists.read_waiting(self.settings, self.engine)
            self.index.keep_up()
            pdf_text_updates.update_due_pdfs(self.settings, self.engine)
            self._publish()
            self.turns.take_steps()
            if not self.repaired_at or time.monotonic() - self.repaired_at >= _REPAIR_SECONDS:
                requeue_lost(self.settings, self.engine)
                self.repaired_at = time.monotonic()
            self._check_files()
            self.last_run = time.monotonic()

    def _forget_old(self) -> None:
        """Delete addresses of strangers, seats of those who left and old things of the bin."""
        throttle.forget_old(self.engine)
        with work(self.engine, copy_seats.TURN) as session:
            copy_seats.delete_ended(session, clock.now())
        with work(self.engine) as session:
            bin_entries.remove_due(session)

    def _publish(self) -> None:
        """Publish the items due today, once a minute."""
        if not self.published_at or time.monotonic() - self.published_at >= _MINUTE_SECONDS:
            with work(self.engine) as session:
                publish_due(session, clock.today().isoformat())
            self.published_at = time.monotonic()

    def _check_files(self) -> None:
        """Check a few files a minute: a busy pipeline has no idle time for checks."""
        if time.monotonic() - self.inspected_at >= _MINUTE_SECONDS:
            self.file_checks.run(_BUSY_CHECKS_PER_MINUTE)
            self.inspected_at = time.monotonic()


@dataclass(slots=True)
class _IdleWork:
    """Work that can wait until the queue is empty, done in small portions every minute."""

    settings: Settings
    engine: Engine
    file_checks: FileChecks
    last_run: float = 0.0

    def run_due(self) -> None:
        """Send due mail and check a few files, once a minute."""
        if time.monotonic() - self.last_run < _MINUTE_SECONDS:
            return
        self._do_duties()
        self.file_checks.run(_IDLE_CHECKS_PER_MINUTE)
        self.last_run = time.monotonic()

    def _do_duties(self) -> None:
        """Do what packages ask for in idle time; mail that fails is logged and stops nothing."""
        for duties in all_duties():
            try:
                duties.when_idle(self.settings, self.engine)
            except MailFailedError as error:
                _log.warning("%s", error)
