"""Generations of the index in folders of this machine; a small file names the live one."""

import json
import shutil
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from library.process.atomic_files import write_atomically
from library.settings import Settings
from search_index.index.generations import Generation

_LIVE_FILE = "live.json"
_DAMAGED_SUFFIX = ".damaged"
"""Suffix of the marker file beside a damaged index, which is no longer read and must be rebuilt."""

_LAST_DAMAGE = "last-damage"
"""File whose time is that of the last damage noticed; it stays when the index is whole again."""


def place(settings: Settings, folder: str) -> Path:
    """Return the path of an index."""
    return settings.index / folder


def exists(settings: Settings, folder: str) -> bool:
    """Return True if an index was created and not removed."""
    return place(settings, folder).is_dir()


def named_live(settings: Settings) -> Generation | None:
    """Return the live index, even if it is damaged or of another version; None without one."""
    try:
        generation = Generation(**json.loads((settings.index / _LIVE_FILE).read_text()))
        return generation if exists(settings, generation.folder) else None
    except (OSError, ValueError, TypeError):
        return None


def new_folder(settings: Settings, _version: int) -> str:
    """Return the folder of the next index; nothing is created yet."""
    numbers = [int(folder.name) for folder in settings.index.glob("*") if folder.name.isdecimal()]
    return f"{max(numbers, default=0) + 1:04}"


def make_live(settings: Settings, generation: Generation) -> None:
    """Make an index the live one, atomically."""
    write_atomically(settings.index / _LIVE_FILE, json.dumps(asdict(generation)))


def clear_old(settings: Settings, kept_folders: frozenset[str]) -> None:
    """Remove the other indexes; processes that still read one are not disturbed."""
    for folder in settings.index.glob("*"):
        if folder.name.isdecimal() and folder.name not in kept_folders:
            shutil.rmtree(folder, ignore_errors=True)
    for marker in settings.index.glob(f"*{_DAMAGED_SUFFIX}"):
        if marker.stem not in kept_folders:
            marker.unlink(missing_ok=True)


def description(settings: Settings) -> str:
    """Return the name of the engine."""
    return settings.engine


def mark_damaged(settings: Settings, folder: str) -> None:
    """Set an index aside: it is not read again."""
    with suppress(OSError):  # it is noticed again by everyone who opens it
        _marker(settings, folder).touch()
        (settings.index / _LAST_DAMAGE).touch()


def is_damaged(settings: Settings, folder: str) -> bool:
    """Return True if an index was set aside."""
    return _marker(settings, folder).exists()


def last_damage(settings: Settings) -> datetime | None:
    """Return the time at which damage was last noticed; None if it never was."""
    try:
        return datetime.fromtimestamp((settings.index / _LAST_DAMAGE).stat().st_mtime, UTC)
    except OSError:
        return None


def _marker(settings: Settings, folder: str) -> Path:
    return settings.index / f"{folder}{_DAMAGED_SUFFIX}"
