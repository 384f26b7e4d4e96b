"""The pool of the leader: tasks performed by all machines that live."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Self

from dbos import DBOS, WorkflowStatus
from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from ingest.pipeline.tasks import Task
from ingest.problems import NobodyWorksError, WorkerCrashedError
from library.database import reading
from library.jobs.machines import is_silent
from library.jobs.models import PipelineMachine
from library.process.repeating import repeating
from library.settings import Settings
from scale.machines.durable_tasks import PERFORM, Result, application_version, id_of, queue_of
from scale.machines.machine import taking_part

_POLL_SECONDS = 0.1
_LOOK_SECONDS = 2.0
"""Interval at which the leader looks for machines that came, died or could not work."""

DEAD_AFTER_SECONDS = 15.0
"""Time without a sign of life after which the tasks of a machine are given to others."""

_MAX_DEATHS = 3
"""Machines that may die with a task before it is blamed for it."""

_TASKS_PER_WORKER = 2
_ENDED = ("SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")
_UNDONE = ("ENQUEUED", "PENDING", "DELAYED")

_ALIKE = select(PipelineMachine).where(PipelineMachine.version == application_version())
"""Machines with the code of this one: during an upgrade others may produce other results."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Submission:
    task: Task
    seconds: int
    machine: str
    future: Future
    deaths: int = 0
    """Number of machines that died with this task."""


@dataclass(slots=True)
class _Seen:
    workers: int
    signs: int
    takes_work: bool
    at: float
    """Time, by the clock of the leader, at which the number of signs last changed."""


