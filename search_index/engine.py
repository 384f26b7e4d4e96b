"""What every search engine must be able to do; one table of tests is asked of all of them."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from search_index.clauses import Clause, Layer
from search_index.documents import PageDocument

_MODULES = {
    "tantivy": "search_index.engines.tantivy_engine",
    "whoosh": "search_index.engines.whoosh_engine",
    "memory": "search_index.engines.memory",
}

PAGES_SHOWN = 3
"""Best pages that are told of each item."""

PAGES_WEIGHED = 300
"""Best pages of an answer among which the pages of an item speak for it together."""

_EACH_DOUBLING = 0.03


@dataclass(frozen=True, slots=True)
class FoundItem:
    """An item that answers, and its best page."""

    item_id: str
    page: int | None
    score: float
    pages_found: int
    pages: tuple[int, ...] = ()
    """The best pages, best first."""
    bonus: float = 0.0
    """What of the score comes from answering on several pages."""


@dataclass(frozen=True, slots=True)
class Found:
    """What an engine answers: how many items in all, and those asked for, best first."""

    total: int
    items: tuple[FoundItem, ...]
    nearly: bool = False
    """Whether the total, and how it is broken down, is only nearly right."""


class Reader(Protocol):
    """An index being read. It may be asked from several threads at once."""

    def find(self, clause: Clause, *, first: int, size: int, by_page: bool = False) -> Found:
        """Return the items from place `first`, or the pages when asked by page."""

    def items(self, clause: Clause) -> dict[str, int]:
        """Return every item that answers, with how many of its pages do."""

    def counts(self, clause: Clause) -> dict[Layer, dict[str, int]]:
        """Return how many items answer, broken down by each of FACETS; large counts may be near."""

    def pages_with(self, layer: Layer, text: str) -> int:
        """Return on about how many pages a term stands; of pairs, any with this beginning."""

    def pages(self) -> dict[str, frozenset[int]]:
        """Return every page in the index by item; 0 stands for an item without pages."""

    def refresh(self) -> None:
        """See what was committed since."""

    def close(self) -> None:
        """Let go of the files."""


class Writer(Protocol):
    """An index being written, by one process at a time. Nothing is seen before `save`."""

    def put(self, documents: Iterable[PageDocument]) -> None:
        """Add pages that are not there."""

    def remove_item(self, item_id: str) -> None:
        """Take out every page of an item."""

    def remove_page(self, item_id: str, page: int | None) -> None:
        """Take out one page."""

    def save(self) -> None:
        """Make what was done visible, and safe on the disk."""

    def close(self) -> None:
        """Drop what was not committed and let go of the files."""


class Engine(Protocol):
    """A module that can make, write and read an index in a folder of its own."""

    def create(self, folder: Path) -> None:
        """Make an empty index."""

    def open_writer(self, folder: Path) -> Writer:
        """Open an index for writing."""

    def open_reader(self, folder: Path) -> Reader:
        """Open an index for reading."""


def bonus(score: float, pages: int) -> float:
    """Return what so many good pages add to the score of an item's best one: a little each time
    they double, so that an item about a thing comes before one that says it once as well.
    """
    return score * _EACH_DOUBLING * math.log2(pages) if pages > 1 else 0.0


def engine_named(name: str) -> Engine:
    """Return an engine; where Tantivy's compiled wheel is missing, Whoosh takes its place."""
    return import_module(_MODULES[usable(name)])


def usable(name: str) -> str:
    """Return the name of the engine that will do the work."""
    return "whoosh" if name == "tantivy" and find_spec("tantivy") is None else name
