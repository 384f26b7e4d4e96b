"""Looks at what lies in the watched folder, and says what belongs together."""

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from library.accessions.description_lists import is_sheet
from library.accessions.grouping import is_material
from library.accessions.register import name_of
from library.hotfolder.arrivals import Lying, written
from library.hotfolder.folder import GUIDE, TAKEN, TURNED_AWAY
from library.vietnamese.letters import compose

_ON_THE_WAY = frozenset(
    [
        ".part",
        ".partial",
        ".filepart",
        ".crdownload",
        ".download",
        ".opdownload",
        ".tmp",
        ".temp",
        ".lock",
        ".aria2",
    ]
)
"""How names end that programs give to files while they copy them."""

_OFFICE_LOCK, _LIBRE_LOCK = "~$", ".~lock."
_COPYING = "“{0}” đang được chép đến."
_OPEN = "“{0}” đang mở trong một chương trình; đóng lại thì được nhận."
_ELSEWHERE = "Nằm ngoài các thư mục sưu tập. Hãy chuyển vào thư mục của sưu tập cần nhập."
_MOST_ELSEWHERE = 20


@dataclass(frozen=True, slots=True)
class File:
    """A file under the watched folder, as it is at this moment."""

    path: Path
    name: PurePath
    """The path from where its thing lies."""
    bytes: int
    changed: int
    """When it was last written to, as the file system tells it."""
    is_plain: bool
    """Whether it is a file, and no link or device."""

    @property
    def is_material(self) -> bool:
        """Whether somebody made it, and not a system by the way."""
        return is_material(self.name)


@dataclass(frozen=True, slots=True)
class Thing:
    """What is taken at once: a file, a folder, or all that lies beside a list."""

    folder: str
    entries: tuple[Path, ...]
    files: tuple[File, ...]
    only_lists: bool = False
    """Whether it describes something that is not there yet."""
    busy: str | None = None
    """Who still works on it."""

    def lying(self, message: str | None = None) -> Lying:
        """Return what the books keep of it."""
        material = [file for file in self.files if file.is_material]
        names = [name_of(entry) for entry in self.entries]
        more = f" và {len(names) - 1} mục khác" if len(names) > 1 else ""
        return Lying(
            self.folder,
            self.entries,
            names[0] + more,
            len(material),
            sum(file.bytes for file in material),
            mark_of(self.files),
            message,
        )


def things_in(root: Path, slugs: Iterable[str]) -> Iterator[Thing]:
    """Give what lies in the folders of the collections."""
    known = {slug.casefold() for slug in slugs}
    for place in _entries(root):
        if place.name.casefold() in known and _is_folder(place):
            yield from _things_at(place)


def elsewhere(root: Path, slugs: Iterable[str]) -> Iterator[Lying]:
    """Give what lies beside those folders, with a sentence; nobody knows where it belongs."""
    known = {slug.casefold() for slug in slugs} | {TAKEN, TURNED_AWAY, GUIDE.casefold()}
    strangers = [place for place in _entries(root) if place.name.casefold() not in known]
    for place in strangers[:_MOST_ELSEWHERE]:
        yield Lying("", (Path(place.name),), name_of(place), 0, 0, "", _ELSEWHERE)


def files_of(place: Path, entries: Iterable[Path]) -> tuple[File, ...]:
    """Return the files under some entries of a folder, whatever they are; no link is followed."""
    found = (file for entry in entries for file in _files(place / entry, entry))
    return tuple(sorted(found, key=lambda file: os.fsencode(file.name)))


def mark_of(files: Iterable[File]) -> str:
    """Return a checksum that changes when any of the files does."""
    mark = hashlib.sha256()
    for file in files:
        mark.update(f"{written(file.name)} {file.bytes} {file.changed}\n".encode())
    return mark.hexdigest()


def _things_at(place: Path) -> Iterator[Thing]:
    locks = [path for path in place.iterdir() if _is_lock(path)]
    entries = [Path(entry.name) for entry in _entries(place)]
    together = any(is_sheet(entry.name) for entry in entries)
    for some in [tuple(entries)] if together else [(entry,) for entry in entries]:
        files = files_of(place, some)
        if material := [file for file in files if file.is_material]:
            alone = all(is_sheet(file.name.name) for file in material)
            yield Thing(place.name, some, files, alone, _busy(files, locks))


def _busy(files: Iterable[File], locks: Iterable[Path]) -> str | None:
    """Say who still works on a thing, by the names of the files in it and of locks around it."""
    paths = [file.path for file in files]
    locks = [*locks, *filter(_is_lock, paths)]
    for path in paths:
        if path.suffix.lower() in _ON_THE_WAY:
            return _COPYING.format(name_of(path))
        beside = (lock for lock in locks if lock.parent == path.parent)
        if any(_locks(lock.name, path.name) for lock in beside):
            return _OPEN.format(name_of(path))
    return None


def _entries(place: Path) -> list[Path]:
    """Return what lies in a folder, but for what systems leave there."""
    found = (path for path in place.iterdir() if is_material(PurePath(path.name)))
    return sorted(found, key=lambda path: os.fsencode(path.name))


def _files(path: Path, name: PurePath) -> Iterator[File]:
    try:
        found = path.lstat()
        inside = sorted(path.iterdir()) if stat.S_ISDIR(found.st_mode) else None
    except FileNotFoundError:
        return  # somebody took it away meanwhile
    except PermissionError:
        found, inside = path.lstat(), None
    if inside is None:
        plain = stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)
        yield File(path, name, found.st_size, found.st_mtime_ns, plain)
        return
    for one in inside:
        yield from _files(one, name / one.name)


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _is_lock(path: Path) -> bool:
    return path.name.startswith((_OFFICE_LOCK, _LIBRE_LOCK))


def _locks(lock: str, name: str) -> bool:
    """Say whether a program has a file open: Word writes its lock over the first two letters."""
    if lock.startswith(_LIBRE_LOCK):
        return compose(lock) == compose(f"{_LIBRE_LOCK}{name}#")
    return compose(lock) in (compose(f"{_OFFICE_LOCK}{name}"), f"{_OFFICE_LOCK}{compose(name)[2:]}")
