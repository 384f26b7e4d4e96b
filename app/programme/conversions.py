"""Turns papers into other kinds of files, once: what was converted waits in the cache."""

import hashlib
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from library.errors import OfficeFailedError
from library.libreoffice import convert

_VERSION = 1
"""Raise it when the same paper should come out differently."""

_bench = Lock()
"""One paper is converted at a time: readers keep the processor."""


def converted(paper: bytes, suffix: str, cache: Path, name: str) -> bytes:
    """Return a DOCX as PDF or ODT."""
    digest = hashlib.sha256(paper).hexdigest()
    place = cache / f"paper-{_VERSION}-{digest}.{suffix}"
    with _bench:
        if not place.exists():
            cache.mkdir(parents=True, exist_ok=True)
            _convert(paper, suffix, place, name)
    os.utime(place)  # what lies longest is let go first
    return place.read_bytes()


def _convert(paper: bytes, suffix: str, place: Path, name: str) -> None:
    with TemporaryDirectory(dir=place.parent) as folder:
        source, made = Path(folder) / "paper.docx", Path(folder) / "made"
        source.write_bytes(paper)
        made.mkdir()
        found = convert.converted(source, suffix, made, name)
        if found is None:
            raise OfficeFailedError(name)
        found.replace(place)
