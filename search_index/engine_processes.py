"""Search engine in processes of its own, so that a crash of its compiled code ends no request.

A file that is cut short while it is mapped, or a bad sector of the disk, kills the process that
reads it; damaged data may also keep it busy without end.
"""

import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing import get_context
from threading import Lock

from pebble import ProcessExpired, ProcessPool
from sqlalchemy.exc import SQLAlchemyError

import library.tables  # noqa: F401  (every table must be known before any is used)
from library.database import open_database
from library.errors import IndexDamagedError, LibraryError
from library.places.place_records import OPTION, HistoryCache
from library.process.child import begin
from library.process.cpu_used import charge, cpu_seconds, start_meter
from library.process.logs import log_command
from library.process.memory import collect_rarely
from library.settings import Settings
from search_index.documents import SearchRequest
from search_index.index import generations
from search_index.index.live_reader import Ask, LiveReader, Result
from search_index.results.answers import answer

_PROCESSES = 2
_MAX_SECONDS = 20.0
"""Seconds after which a process that does not answer is killed; the slowest query takes one."""

_GLANCE_SECONDS = 0.25
"""Seconds between two looks whether the index was set aside while a query waits."""

_FIRST_REQUEST = SearchRequest("tài liệu", size=1, facets=True)
"""Asked by a new process, so that no reader waits for what the first search loads."""

_live: LiveReader | None = None
"""Reader of this process, when it is one of the pool."""


class EngineProcesses:
    """Pool of processes that ask the live index; a process that dies is replaced."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = Lock()
        self._is_closed = False
        self._pool = self._start()

    def ask(self, function: Ask[Result], *arguments: object) -> Result:
        """Call a function with the reader of the live index and the database.

        The function must be importable by its name, and its arguments and result picklable. Raises
        IndexDamagedError if no index can answer, or if the engine died over the question.
        """
        return self._call(_ask, function, *arguments)

    def close(self) -> None:
        """Stop the processes."""
        with self._lock:
            self._is_closed = True
            self._stop()

    def _call(self, call: Callable[..., Result], *arguments: object) -> Result:
        if self._is_set_aside():
            raise IndexDamagedError
        try:
            result, seconds = self._wait(*self._schedule(call, *arguments))
        except (ProcessExpired, BrokenProcessPool, TimeoutError) as error:
            generation = generations.readable_generation(self._settings)
            if generation is not None:
                generation.check(self._settings)
            raise IndexDamagedError from error
        charge(seconds)
        return result

    def _stop(self) -> None:
        """Stop the pool and wait for its processes, for which Python would wait without end."""
        self._pool.stop()
        self._pool.join()

    def _start(self) -> ProcessPool:
        pool = ProcessPool(
            _PROCESSES,
            initializer=_open,
            initargs=(self._settings,),
            context=get_context("spawn"),
        )
        pool.schedule(int)  # starts the processes before the first reader searches
        return pool

    def _schedule(
        self, function: Callable[..., object], *arguments: object
    ) -> tuple[ProcessPool, Future]:
        with self._lock:
            if self._is_closed:
                raise IndexDamagedError
            if not self._pool.active:
                self._stop()
                self._pool = self._start()
            try:
                future = self._pool.schedule(function, args=arguments, timeout=_MAX_SECONDS)
            except RuntimeError as error:  # all processes died just now
                raise BrokenProcessPool from error
            return self._pool, future

    def _wait(self, pool: ProcessPool, future: Future) -> object:
        ends = time.monotonic() + _MAX_SECONDS
        while True:
            try:
                return future.result(timeout=_GLANCE_SECONDS)
            except TimeoutError:
                if future.done():
                    return future.result()
                # a task that a broken pool did not take up would never be done
                if not pool.active or time.monotonic() > ends or self._is_set_aside():
                    raise

    def _is_set_aside(self) -> bool:
        return generations.readable_generation(self._settings) is None


def _open(settings: Settings) -> None:
    global _live
    log_command(settings, "search")
    database = open_database(settings.database_url)
    database.update_execution_options(**{OPTION: HistoryCache()})
    _live = LiveReader(settings, database)
    begin()
    with suppress(LibraryError, SQLAlchemyError):  # whoever searches is told
        _live.ask(answer, _FIRST_REQUEST)
    collect_rarely()


def _ask(function: Ask[Result], *arguments: object) -> tuple[Result, float]:
    start_meter()
    return _live.ask(function, *arguments), cpu_seconds()