class SharedPool:
    """Workers of all machines; each gets tasks by the number of its workers."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._submissions: dict[str, _Submission] = {}
        self._machines: dict[str, _Seen] = {}
        self._lock = threading.Lock()
        self._looked_at = float("-inf")
        self._block = ExitStack()

    @property
    def capacity(self) -> int:
        """Number of tasks that may be submitted at once; at least one, so that somebody waits."""
        return max(1, sum(self._rooms().values()))

    def require_fit(self) -> None:
        """Raise NobodyWorksError if no machine takes tasks; one with a full disk stops no other."""
        living = self._living().values()
        if living and not any(machine.takes_work for machine in living):
            raise NobodyWorksError

    def raise_if_disk_full(self, error: Exception) -> None:
        """Raise nothing: a machine whose disk is full declines the task, which others perform."""

    def schedule(self, task: Task, seconds: int, orders: object = None) -> Future:
        """Submit a task to the machine with the most room."""
        future: Future = Future()
        future.set_running_or_notify_cancel()
        self._submit(id_of(task, orders), _Submission(task, seconds, self._roomiest(), future))
        return future

    def __enter__(self) -> Self:
        self._look()
        self._clear_left_over()
        self._block.enter_context(repeating("shared work", _POLL_SECONDS, self._keep_up))
        return self

    def __exit__(self, *_failure: object) -> None:
        self._block.close()
        with self._lock:
            self._submissions.clear()  # what is still queued is cleared by the next run

    def _submit(self, task_id: str, submission: _Submission) -> None:
        with self._lock:
            self._submissions[task_id] = submission
        self._enqueue(task_id, submission)

    def _enqueue(self, task_id: str, submission: _Submission) -> None:
        options = {
            "workflow_name": PERFORM,
            "workflow_id": task_id,
            "queue_name": queue_of(submission.machine),
            "app_version": application_version(),
        }
        DBOS.enqueue_workflow_with_options(options, submission.task, submission.seconds)

    def _keep_up(self) -> None:
        with suppress(SQLAlchemyError):  # the database does not answer; the next turn may
            if time.monotonic() - self._looked_at >= _LOOK_SECONDS:
                self._look()
                self._rescue()
                self._restore()
            self._collect()

    def _collect(self) -> None:
        """Give results to those who wait for them."""
        with self._lock:
            waiting = list(self._submissions)
        if not waiting:
            return
        workflows = DBOS.list_workflows(workflow_ids=waiting, status=list(_ENDED), load_input=False)
        if not workflows:
            return
        if any(isinstance(row.output, Result) and row.output.is_declined for row in workflows):
            self._look()
        DBOS.delete_workflows([row.workflow_id for row in workflows])
        for row in workflows:
            with self._lock:
                submission = self._submissions.pop(row.workflow_id)
            self._answer(row.workflow_id, submission, row.output)

    def _answer(self, task_id: str, submission: _Submission, output: object) -> None:
        if not isinstance(output, Result):  # machines died during it again and again
            submission.future.set_exception(WorkerCrashedError())
        elif output.is_declined:
            self._submit(task_id, replace(submission, machine=self._roomiest()))
        elif output.error is not None:
            submission.future.set_exception(output.error)
        else:
            submission.future.set_result(output.value)

    def _look(self) -> None:
        """Note which machines gave a sign since the last look."""
        with reading(self._engine) as session:
            rows = session.scalars(_ALIKE).all()
        now, machines = time.monotonic(), {}
        for row in rows:
            last = self._machines.get(row.name)
            if last is None:
                at = float("-inf") if is_silent(row) else now
            else:
                at = last.at if last.signs == row.signs else now
            machines[row.name] = _Seen(row.workers, row.signs, row.takes_work, at)
        self._machines, self._looked_at = machines, now

    def _living(self) -> dict[str, _Seen]:
        start = time.monotonic() - DEAD_AFTER_SECONDS
        return {name: machine for name, machine in self._machines.items() if machine.at >= start}

    def _rooms(self) -> dict[str, int]:
        """Return the number of tasks that each machine may have at once."""
        living = self._living()
        fit = {name: machine for name, machine in living.items() if machine.takes_work} or living
        return {name: machine.workers * _TASKS_PER_WORKER for name, machine in fit.items()}

    def _roomiest(self) -> str:
        """Return the machine with the smallest part of its room taken."""
        rooms = self._rooms() or dict.fromkeys(self._machines, 1)
        with self._lock:
            task_counts = Counter(submission.machine for submission in self._submissions.values())
        return min(rooms, key=lambda name: (task_counts[name] / rooms[name], name))

    def _rescue(self) -> None:
        """Give the tasks of dead machines to living ones."""
        living = self._living()
        if not living:
            return
        undone = DBOS.list_workflows(name=PERFORM, status=list(_UNDONE), load_input=False)
        for row in undone:
            if _machine_of(row) not in living:
                self._move(row.workflow_id, self._roomiest())

    def _move(self, task_id: str, heir: str) -> None:
        """Give a task of a dead machine to another; give it up if too many machines died of it."""
        with self._lock:
            submission = self._submissions.get(task_id)
        if submission is None:  # nobody waits for it any more
            DBOS.delete_workflows([task_id])
        elif submission.deaths == _MAX_DEATHS:
            DBOS.delete_workflows([task_id])
            with self._lock:
                self._submissions.pop(task_id, None)
            submission.future.set_exception(WorkerCrashedError())
        else:
            _log.warning("%s is dead; %s goes to %s", submission.machine, task_id, heir)
            DBOS.resume_workflows([task_id], queue_name=queue_of(heir))
            with self._lock:
                self._submissions[task_id] = replace(
                    submission, machine=heir, deaths=submission.deaths + 1
                )

    def _restore(self) -> None:
        """Submit again what the database lost, or never got because it did not answer."""
        with self._lock:
            waiting = dict(self._submissions)
        if not waiting:
            return
        rows = DBOS.list_workflows(workflow_ids=list(waiting), load_input=False, load_output=False)
        for task_id in waiting.keys() - {row.workflow_id for row in rows}:
            self._enqueue(task_id, waiting[task_id])

    def _clear_left_over(self) -> None:
        """Delete what earlier runs left, except tasks that a living machine performs now.

        The ledger knows what is still to be done. A task that is performed now has the same
        identifier when it is submitted again, so its result is used. DBOS never takes up again
        what a machine left undone before it was upgraded.
        """
        living, version = self._living(), application_version()
        rows = DBOS.list_workflows(name=PERFORM, load_input=False, load_output=False)
        performed_ids = {
            row.workflow_id
            for row in rows
            if row.status == "PENDING" and row.executor_id in living and row.app_version == version
        }
        ids = [row.workflow_id for row in rows if row.workflow_id not in performed_ids]
        if ids:
            DBOS.delete_workflows(ids)


def _machine_of(row: WorkflowStatus) -> str | None:
    """Return the machine that performs a task or has it in its queue."""
    if row.status == "PENDING" or not row.queue_name.startswith(queue_of("")):
        return row.executor_id
    return row.queue_name.removeprefix(queue_of(""))


@contextmanager
def shared_pools(
    settings: Settings, engine: Engine
) -> Iterator[tuple[Callable[[], SharedPool], Callable[[], AbstractContextManager]]]:
    """Let this machine perform tasks until the block ends.

    Yields a factory of pools for the runner, and a block to be inside while this machine leads.
    """
    with taking_part(settings, engine) as machine:
        yield lambda: SharedPool(engine), machine.leading
