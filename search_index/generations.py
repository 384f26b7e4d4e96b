"""Generations of the index: the live one, and the next one while it is built."""

import fcntl
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TextIO, TypeVar

from library.errors import IndexDamagedError
from library.settings import Settings
from search_index.engine import Reader, Writer, available_engine, engine_named

SCHEMA_VERSION = 14
"""Version of the index schema; raising it makes every installation rebuild its index."""

_OLDEST_READABLE_VERSION = 11
"""Version below which an index does not say who may find a page: it would show closed text."""

_LIVE_FILE = "live.json"
_DAMAGED_SUFFIX = ".damaged"
"""Suffix of the marker file beside a damaged index, which is no longer read and must be rebuilt."""

_LAST_DAMAGE = "last-damage"
"""File whose time is that of the last damage noticed; it stays when the index is whole again."""

LOCK_WAIT_SECONDS = 0.05

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Generation:
    """Index on disk: its engine, its schema version and its folder."""

    engine: str
    version: int
    folder: str

    def path(self, settings: Settings) -> Path:
        """Return the path of the index folder."""
        return settings.index / self.folder

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
        return self._marker(settings).exists()

    @contextmanager
    def set_aside_if_damaged(self, settings: Settings) -> Iterator[None]:
        """Set the index aside when IndexDamagedError is raised: it is not read again."""
        try:
            yield
        except IndexDamagedError:
            with suppress(OSError):  # it is noticed again by everyone who opens it
                self._marker(settings).touch()
                (settings.index / _LAST_DAMAGE).touch()
            raise

    def _marker(self, settings: Settings) -> Path:
        return settings.index / f"{self.folder}{_DAMAGED_SUFFIX}"

    def _call(self, action: Callable[[Path], _Result], settings: Settings) -> _Result:
        try:
            with self.set_aside_if_damaged(settings), _content_errors():
                return action(self.path(settings))
        except OSError as error:  # of the disk or of its permissions, which may pass
            raise IndexDamagedError from error


@contextmanager
def _content_errors() -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, ValueError) as error:
        raise IndexDamagedError from error


def last_damage(settings: Settings) -> datetime | None:
    """Return the time at which damage of an index was last noticed; None if it never was."""
    try:
        return datetime.fromtimestamp((settings.index / _LAST_DAMAGE).stat().st_mtime, UTC)
    except OSError:
        return None


def live_generation(settings: Settings) -> Generation | None:
    """Return the live index, or None if there is none of the current engine and schema version."""
    generation = _named_live(settings)
    return generation if generation and is_current(generation, settings) else None


def usable_generation(settings: Settings) -> Generation:
    """Return the live index; raise IndexDamagedError if it disappeared."""
    generation = live_generation(settings)
    if generation is None:
        raise IndexDamagedError
    return generation


def readable_generation(settings: Settings) -> Generation | None:
    """Return the index that answers queries, or None if there is none that is not damaged.

    After an upgrade it is the index of the former version, until its successor is complete.
    """
    generation = _named_live(settings)
    if generation is None or generation.version < _OLDEST_READABLE_VERSION:
        return None
    return None if generation.is_damaged(settings) else generation


def _named_live(settings: Settings) -> Generation | None:
    try:
        generation = Generation(**json.loads((settings.index / _LIVE_FILE).read_text()))
        return generation if generation.path(settings).is_dir() else None
    except (OSError, ValueError, TypeError):
        return None


def is_current(generation: Generation, settings: Settings) -> bool:
    """Return True if an index was made by the current engine and schema version."""
    return (generation.engine, generation.version) == (
        available_engine(settings.engine),
        SCHEMA_VERSION,
    )


def new_generation(settings: Settings) -> Generation:
    """Return the next generation; nothing is created yet."""
    numbers = [int(folder.name) for folder in settings.index.glob("*") if folder.name.isdecimal()]
    return Generation(
        available_engine(settings.engine), SCHEMA_VERSION, f"{max(numbers, default=0) + 1:04}"
    )


def make_live(settings: Settings, generation: Generation) -> None:
    """Make this generation the live one, atomically."""
    write_atomically(settings.index / _LIVE_FILE, json.dumps(asdict(generation)))


def clear_old(settings: Settings, *keep: Generation) -> None:
    """Remove obsolete generations; processes that still read one are not disturbed."""
    kept_folders = {generation.folder for generation in keep}
    for folder in settings.index.glob("*"):
        if folder.name.isdecimal() and folder.name not in kept_folders:
            shutil.rmtree(folder, ignore_errors=True)
    for marker in settings.index.glob(f"*{_DAMAGED_SUFFIX}"):
        if marker.stem not in kept_folders:
            marker.unlink(missing_ok=True)


def write_atomically(path: Path, text: str) -> None:
    """Write a small file atomically, so that a crash leaves either the old or the new content."""
    temporary = path.with_suffix(f".{os.getpid()}.half")
    with temporary.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def exclusive_lock(
    settings: Settings, task: str, beat: Callable[[], None] | None = None
) -> Iterator[None]:
    """Wait for the exclusive lock of a task; the system releases it if the process dies.

    While it waits, `beat` is called.
    """
    with _lock_file(settings, task) as lock:
        if beat is None:
            fcntl.flock(lock, fcntl.LOCK_EX)
        else:
            while not _try_lock(lock):
                beat()
                time.sleep(LOCK_WAIT_SECONDS)
        yield


@contextmanager
def try_lock(settings: Settings, task: str) -> Iterator[bool]:
    """Try to take the exclusive lock of a task without waiting; yield True if it is held."""
    with _lock_file(settings, task) as lock:
        yield _try_lock(lock)


def _lock_file(settings: Settings, task: str) -> TextIO:
    settings.index.mkdir(parents=True, exist_ok=True)
    return (settings.index / f"{task}.lock").open("w")


def _try_lock(lock: TextIO) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
