"""Interface of the search engines; one set of contract tests runs on all of them.

The tests compare them with an exact engine of their own, `tests/search_index/exact_engine.py`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar

from library import extensions
from library.catalogue.access.rights import Audience
from search_index.clauses import Clause, Layer, Some, Term, Without
from search_index.documents import PageDocument
from search_index.spelling.spelling_correction import PagesWith

Place = object
"""Folder of an index, or its place on a cluster, into which only the engine looks."""

Result = TypeVar("Result")

PAGES_SHOWN = 3
"""Number of best pages returned for each item."""


@dataclass(frozen=True, slots=True)
class RankedItem:
    """Matching item with its best page and score."""

    item_id: str
    page: int | None
    score: float
    pages_found: int
    pages: tuple[int, ...] = ()
    """Best pages, best first."""
    bonus: float = 0.0
    """Part of the score that comes from matching on several pages."""


@dataclass(frozen=True, slots=True)
class EngineResult:
    """Total number of matching items, and the requested ones, best first."""

    total: int
    items: tuple[RankedItem, ...]
    is_estimate: bool = False
    """True if the total and the facet counts are estimates."""


class Reader(Protocol):
    """Index open for reading; safe to use from several threads."""

    def find(
        self,
        clause: Clause,
        *,
        first: int,
        size: int,
        by_page: bool = False,
        with_total: bool = True,
    ) -> EngineResult:
        """Return `size` items from offset `first`, or pages if `by_page`.

        Unless `with_total`, the total may be too small, which saves time.
        """

    def items(self, clause: Clause) -> dict[str, int]:
        """Return all matching items with their number of matching pages."""

    def counts(self, clause: Clause) -> dict[Layer, dict[str, int]]:
        """Return the number of matching items per facet value; large counts may be estimates."""

    def pages_with(self, layer: Layer, text: str, audience: Audience) -> int:
        """Return the approximate number of pages with a term, or with a pair of any marks.

        A term that occurs only on pages hidden from the audience has none.
        """

    def call_with_counts(
        self, function: Callable[[PagesWith], Result], audience: Audience
    ) -> Result:
        """Call a function without side effects with `pages_with` for an audience.

        An index on other machines may call it several times, to ask for many terms at once.
        """

    def pages(self) -> dict[str, frozenset[int]]:
        """Return all indexed page numbers by item; 0 means an item without pages."""

    def refresh(self) -> None:
        """Make later commits visible."""

    def close(self) -> None:
        """Close the files."""


class Writer(Protocol):
    """Index open for writing, in a folder by one process; changes are visible after `save`."""

    def begin(self, version: int) -> None:
        """Give the changes that follow a version; a lower one than the index has is refused.

        Only an index that several machines write needs it (see search_index.index.change_versions).
        """

    def put(self, documents: Iterable[PageDocument]) -> None:
        """Add pages that are not in the index yet."""

    def remove_item(self, item_id: str) -> None:
        """Remove all pages of an item."""

    def remove_page(self, item_id: str, page: int | None) -> None:
        """Remove one page."""

    def save(self) -> frozenset[str]:
        """Commit all changes and make them visible; return the items with refused changes."""

    def close(self) -> None:
        """Discard uncommitted changes and close the files."""


class LocalReader:
    """Base of the readers that look up terms in this process."""

    def call_with_counts(
        self, function: Callable[[PagesWith], Result], audience: Audience
    ) -> Result:
        """Call a function once, each term being looked up as it asks for it."""
        return function(partial(self.pages_with, audience=audience))


class LocalWriter:
    """Base of the writers of a folder, in which no change can be older than what is there."""

    def begin(self, version: int) -> None:
        """Ignore the version."""


class Engine(Protocol):
    """Module that creates, writes and reads an index."""

    def create(self, place: Place) -> None:
        """Create an empty index."""

    def open_writer(self, place: Place) -> Writer:
        """Open an index for writing."""

    def open_reader(self, place: Place) -> Reader:
        """Open an index for reading."""

    def check(self, place: Place, *, thorough: bool) -> None:
        """Raise IndexDamagedError if an index is damaged; cheap unless `thorough`."""


def hidden_pages(audience: Audience) -> Clause:
    """Return the clause for the pages that an audience must not find.

    Indexes before version 16, which answer until their successor is complete, do not know machines:
    a text that not everyone may find is hidden from them too. Staff find texts, not descriptions.
    """
    own = Term(Layer.HIDDEN_FROM, audience.value)
    if audience is not Audience.MACHINE:
        return own
    anyone, staff = (
        Term(Layer.HIDDEN_FROM, other.value) for other in (Audience.ANYONE, Audience.STAFF)
    )
    return Some((own, Without(anyone, staff)))


def engine_named(name: str) -> Engine:
    """Return the engine with this name."""
    return extensions.load("diachi.engines", name)
