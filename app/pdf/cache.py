"""Keeps books that were bound, so that the next reader need not wait, and lets old ones go."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from library.catalogue.pages.downloads import Leaf
from library.storage.content_store import ContentStore

_VERSION = 1
"""Raise it when the same leaves should be bound differently."""

_BINDER = Path(__file__).with_name("assemble.py")
_LONGEST_SECONDS = 600
_HALF = "half-"
_A_DAY = 86_400

_bench = Lock()
"""One book is bound at a time: readers of the others keep the processor."""


@dataclass(frozen=True, slots=True)
class TitlePage:
    """What a book says of itself."""

    title: str
    publisher: str
    language: str


class PdfCache:
    """A folder of bound books, each named by what it was bound of."""

    def __init__(self, folder: Path, leaves: ContentStore, most_bytes: int) -> None:
        self._folder = folder
        self._leaves = leaves
        self._most_bytes = most_bytes

    def book(self, leaves: Sequence[Leaf], told: TitlePage) -> Path:
        """Return the book of these leaves, bound now unless it lies here."""
        place = self._folder / f"{_name(leaves, told)}.pdf"
        with _bench:
            if not place.exists():
                self._folder.mkdir(parents=True, exist_ok=True)
                self._make_room(sum(leaf.bytes for leaf in leaves))
                self._bind(leaves, told, place)
        os.utime(place)  # the books that lie longest are let go first
        return place

    def _bind(self, leaves: Sequence[Leaf], told: TitlePage, place: Path) -> None:
        with TemporaryDirectory(dir=self._folder, prefix=_HALF) as folder:
            unfinished = Path(folder) / place.name
            order = {
                "leaves": [str(self._leaves.path(leaf.digest)) for leaf in leaves],
                "numbers": [leaf.number for leaf in leaves],
                "target": str(unfinished),
                **asdict(told),
            }
            _let_bind(order)
            unfinished.rename(place)

    def _make_room(self, wanted: int) -> None:
        for half in self._folder.glob(f"{_HALF}*"):
            if time.time() - half.stat().st_mtime > _A_DAY:  # its binder was killed
                shutil.rmtree(half, ignore_errors=True)
        books = sorted(self._folder.glob("*.pdf"), key=lambda book: book.stat().st_mtime)
        taken = sum(book.stat().st_size for book in books)
        for book in books:
            if taken + wanted <= self._most_bytes:
                return
            taken -= book.stat().st_size
            with suppress(FileNotFoundError):  # another process let it go meanwhile
                book.unlink()


def _let_bind(order: dict[str, object]) -> None:
    subprocess.run(
        [sys.executable, "-P", _BINDER],
        input=json.dumps(order),
        text=True,
        check=True,
        timeout=_LONGEST_SECONDS,
    )


def _name(leaves: Sequence[Leaf], told: TitlePage) -> str:
    parts = (str(_VERSION), told.title, told.publisher, told.language)
    pages = (f"{leaf.number} {leaf.digest}" for leaf in leaves)
    return hashlib.sha256("\n".join((*parts, *pages)).encode()).hexdigest()
