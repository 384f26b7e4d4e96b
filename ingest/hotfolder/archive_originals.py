"""Archiving of originals from the hot folder; nothing is ever deleted or overwritten."""

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path, PurePath

from library import clock
from library.hotfolder.arrivals import PartOutcome, UnfinishedArrival
from library.hotfolder.folder import REJECTED, TAKEN, HotfolderPaths, windows_text

_NOTE_SUFFIX = ".txt"
_NOTE_TEXT = """\
KHÔNG NHẬN: {0}

{1}

Sửa xong, chép lại vào thư mục “{2}”. Bản ở đây vẫn nguyên, máy không xóa.
"""


def archive(places: HotfolderPaths, arrival: UnfinishedArrival) -> PurePath:
    """Move accepted files to the archive and set refused ones aside; return the archive path."""
    holding = places.holding / arrival.token
    for fate in arrival.turned_away:
        set_aside(places, holding, fate, arrival.folder, arrival.token)
    entries = [Path(path.name) for path in sorted(holding.iterdir())] if holding.is_dir() else []
    for entry in entries:
        _remove_if_empty(holding / entry)
    place = places.root / _today(TAKEN, arrival.folder)
    if _collides(holding, place, entries):
        place /= arrival.token
    _move_all(holding, place, entries)
    with suppress(FileNotFoundError):
        holding.rmdir()
    return place.relative_to(places.root)


def set_aside(
    places: HotfolderPaths, base: Path, fate: PartOutcome, folder: str, token: str
) -> None:
    """Set a refused part aside; a note with the reason is written first."""
    place = places.root / _today(REJECTED, folder)
    named_by = fate.paths[0] if len(fate.paths) == 1 else fate.paths[0].parent
    note = named_by.with_name(f"{named_by.name}{_NOTE_SUFFIX}")
    text = windows_text(_NOTE_TEXT.format(fate.source, fate.message, folder))
    if _collides(base, place, fate.paths) or _has_other_note(place / note, text):
        place /= token
    if any(exists(base / path) for path in fate.paths):
        _make_folder((place / note).parent)
        (place / note).write_bytes(text)
        _move_all(base, place, fate.paths)


def restore(holding: Path, place: Path, entries: Iterable[Path], token: str) -> None:
    """Move entries back to their folder; the token is added to names taken meanwhile."""
    for entry in entries:
        if exists(holding / entry):
            target = place / entry
            target = target.with_stem(f"{target.stem} ({token})") if exists(target) else target
            (holding / entry).rename(target)
    holding.rmdir()


def exists(path: Path) -> bool:
    """Return True if the path exists, even as a broken symbolic link."""
    return os.path.lexists(path)


def _today(kind: str, folder: str) -> Path:
    return Path(kind) / clock.today().isoformat() / folder


def _move_all(base: Path, place: Path, paths: Iterable[Path]) -> None:
    for path in paths:
        if exists(base / path):
            _make_folder((place / path).parent)
            (base / path).rename(place / path)
            for folder in _parent_folders(base, path):
                _remove_if_empty(folder)


def _make_folder(folder: Path) -> None:
    """Create a folder; raise NotADirectoryError if a symbolic link leads elsewhere."""
    folder.mkdir(parents=True, exist_ok=True)
    if folder.resolve() != folder:
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))


def _collides(base: Path, place: Path, paths: Iterable[Path]) -> bool:
    return any(exists(base / path) and exists(place / path) for path in paths)


def _has_other_note(note: Path, text: bytes) -> bool:
    return exists(note) and not (note.is_file() and note.read_bytes() == text)


def _parent_folders(base: Path, path: Path) -> Iterator[Path]:
    """Yield the folders between a file and the base, the innermost first."""
    yield from (base / folder for folder in path.parents if folder.name)


def _remove_if_empty(folder: Path) -> None:
    if folder.is_dir() and not folder.is_symlink():
        with suppress(OSError):  # something is in it
            folder.rmdir()
