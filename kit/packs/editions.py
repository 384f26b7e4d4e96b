"""Editions: the sorted lines `kind key digest` of all records that a point holds, and their digest.

The province remembers those that it made, with the files that belong to them, so that a station
says in one digest what it holds. If it does not know one (its data were restored from a backup),
the station sends its lines.
"""

import gzip
import hashlib
import os
import sys
import time
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from library.process.atomic_files import sync_folder
from library.settings import Settings

Line = tuple[str, str, str]
"""Kind, key and digest of a record."""

_FORGET_SECONDS = 180 * 86_400
"""Time after which an unused edition is forgotten: a stick lies around for months."""

_MAX_OF_STATION = 6
"""Editions remembered of a station: that which it holds, and those made for it from there."""

_LEVEL = 1
"""Digests hardly shrink, whatever the effort."""

_HALF = ".half"
_SHORT = 16
"""Hexadecimal digits of a checksum."""


@dataclass(frozen=True, slots=True)
class Held:
    """Number and edition that a station says it holds."""

    number: int
    edition: str | None
    """Digest of the edition; None: nothing."""


class Entry(NamedTuple):
    """Checksum and files of a record in an edition."""

    digest: str
    files: str = ""
    """Its files by `short`, one after the other; empty also where they are not known."""


Edition = Mapping[tuple[str, str], Entry]
"""Entries by kind and key."""


def lines_of(edition: Edition) -> Iterator[Line]:
    """Yield the lines of an edition, sorted."""
    for (kind, key), entry in sorted(edition.items()):
        yield kind, key, entry.digest


def of_lines(lines: Iterable[Line]) -> Edition:
    """Return the edition with these lines, of whose files nothing is known."""
    return {(kind, key): Entry(digest) for kind, key, digest in lines}


def edition_digest(lines: Iterable[Line]) -> str:
    """Return the digest of an edition; the lines may come in any order."""
    digest = hashlib.sha256()
    for line in sorted(lines):
        digest.update(f"{' '.join(line)}\n".encode())
    return digest.hexdigest()


def short(digest: str) -> str:
    """Return the beginning of a file's checksum, enough to tell apart the files of a record."""
    return digest[:_SHORT]


def has_file(entry: Entry, digest: str) -> bool:
    """Return True if a file was among those of a record."""
    wanted = short(digest)
    places = range(0, len(entry.files), _SHORT)
    return any(entry.files.startswith(wanted, place) for place in places)


def without_files(entry: Entry, lost: Collection[str]) -> Entry:
    """Return an entry without the files that a pack could not carry."""
    files = (entry.files[place : place + _SHORT] for place in range(0, len(entry.files), _SHORT))
    gone = {short(digest) for digest in lost}
    return Entry(entry.digest, "".join(file for file in files if file not in gone))


def remember(settings: Settings, station_id: str, edition: Edition) -> str:
    """Store an edition of a station in place of old ones; return its digest."""
    digest = edition_digest(lines_of(edition))
    rows = (f"{kind} {key} {' '.join(entry)}\n" for (kind, key), entry in edition.items())
    folder = _folder(settings) / station_id
    folder.mkdir(parents=True, exist_ok=True)
    half = folder / f"{digest}{_HALF}"
    with half.open("wb") as file:
        with gzip.open(file, "wt", _LEVEL, encoding="utf-8") as packed:
            packed.writelines(rows)
        file.flush()
        os.fsync(file.fileno())
    half.replace(folder / digest)
    sync_folder(folder)
    _forget_old(settings, folder)
    return digest


def known(settings: Settings, digest: str) -> Edition | None:
    """Return an edition that was remembered; None if it is unknown.

    A damaged one is forgotten, so that the station is asked for its lines.
    """
    for place in _places(settings, digest):
        try:
            with gzip.open(place, "rt", encoding="utf-8") as rows:
                edition = dict(map(_entry, rows))
        except (EOFError, OSError, ValueError, zlib.error):
            edition = {}
        if edition_digest(lines_of(edition)) == digest:
            os.utime(place)
            return edition
        place.unlink(missing_ok=True)
    return None


def is_remembered(settings: Settings, digest: str) -> bool:
    """Return True if an edition was remembered, without reading it."""
    return bool(_places(settings, digest))


def _forget_old(settings: Settings, folder: Path) -> None:
    """Remove the editions of a station that were used least lately, and old ones of all."""
    newest_first = sorted(folder.iterdir(), key=lambda place: -place.stat().st_mtime_ns)
    too_many = newest_first[_MAX_OF_STATION:]
    for place in _folder(settings).glob("*/*"):
        with suppress(FileNotFoundError):  # somebody else removed it
            if place in too_many or time.time() - place.stat().st_mtime > _FORGET_SECONDS:
                place.unlink()


def _places(settings: Settings, digest: str) -> list[Path]:
    """Return the files of an edition, of whichever stations."""
    return [place for place in _folder(settings).glob("*/*") if place.name == digest]


def _entry(row: str) -> tuple[tuple[str, str], Entry]:
    kind, key, digest, files = row.removesuffix("\n").split(" ")
    return (sys.intern(kind), key), Entry(digest, files)


def _folder(settings: Settings) -> Path:
    return settings.home / "kit" / "editions"
