"""Pools: where the tasks of the runner are performed."""

from collections.abc import Callable
from concurrent.futures import Future
from multiprocessing import get_context
from typing import Protocol, Self

from pebble import ProcessPool

from ingest import limits
from ingest.convert import to_pdf
from ingest.pipeline import worker
from ingest.pipeline.tasks import Task, TaskKind
from ingest.recordings import work_folder
from library.process.logs import rotate
from library.settings import Settings
from library.storage.stores import derivative_store, master_store

_TASKS_PER_WORKER = 2
"""Tasks submitted per worker, so that no worker waits for the runner."""


class Pool(Protocol):
    """Workers of this machine, or of several; entered for each run of the runner."""

    @property
    def capacity(self) -> int:
        """Number of tasks that may be submitted at once."""

    def require_fit(self) -> None:
        """Raise LibraryError if nobody can perform tasks now."""

    def raise_if_disk_full(self, error: Exception) -> None:
        """Raise NoRoomToWorkError if a full disk made a task fail, so that it is not blamed."""

    def schedule(self, task: Task, seconds: int, orders: object) -> Future:
        """Submit a task with its time limit; `orders` are the instructions of its delivery."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *failure: object) -> None: ...


class LocalPool:
    """Worker processes of this machine; each task may raise what `pebble.ProcessPool` raises."""

    def __init__(self, settings: Settings) -> None:
        _tidy(settings)
        self._settings = settings
        self._pool = ProcessPool(
            settings.workers,
            initializer=worker.start_worker,
            initargs=(settings,),
            context=get_context("spawn"),
        )
        self.capacity = settings.workers * _TASKS_PER_WORKER

    def require_fit(self) -> None:
        """Raise NoRoomToWorkError if the disk of this machine is nearly full."""
        limits.require_free_space(self._settings)

    def raise_if_disk_full(self, error: Exception) -> None:
        """Raise NoRoomToWorkError if the disk of this machine made a task fail."""
        limits.raise_if_disk_full(self._settings, error)

    def schedule(self, task: Task, seconds: int, orders: object = None) -> Future:
        """Submit a task with its time limit in seconds."""
        return self._pool.schedule(_function_of(task), args=_arguments(task), timeout=seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, failure: type[BaseException] | None, *_details: object) -> None:
        if failure is None:
            self._pool.close()
        else:
            self._pool.stop()
        self._pool.join()


def _tidy(settings: Settings) -> None:
    """Remove what killed workers left behind on this machine."""
    for store in (master_store(settings), derivative_store(settings)):
        store.clear_unfinished()
    to_pdf.clear_unfinished(settings.temporary)
    work_folder.clear_old(settings.temporary)
    rotate(settings.home / worker.LOG_NAME)


def _function_of(task: Task) -> Callable[..., object]:
    return {
        TaskKind.OPEN: worker.open_delivery,
        TaskKind.SURVEY: worker.survey_pages,
        TaskKind.MAKE: worker.make_page,
    }[task.kind]


def _arguments(task: Task) -> tuple[object, ...]:
    return {
        TaskKind.OPEN: (task.accession_id,),
        TaskKind.SURVEY: (task.accession_id, task.pages),
        TaskKind.MAKE: (task.accession_id, *task.pages),
    }[task.kind]
