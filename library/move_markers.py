"""Marks in the data folder: what a move has done so far, and where an installation went."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from library.errors import InstallationMovedError
from library.process.atomic_files import write_atomically
from library.settings import Settings

_FOLDER = "moves"


@dataclass(frozen=True, slots=True)
class Marker:
    """State of an installation that is being moved, or was."""

    to_file: str
    """Settings file of the place to which it moves."""
    to_place: str
    """Fingerprint of that place."""
    is_finished: bool = False
    is_cancelled: bool = False
    """True if the old place is open again; what stands in the new one is overwritten."""
    tables: tuple[str, ...] = ()
    """Tables copied to their end."""
    references: tuple[tuple[str, str, str], ...] = field(default_factory=tuple)
    """Foreign keys taken off the new database until all rows are there: table, name, definition."""


def place_of(settings: Settings) -> str:
    """Return the fingerprint of the database and the stores of an installation."""
    parts = (settings.database_url, settings.files, str(settings.home))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]


def read_marker(settings: Settings) -> Marker | None:
    """Return the marker of an installation; None if it was never moved."""
    path = _path(settings)
    if not path.exists():
        return None
    fields = json.loads(path.read_text(encoding="utf-8"))
    fields["tables"] = tuple(fields["tables"])
    fields["references"] = tuple(map(tuple, fields["references"]))
    return Marker(**fields)


def write_marker(settings: Settings, marker: Marker) -> None:
    """Store the marker so that it survives a power cut."""
    path = _path(settings)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_atomically(path, json.dumps(asdict(marker), ensure_ascii=False))


def remove_marker(settings: Settings) -> None:
    """Open an installation again."""
    _path(settings).unlink(missing_ok=True)


def lock_file(settings: Settings) -> Path:
    """Return the file that the running move of an installation locks."""
    _path(settings).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return _path(settings).parent / "lock"


def require_not_moved(settings: Settings) -> None:
    """Raise InstallationMovedError if an installation is being moved, or was."""
    marker = read_marker(settings)
    if marker is not None and not marker.is_cancelled:
        state = "đã chuyển" if marker.is_finished else "đang được chuyển"
        raise InstallationMovedError(state, marker.to_file)


def _path(settings: Settings) -> Path:
    return settings.home / _FOLDER / f"{place_of(settings)}.json"
