"""Editions: the sorted lines `kind key digest` of all records that a point holds, and their digest.

The province remembers those that it made, with the files that belong to them, so that a station
says in one digest what it holds. If it does not know one (its data were restored from a backup),
the station sends its lines.
"""

import hashlib
import os
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

FORGET_SECONDS = 180 * 86_400
"""Age at which an edition that no station holds is forgotten: a stick lies around for months."""

_LEVEL = 1
"""Digests hardly shrink, whatever the effort."""

_SHORT = 16
"""Hexadecimal digits of a checksum."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a station says that it holds."""

    number: int
    edition: str | None
    """Digest of the edition; None: nothing."""


class Entry(NamedTuple):
    """What an edition has of a record."""

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


def remember(settings: Settings, edition: Edition) -> str:
    """Store an edition; return its digest."""
    digest = edition_digest(lines_of(edition))
    rows = (f"{kind} {key} {' '.join(entry)}\n" for (kind, key), entry in sorted(edition.items()))
    place = _folder(settings) / digest
    place.parent.mkdir(parents=True, exist_ok=True)
    half = place.with_suffix(".half")
    with half.open("wb") as file:
        file.write(zlib.compress("".join(rows).encode(), _LEVEL))
        file.flush()
        os.fsync(file.fileno())
    half.replace(place)
    sync_folder(place.parent)
    return digest


def known(settings: Settings, digest: str) -> Edition | None:
    """Return an edition that was remembered; None if it is unknown, or damaged."""
    try:
        text = zlib.decompress((_folder(settings) / digest).read_bytes()).decode()
        edition = dict(_entry(line) for line in text.splitlines())
    except (OSError, zlib.error, ValueError):
        return None
    return edition if edition_digest(lines_of(edition)) == digest else None


def is_remembered(settings: Settings, digest: str) -> bool:
    """Return True if an edition was remembered, without reading it."""
    return (_folder(settings) / digest).exists()


def forget_old(settings: Settings, held: Collection[str]) -> None:
    """Remove the editions that no station holds and that were made long ago."""
    for place in _folder(settings).glob("*"):
        with suppress(FileNotFoundError):  # somebody else removed it
            is_old = time.time() - place.stat().st_mtime > FORGET_SECONDS
            if is_old and place.name not in held:
                place.unlink()


def _entry(text: str) -> tuple[tuple[str, str], Entry]:
    kind, key, digest, files = text.split(" ")
    return (kind, key), Entry(digest, files)


def _folder(settings: Settings) -> Path:
    return settings.home / "kit" / "editions"
