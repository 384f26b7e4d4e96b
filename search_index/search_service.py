"""Search service: runs queries and returns items, pages and snippets."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from threading import Lock
from typing import Concatenate, TypeVar

from pebble import ProcessExpired, ProcessPool
from sqlalchemy import Engine as Database
from sqlalchemy.exc import SQLAlchemyError

import library.tables  # noqa: F401  (every table must be known before any is used)
from library.catalogue.access.rights import Audience
from library.catalogue.item_titles import open_items
from library.database import open_database, reading
from library.errors import IndexDamagedError, LibraryError, SearchFailedError
from library.places.place_records import OPTION, HistoryCache
from library.process.child import begin
from library.process.cpu_used import charge, cpu_seconds, start_meter
from library.process.logs import log_command
from library.process.memory import collect_rarely
from library.settings import Settings
from search_index.documents import ResultPage, SearchRequest
from search_index.engine import Reader
from search_index.index import generations
from search_index.index.generations import is_shared
from search_index.meaning.lookup_access import PassageAccess
from search_index.meaning.question_search import QuestionSearch
from search_index.query.query_places import QueryPlaces
from search_index.results import answers, matching
from search_index.results.answers import answer
from search_index.results.description_search import DescriptionSearch
from search_index.results.partial_answers import accepting_partial_answers
from search_index.results.run_query import (
    history_in_force,
    interpret_query,
    interpret_words,
    items_containing,
)
from search_index.results.score_reasons import Reason, explain_hits

Result = TypeVar("Result")
Ask = Callable[Concatenate[Reader, Database, ...], Result]
"""Function that asks a reader something; its first arguments are the reader and the database."""


class LiveReader:
    """Reader that follows commits and rebuilds, and sets a damaged index aside."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings, self._database = settings, database
        self._lock = Lock()
        self._generation: generations.Generation | None = None
        self._reader: Reader | None = None

    def ask(self, function: Ask[Result], *arguments: object) -> Result:
        """Call a function with the reader of the live index and the database.

        Raises IndexDamagedError if there is no index that can answer; the pipeline service builds
        one.
        """
        with self._use() as reader:
            return function(reader, self._database, *arguments)

    @contextmanager
    def _use(self) -> Iterator[Reader]:
        generation, reader = self._current()
        try:
            with generation.set_aside_if_damaged(self._settings):
                yield reader
        except SearchFailedError as error:
            self._drop(reader)
            if not generations.is_current(generation, self._settings):
                raise IndexDamagedError from error  # an old index need not understand new queries
            raise
        except IndexDamagedError:
            self._drop(reader)
            raise

    def close(self) -> None:
        """Close the index."""
        with self._lock:
            if self._reader is not None:
                self._reader.close()
            self._reader = self._generation = None

    def _current(self) -> tuple[generations.Generation, Reader]:
        with self._lock:
            generation = generations.readable_generation(self._settings)
            if generation is None:
                self._reader = self._generation = None
                raise IndexDamagedError
            try:
                if generation != self._generation or self._reader is None:
                    # another thread may still use the old reader: it is dropped, not closed
                    self._reader = generation.open_reader(self._settings)
                    self._generation = generation
                else:
                    with generation.set_aside_if_damaged(self._settings):
                        self._reader.refresh()
            except LibraryError:
                self._reader = self._generation = None
                raise
            return generation, self._reader

    def _drop(self, reader: Reader) -> None:
        with self._lock:
            if self._reader is reader:
                self._reader = self._generation = None


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


_MAX_PAGES_OF_ITEM = 5000
"""Maximum number of pages of one item; more than any book has."""


class SearchService:
    """Search service for all threads of a process; it notices by itself when the index changes."""

    def __init__(
        self, settings: Settings, database: Database, passages: PassageAccess | None = None
    ) -> None:
        """Open nothing yet; `passages` are those of the installed model unless given."""
        self._settings, self._database = settings, database
        self._index: LiveReader | EngineProcesses = LiveReader(settings, database)
        self._descriptions = DescriptionSearch(database)
        self._questions = QuestionSearch(settings, database, passages or PassageAccess(settings))

    def isolate(self) -> None:
        """Run the engine in processes of its own from now on, whose crash ends no request.

        An engine on other machines needs none. A model of meaning is loaded now too.
        """
        if not is_shared(self._settings):
            self._index.close()
            self._index = EngineProcesses(self._settings)
        self._questions.prepare()

    def search(self, request: SearchRequest) -> ResultPage:
        """Run a query; no query is an error, and without an index descriptions are searched."""
        try:
            with accepting_partial_answers() as partial_answers:
                result_page = self._search(request)
        except IndexDamagedError:
            return self._descriptions.search(request)
        self._descriptions.forget()
        return replace(result_page, partial=partial_answers.any_seen)

    def pages_found(
        self, query: str, item_id: str, audience: Audience, *, or_close: bool = True
    ) -> tuple[int, ...] | None:
        """Return the pages of one item that contain the words of a query, in reading order.

        If there is none, return those that come close, if `or_close`; None while no index can
        answer.
        """
        request = SearchRequest(query, item=item_id, size=_MAX_PAGES_OF_ITEM, audience=audience)
        try:
            find = partial(answers.pages_found, or_close=or_close)
            return self._index.ask(find, request)
        except IndexDamagedError:
            return None

    def items_containing(self, query: str) -> frozenset[str]:
        """Return all items that match the query exactly, for batch work on them.

        Raises IndexDamagedError while there are items, but no index that can answer.
        """
        try:
            return self._index.ask(items_containing, query)
        except IndexDamagedError:
            with reading(self._database) as session:
                if any(open_items(session, 1)):
                    raise
        return frozenset()

    def explain(self, request: SearchRequest) -> dict[str, tuple[Reason, ...]]:
        """Return the score explanations of the hits on this result page, by item."""
        return self._index.ask(explain_hits, request)

    def word_matcher(self, query: str, audience: Audience) -> Callable[..., tuple[int, ...]]:
        """Return `matching_words` of this query: it finds its words among the words of a page.

        Spelling is corrected only if an index can tell which words are rare.
        """
        try:
            interpretation = self._index.ask(interpret_words, query, audience)
        except LibraryError:
            places = QueryPlaces(history_in_force(self._database))
            interpretation = interpret_query(query, lambda _layer, _text: 0, places)[1]
        return partial(matching.matching_words, interpretation.phrases)

    def close(self) -> None:
        """Close the index."""
        self._index.close()
        self._questions.close()

    def _search(self, request: SearchRequest) -> ResultPage:
        answer = self._index.ask(answers.answer, request)
        return self._questions.add(request, answer.query_result, answer.page, self._index.ask)
