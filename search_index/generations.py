"""Knows which index is the live one, and keeps the next one beside it until it is whole."""

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
from search_index.engine import Reader, Writer, engine_named, usable

SCHEMA_VERSION = 10
"""Raise it when the same pages should be indexed differently; every index is then made again."""

_LIVE = "live.json"
_SPOILT = "spoilt"
"""A file left in an index that could not be opened, for whoever may make it again."""

_Opened = TypeVar("_Opened", Reader, Writer)


@dataclass(frozen=True, slots=True)
class Volume:
    """One index on the disk: by which engine and to which schema it was made, and where."""

    engine: str
    version: int
    folder: str

    def path(self, settings: Settings) -> Path:
        """Return where it is."""
        return settings.index / self.folder

    def open_reader(self, settings: Settings) -> Reader:
        """Open it for reading; raise IndexDamagedError when its files are spoilt."""
        return self._opened(engine_named(self.engine).open_reader, settings)

    def open_writer(self, settings: Settings) -> Writer:
        """Open it for writing; raise IndexDamagedError when its files are spoilt."""
        return self._opened(engine_named(self.engine).open_writer, settings)

    def is_spoilt(self, settings: Settings) -> bool:
        """Say whether somebody found that it cannot be opened, so that it must be made again."""
        return (self.path(settings) / _SPOILT).exists()

    def _opened(self, opening: Callable[[Path], _Opened], settings: Settings) -> _Opened:
        try:
            return opening(self.path(settings))
        except (OSError, ValueError) as error:
            if isinstance(error, (FileNotFoundError, ValueError)):  # else the disk or a right
                (self.path(settings) / _SPOILT).touch()
            raise IndexDamagedError from error


def live(settings: Settings) -> Volume | None:
    """Return the index that answers, or None when there is none that this code can read."""
    try:
        volume = Volume(**json.loads((settings.index / _LIVE).read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None
    return volume if is_current(volume, settings) and volume.path(settings).is_dir() else None


def is_current(volume: Volume, settings: Settings) -> bool:
    """Say whether an index was made by this engine to this schema."""
    return (volume.engine, volume.version) == (usable(settings.engine), SCHEMA_VERSION)


def new_volume(settings: Settings) -> Volume:
    """Name the next index; nothing is made yet."""
    numbers = [int(place.name) for place in settings.index.glob("*") if place.name.isdecimal()]
    return Volume(usable(settings.engine), SCHEMA_VERSION, f"{max(numbers, default=0) + 1:04}")


def make_live(settings: Settings, volume: Volume) -> None:
    """Let this index answer from now on, in one step."""
    write_whole(settings.index / _LIVE, json.dumps(asdict(volume)))


def clear_old(settings: Settings, *keep: Volume) -> None:
    """Remove the indexes that nobody will open again; who still reads one is not disturbed."""
    kept = {volume.folder for volume in keep}
    for place in settings.index.glob("*"):
        if place.name.isdecimal() and place.name not in kept:
            shutil.rmtree(place, ignore_errors=True)


def write_whole(place: Path, text: str) -> None:
    """Write a small file so that a reader, or a power cut, finds the old one or the new one."""
    half = place.with_suffix(f".{os.getpid()}.half")
    with half.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    half.replace(place)
    descriptor = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def only_one(settings: Settings, task: str) -> Iterator[None]:
    """Wait until no other process is at this task; the system ends the turn of one that dies."""
    settings.index.mkdir(parents=True, exist_ok=True)
    with (settings.index / f"{task}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def if_nobody_is_at(settings: Settings, task: str) -> Iterator[bool]:
    """Say at once whether this process may do a task now; if so nobody else may meanwhile."""
    settings.index.mkdir(parents=True, exist_ok=True)
    with (settings.index / f"{task}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
