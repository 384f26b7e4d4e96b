"""Reader of the live index, shared by the threads of a process."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Concatenate, TypeVar

from sqlalchemy import Engine as Database

from library.errors import IndexDamagedError, LibraryError, SearchFailedError
from library.settings import Settings
from search_index.engine import Reader
from search_index.index import generations

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
