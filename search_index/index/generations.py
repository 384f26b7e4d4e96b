"""Generations of the index: the live one, and the next one while it is built.

They are folders of this machine, or indexes of a cluster that machines share.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from types import ModuleType
from typing import TypeVar

from library import extensions
from library.errors import IndexDamagedError, NewerIndexError
from library.process.locks import FileLock
from library.settings import Settings
from search_index.engine import Place, Reader, Writer, engine_named

SCHEMA_VERSION = 16
"""Version of the index schema; raising it makes every installation rebuild its index."""

_OLDEST_READABLE_VERSION = 11
"""Version below which an index does not say who may find a page: it would show closed text."""

_SHARED_ENGINE = "opensearch"
"""Engine whose indexes are on a cluster."""

_Result = TypeVar("_Result")


def is_shared(settings: Settings) -> bool:
    """Return True if the index is on a cluster that other machines write too."""
    return settings.engine == _SHARED_ENGINE


def _storage(settings: Settings) -> ModuleType:
    """Return the module that stores generations: two modules with the same functions."""
    return extensions.load("diachi.generations", "cluster" if is_shared(settings) else "folders")


@dataclass(frozen=True, slots=True)
class Generation:
    """Index: its engine, its schema version, and its folder or its name on a cluster."""

    engine: str
    version: int
    folder: str

    def place(self, settings: Settings) -> Place:
        """Return the folder of the index, or its place on a cluster."""
        return _storage(settings).place(settings, self.folder)

    def create(self, settings: Settings) -> None:
        """Create the index, empty."""
        engine_named(self.engine).create(self.place(settings))

    def exists(self, settings: Settings) -> bool:
        """Return True if the index was created and not removed."""
        return _storage(settings).exists(settings, self.folder)

    def open_reader(self, settings: Settings) -> Reader:
        """Open the index for reading.

        Raises IndexDamagedError if its files are damaged.
        """
        return self._call(engine_named(self.engine).open_reader, settings)

    def open_writer(self, settings: Settings) -> Writer:
        """Open the index for writing.

        Raises IndexDamagedError if its files are damaged.
        """
        return self._call(engine_named(self.engine).open_writer, settings)

    def check(self, settings: Settings, *, thorough: bool = False) -> None:
        """Raise IndexDamagedError and set the index aside if its files are damaged."""
        self._call(partial(engine_named(self.engine).check, thorough=thorough), settings)

    def is_damaged(self, settings: Settings) -> bool:
        """Return True if the index was set aside as damaged and must be rebuilt."""
        return _storage(settings).is_damaged(settings, self.folder)

    @contextmanager
    def set_aside_if_damaged(self, settings: Settings) -> Iterator[None]:
        """Set the index aside when IndexDamagedError is raised: it is not read again."""
        try:
            yield
        except IndexDamagedError:
            _storage(settings).mark_damaged(settings, self.folder)
            raise

    def _call(self, action: Callable[[Place], _Result], settings: Settings) -> _Result:
        try:
            with self.set_aside_if_damaged(settings), _content_errors():
                return action(self.place(settings))
        except OSError as error:  # of the disk or of its permissions, which may pass
            raise IndexDamagedError from error


@contextmanager
def _content_errors() -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, ValueError) as error:
        raise IndexDamagedError from error


def description(settings: Settings) -> str:
    """Return the name of the engine, and the state of its cluster if it has one."""
    return _storage(settings).description(settings)


def last_damage(settings: Settings) -> datetime | None:
    """Return the time at which damage of an index was last noticed; None if it never was."""
    return _storage(settings).last_damage(settings)


def live_generation(settings: Settings) -> Generation | None:
    """Return the live index, or None if there is none of the current engine and schema version."""
    generation = _storage(settings).named_live(settings)
    return generation if generation and is_current(generation, settings) else None


def usable_generation(settings: Settings) -> Generation:
    """Return the live index; raise IndexDamagedError if it disappeared."""
    generation = live_generation(settings)
    if generation is None:
        raise IndexDamagedError
    return generation


def check_not_newer(settings: Settings) -> None:
    """Raise NewerIndexError if machines of a newer version already have the shared index.

    Otherwise machines of two versions would rebuild it in turn.
    """
    if is_shared(settings):
        generation = _storage(settings).named_live(settings)
        if generation is not None and generation.version > SCHEMA_VERSION:
            raise NewerIndexError(generation.version, SCHEMA_VERSION)


def readable_generation(settings: Settings) -> Generation | None:
    """Return the index that answers queries, or None if there is none that is not damaged.

    After an upgrade it is the index of the former version, until its successor is complete. Older
    code cannot know who may find a page of a newer index, which other machines may have made.
    """
    generation = _storage(settings).named_live(settings)
    if generation is None or not _OLDEST_READABLE_VERSION <= generation.version <= SCHEMA_VERSION:
        return None
    return None if generation.is_damaged(settings) else generation


def is_current(generation: Generation, settings: Settings) -> bool:
    """Return True if an index was made by the current engine and schema version."""
    return (generation.engine, generation.version) == (settings.engine, SCHEMA_VERSION)


def new_generation(settings: Settings) -> Generation:
    """Return the next generation; nothing is created yet."""
    folder = _storage(settings).new_folder(settings, SCHEMA_VERSION)
    return Generation(settings.engine, SCHEMA_VERSION, folder)


def make_live(settings: Settings, generation: Generation) -> None:
    """Make this generation the live one, atomically."""
    _storage(settings).make_live(settings, generation)


def clear_old(settings: Settings, *keep: Generation) -> None:
    """Remove obsolete generations; processes that still read one are not disturbed."""
    _storage(settings).clear_old(settings, frozenset(generation.folder for generation in keep))


def lock(settings: Settings, task: str) -> FileLock:
    """Return the lock of a task of this machine: `write`, `rebuild` or what keeps up with both."""
    settings.index.mkdir(parents=True, exist_ok=True)
    return FileLock(settings.index / f"{task}.lock")
