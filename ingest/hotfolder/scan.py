"""Scan of the hot folder into bundles of files that belong together."""

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from library.accessions.description_lists import is_description_list
from library.accessions.grouping import is_user_file
from library.accessions.register import name_of
from library.hotfolder.arrivals import FolderEntry, encode_path
from library.hotfolder.folder import GUIDE, REJECTED, TAKEN
from library.vietnamese.letters import compose

_PARTIAL_SUFFIXES = frozenset(
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
"""Suffixes programs give to files while copying or downloading them."""

_OFFICE_LOCK, _LIBRE_LOCK = "~$", ".~lock."
_COPYING = "“{0}” đang được chép đến."
_OPEN = "“{0}” đang mở trong một chương trình; đóng lại thì được nhận."
_MISPLACED = "Nằm ngoài các thư mục sưu tập. Hãy chuyển vào thư mục của sưu tập cần nhập."
_MAX_MISPLACED = 20


@dataclass(frozen=True, slots=True)
class File:
    """A file in the hot folder, as it is at the moment of the scan."""

    path: Path
    name: PurePath
    """Path relative to the folder of its bundle."""
    bytes: int
    changed: int
    """Modification time in nanoseconds."""
    is_plain: bool
    """True for a regular file or an unreadable folder; False for a link or device."""

    @property
    def is_material(self) -> bool:
        """True if a person made the file, not the operating system."""
        return is_user_file(self.name)


@dataclass(frozen=True, slots=True)
class Bundle:
    """Entries taken in together: a file, a folder, or all entries next to a description list."""

    folder: str
    entries: tuple[Path, ...]
    files: tuple[File, ...]
    only_lists: bool = False
    """True if the bundle has only description lists, whose files are still missing."""
    busy: str | None = None
    """Reason to wait if a program is still using the files."""

    def summary(self, message: str | None = None) -> FolderEntry:
        """Return the database summary of the bundle, with a message for staff."""
        material = [file for file in self.files if file.is_material]
        names = [name_of(entry) for entry in self.entries]
        more = f" và {len(names) - 1} mục khác" if len(names) > 1 else ""
        return FolderEntry(
            self.folder,
            self.entries,
            names[0] + more,
            len(material),
            sum(file.bytes for file in material),
            fingerprint(self.files),
            message,
        )


def bundles_in(root: Path, slugs: Iterable[str]) -> Iterator[Bundle]:
    """Yield the bundles in the folders of the collections."""
    folders = {slug.casefold() for slug in slugs}
    for place in _entries(root):
        if place.name.casefold() in folders and (place.is_dir() and not place.is_symlink()):
            yield from _bundles_at(place)


def misplaced_entries(root: Path, slugs: Iterable[str]) -> Iterator[FolderEntry]:
    """Yield entries outside the collection folders, with a message; at most `_MAX_MISPLACED`."""
    expected_names = {slug.casefold() for slug in slugs} | {TAKEN, REJECTED, GUIDE.casefold()}
    entries = [place for place in _entries(root) if place.name.casefold() not in expected_names]
    for place in entries[:_MAX_MISPLACED]:
        yield FolderEntry("", (Path(place.name),), name_of(place), 0, 0, "", _MISPLACED)


def files_of(place: Path, entries: Iterable[Path]) -> tuple[File, ...]:
    """Return the files under some entries of a folder, of any type; links are not followed."""
    files = (file for entry in entries for file in _files(place / entry, entry))
    return tuple(sorted(files, key=lambda file: os.fsencode(file.name)))


def fingerprint(files: Iterable[File]) -> str:
    """Return a checksum of the names, sizes and modification times of the files."""
    mark = hashlib.sha256()
    for file in files:
        mark.update(f"{encode_path(file.name)} {file.bytes} {file.changed}\n".encode())
    return mark.hexdigest()


def _bundles_at(place: Path) -> Iterator[Bundle]:
    locks = [path for path in place.iterdir() if _is_lock(path)]
    entries = [Path(entry.name) for entry in _entries(place)]
    is_grouped = any(is_description_list(entry.name) for entry in entries)
    for group in [tuple(entries)] if is_grouped else [(entry,) for entry in entries]:
        files = files_of(place, group)
        if material := [file for file in files if file.is_material]:
            only_lists = all(is_description_list(file.name.name) for file in material)
            yield Bundle(place.name, group, files, only_lists, _busy_reason(files, locks))


def _busy_reason(files: Iterable[File], locks: Iterable[Path]) -> str | None:
    """Return a message if the file names or lock files show that a program uses a file."""
    paths = [file.path for file in files]
    locks = [*locks, *filter(_is_lock, paths)]
    for path in paths:
        if path.suffix.lower() in _PARTIAL_SUFFIXES:
            return _COPYING.format(name_of(path))
        nearby = (lock for lock in locks if lock.parent == path.parent)
        if any(_is_lock_of(lock.name, path.name) for lock in nearby):
            return _OPEN.format(name_of(path))
    return None


def _entries(place: Path) -> list[Path]:
    """Return the entries of a folder, without files left by operating systems."""
    paths = (path for path in place.iterdir() if is_user_file(PurePath(path.name)))
    return sorted(paths, key=lambda path: os.fsencode(path.name))


def _files(path: Path, name: PurePath) -> Iterator[File]:
    try:
        status = path.lstat()
        inside = sorted(path.iterdir()) if stat.S_ISDIR(status.st_mode) else None
    except FileNotFoundError:
        return  # removed meanwhile
    except PermissionError:
        status, inside = path.lstat(), None
    if inside is None:
        plain = stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)
        yield File(path, name, status.st_size, status.st_mtime_ns, plain)
        return
    for child in inside:
        yield from _files(child, name / child.name)


def _is_lock(path: Path) -> bool:
    return path.name.startswith((_OFFICE_LOCK, _LIBRE_LOCK))


def _is_lock_of(lock: str, name: str) -> bool:
    """Return True if the lock belongs to the file; Word may replace the first two letters."""
    if lock.startswith(_LIBRE_LOCK):
        return compose(lock) == compose(f"{_LIBRE_LOCK}{name}#")
    return compose(lock) in (compose(f"{_OFFICE_LOCK}{name}"), f"{_OFFICE_LOCK}{compose(name)[2:]}")
