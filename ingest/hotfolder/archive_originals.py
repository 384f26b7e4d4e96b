"""Puts away what was taken from the watched folder; nothing is ever deleted or written over."""

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path, PurePath

from library import clock
from library.hotfolder.arrivals import Begun, Fate
from library.hotfolder.folder import TAKEN, TURNED_AWAY, Places, as_note

_NOTE = ".txt"
_WHY = """\
KHÔNG NHẬN: {0}

{1}

Sửa xong, chép lại vào thư mục “{2}”. Bản ở đây vẫn nguyên, máy không xoá.
"""


def put_away(places: Places, thing: Begun) -> PurePath:
    """Put what was taken among what was taken, the rest aside; say where the former is."""
    held = places.holding / thing.token
    for fate in thing.turned_away:
        set_aside(places, held, fate, thing.folder, thing.token)
    entries = [Path(path.name) for path in sorted(held.iterdir())] if held.is_dir() else []
    for entry in entries:
        _remove_if_empty(held / entry)
    place = places.root / _today(TAKEN, thing.folder)
    if _stands_in_the_way(held, place, entries):
        place /= thing.token
    _move_all(held, place, entries)
    with suppress(FileNotFoundError):
        held.rmdir()
    return place.relative_to(places.root)


def set_aside(places: Places, base: Path, fate: Fate, folder: str, token: str) -> None:
    """Put a part aside with a note that says why; the note comes first."""
    place = places.root / _today(TURNED_AWAY, folder)
    named_by = fate.paths[0] if len(fate.paths) == 1 else fate.paths[0].parent
    note = named_by.with_name(f"{named_by.name}{_NOTE}")
    told = as_note(_WHY.format(fate.source, fate.message, folder))
    if _stands_in_the_way(base, place, fate.paths) or _other_note(place / note, told):
        place /= token
    if any(is_there(base / path) for path in fate.paths):
        _make_folder((place / note).parent)
        (place / note).write_bytes(told)
        _move_all(base, place, fate.paths)


def give_back(held: Path, place: Path, entries: Iterable[Path], token: str) -> None:
    """Put things back where they lay, beside what may have come there meanwhile."""
    for entry in entries:
        if is_there(held / entry):
            home = place / entry
            home = home.with_stem(f"{home.stem} ({token})") if is_there(home) else home
            (held / entry).rename(home)
    held.rmdir()


def is_there(path: Path) -> bool:
    """Say whether something is called so, be it a link that leads nowhere."""
    return os.path.lexists(path)


def _today(kind: str, folder: str) -> Path:
    return Path(kind) / clock.today().isoformat() / folder


def _move_all(base: Path, place: Path, paths: Iterable[Path]) -> None:
    for path in paths:
        if is_there(base / path):
            _make_folder((place / path).parent)
            (base / path).rename(place / path)
            for folder in _inside(base, path):
                _remove_if_empty(folder)


def _make_folder(folder: Path) -> None:
    """Make a folder, and refuse one that a link leads out of the watched folder to."""
    folder.mkdir(parents=True, exist_ok=True)
    if folder.resolve() != folder:
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))


def _stands_in_the_way(base: Path, place: Path, paths: Iterable[Path]) -> bool:
    return any(is_there(base / path) and is_there(place / path) for path in paths)


def _other_note(note: Path, told: bytes) -> bool:
    return is_there(note) and not (note.is_file() and note.read_bytes() == told)


def _inside(base: Path, path: Path) -> Iterator[Path]:
    """Give the folders between a file and the place where it lay, the innermost first."""
    yield from (base / folder for folder in path.parents if folder.name)


def _remove_if_empty(folder: Path) -> None:
    if folder.is_dir() and not folder.is_symlink():
        with suppress(OSError):  # something is in it
            folder.rmdir()
