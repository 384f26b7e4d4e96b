"""Generations of the index: the live one, and the next one while it is built."""

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

from library.errors import IndexDamagedError
from library.settings import Settings
from search_index.engine import Reader, Writer, available_engine, engine_named

SCHEMA_VERSION = 10
"""Version of the index schema; raising it makes every installation rebuild its index."""

_LIVE_FILE = "live.json"
_DAMAGED_MARKER = "spoilt"
"""Marker file in an index that could not be opened and must be rebuilt."""

_Opened = TypeVar("_Opened", Reader, Writer)


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
        return self._open(engine_named(self.engine).open_reader, settings)

    def open_writer(self, settings: Settings) -> Writer:
        """Open the index for writing.

        Raises IndexDamagedError if its files are damaged.
        """
        return self._open(engine_named(self.engine).open_writer, settings)

    def is_damaged(self, settings: Settings) -> bool:
        """Return True if the index is marked as damaged and must be rebuilt."""
        return (self.path(settings) / _DAMAGED_MARKER).exists()

    def _open(self, opener: Callable[[Path], _Opened], settings: Settings) -> _Opened:
        try:
            return opener(self.path(settings))
        except (OSError, ValueError) as error:
            # any other OSError is a disk or permission error
            if isinstance(error, (FileNotFoundError, ValueError)):
                (self.path(settings) / _DAMAGED_MARKER).touch()
            raise IndexDamagedError from error


def live_generation(settings: Settings) -> Generation | None:
    """Return the live index, or None if there is none that this code can read."""
    try:
        generation = Generation(**json.loads((settings.index / _LIVE_FILE).read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None
    return (
        generation
        if is_current(generation, settings) and generation.path(settings).is_dir()
        else None
    )


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
def exclusive_lock(settings: Settings, task: str) -> Iterator[None]:
    """Wait for the exclusive lock of a task; the system releases it if the process dies."""
    settings.index.mkdir(parents=True, exist_ok=True)
    with (settings.index / f"{task}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def try_lock(settings: Settings, task: str) -> Iterator[bool]:
    """Try to take the exclusive lock of a task without waiting; yield True if it is held."""
    settings.index.mkdir(parents=True, exist_ok=True)
    with (settings.index / f"{task}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
