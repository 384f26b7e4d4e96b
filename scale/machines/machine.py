"""This machine among several: performs the tasks of its queue, and says that it lives."""

import logging
import shutil
import threading
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime

from dbos import DBOS, DBOSConfig
from sqlalchemy import Engine

from ingest import limits
from ingest.pipeline.pools import LocalPool
from ingest.pipeline.tasks import Task, TaskKind
from ingest.problems import MachineNameTakenError, NoRoomToWorkError
from library import clock
from library.database import work
from library.errors import FilesUnreachableError
from library.jobs import machines
from library.jobs.models import PipelineMachine
from library.jobs.throughput import WINDOW_SECONDS, per_minute
from library.process.locks import NAME, SessionLock
from library.process.repeating import repeating
from library.settings import Settings
from library.write_turns import OWN_ROW
from scale.machines.durable_tasks import PERFORM, Result, application_version, queue_of

_POLL_SECONDS = 0.1
_POOL_CONNECTIONS = 4
_UNFIT_SECONDS = 60.0
"""Time for which a machine that could not work takes no tasks."""

_NAME_SECONDS = 30.0
"""Time in which the server notices that an earlier process of this name is dead."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Running:
    task: Task
    since: datetime
    future: Future


class Machine:
    """Workers of this machine, with what they do now and how fast."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        self.name = settings.workshop
        self._settings, self._engine = settings, engine
        self._started, self._signs = clock.now(), 0
        self._lock = threading.Lock()
        self._pool: LocalPool | None = None
        self._running: dict[int, _Running] = {}
        self._finished: deque[float] = deque(maxlen=10_000)
        self._pages_done = 0
        self._leads = False
        self._unfit_until = 0.0

    def perform(self, task: Task, seconds: int) -> Result:
        """Return the result of a task; it waits until a worker is free."""
        try:
            limits.require_free_space(self._settings)
            return self._result(task, seconds)
        except (NoRoomToWorkError, FilesUnreachableError, BrokenProcessPool) as error:
            _log.warning("this machine takes no tasks for a minute: %s", error)
            self._unfit_until = time.monotonic() + _UNFIT_SECONDS
            return Result(is_declined=True)

    def sign(self) -> None:
        """Write a sign of life into the database, which waits for no other write."""
        with work(self._engine, OWN_ROW) as session:
            session.merge(self._row())

    @contextmanager
    def leading(self) -> Iterator[None]:
        """Say in the signs that this machine leads, until the block ends."""
        with work(self._engine) as session:
            machines.forget_silent(session)
        self._leads = True
        try:
            yield
        finally:
            self._leads = False

    def stop(self) -> None:
        """Stop the workers and leave the list of machines."""
        self._end_pool(self._pool)
        with work(self._engine) as session:
            machines.forget(session, self.name)

    def _result(self, task: Task, seconds: int) -> Result:
        pool, future = self._schedule(task, seconds)
        key = id(future)
        self._running[key] = _Running(task, clock.now(), future)
        try:
            value = future.result()
        except BrokenProcessPool:
            self._end_pool(pool)
            raise
        except FilesUnreachableError:
            raise
        except Exception as error:  # the runner of the leader decides about it
            limits.raise_if_disk_full(self._settings, error)
            return Result(error=error)
        finally:
            del self._running[key]
        if task.kind is TaskKind.MAKE:
            self._pages_done += 1
            self._finished.append(time.time())
        return Result(value)

    def _schedule(self, task: Task, seconds: int) -> tuple[LocalPool, Future]:
        """Give a task to the workers; raise BrokenProcessPool if they have just died."""
        with self._lock:
            if self._pool is None:
                self._pool = LocalPool(self._settings)
            pool = self._pool
        try:
            return pool, pool.schedule(task, seconds)
        except RuntimeError as error:
            self._end_pool(pool)
            raise BrokenProcessPool from error

    def _end_pool(self, pool: LocalPool | None) -> None:
        """End a pool, once; another that was begun meanwhile goes on."""
        with self._lock:
            if pool is None or pool is not self._pool:
                return
            self._pool = None
        pool.__exit__(BrokenProcessPool)

    def _row(self) -> PipelineMachine:
        self._signs += 1
        return PipelineMachine(
            name=self.name,
            version=application_version(),
            started=self._started,
            at=clock.now(),
            signs=self._signs,
            workers=self._settings.workers,
            leads=self._leads,
            takes_work=time.monotonic() >= self._unfit_until,
            pages_done=self._pages_done,
            pace=per_minute(self._recent(), time.time()),
            free_bytes=shutil.disk_usage(self._settings.home).free,
            tasks=[_as_json(running) for running in tuple(self._running.values())],
        )

    def _recent(self) -> list[float]:
        start = time.time() - WINDOW_SECONDS
        return [moment for moment in tuple(self._finished) if moment >= start]


_machine: Machine | None = None


@DBOS.workflow(name=PERFORM)
def _perform(task: Task, seconds: int) -> Result:
    """Perform a task on the machine that took it from its queue."""
    return _machine.perform(task, seconds)


@contextmanager
def taking_part(settings: Settings, engine: Engine) -> Iterator[Machine]:
    """Let this machine perform tasks until the block ends; raises MachineNameTakenError."""
    global _machine
    with ExitStack() as block:
        name_lock = SessionLock(engine, NAME, settings.workshop)
        block.callback(name_lock.release)
        deadline = time.monotonic() + _NAME_SECONDS
        while not name_lock.take():
            if time.monotonic() > deadline:
                raise MachineNameTakenError(settings.workshop)
            time.sleep(1)
        _machine = Machine(settings, engine)
        block.callback(_machine.stop)
        block.callback(DBOS.destroy)
        _launch(settings)
        _machine.sign()  # before it may lead: a leader needs somebody to give tasks to
        block.enter_context(repeating("sign of life", machines.SIGN_SECONDS, _machine.sign))
        yield _machine


def _launch(settings: Settings) -> None:
    """Start DBOS, which creates its tables in the schema `dbos` and asks this machine's queue."""
    config: DBOSConfig = {
        "name": "diachi",
        "system_database_url": settings.database_url,
        "sys_db_pool_size": _POOL_CONNECTIONS,
        "application_version": application_version(),
        "executor_id": settings.workshop,
        "log_level": "WARNING",
        "max_executor_threads": settings.workers * 4 + 8,
    }
    DBOS(config=config)
    DBOS.listen_queues([queue_of(settings.workshop)])
    DBOS.launch()
    DBOS.register_queue(queue_of(settings.workshop), polling_interval_sec=_POLL_SECONDS)


def _as_json(running: _Running) -> dict[str, object]:
    return {
        "accession": running.task.accession_id,
        "kind": running.task.kind.name,
        "pages": [page.number for page in running.task.pages],
        "since": running.since.isoformat(),
    }
