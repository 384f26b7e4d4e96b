"""Documents, search requests and result pages exchanged with the search index."""

from dataclasses import dataclass
from enum import StrEnum

from library.catalogue.access.rights import Audience
from library.catalogue.queries import ItemRecord
from library.errors import PartialResultsError


class Order(StrEnum):
    """Sort order of results."""

    BEST = "best"
    NEWEST = "newest"
    OLDEST = "oldest"
    TITLE = "title"
    ADDED = "added"
    """Most recently published first."""


class AskedByMeaning(StrEnum):
    """Part that the meaning of a query had in its answer."""

    NOT_A_QUESTION = "not-a-question"
    """Also where vectors are not in use."""
    DECLINED = "declined"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class PageDocument:
    """Page to be indexed; `page` is None for an item without a readable page."""

    item_id: str
    page: int | None
    collection: str
    title: str
    text: str
    source_id: str | None = None
    kind: str | None = None
    number: str | None = None
    issuing_body: str | None = None
    creator: str | None = None
    date: str | None = None
    year: int | None = None
    earliest: int | None = None
    latest: int | None = None
    """Range of years when the exact year is unknown."""
    language: str = "vi"
    access: str = "public"
    places: tuple[str, ...] = ()
    """Communes of today and districts of the time, by identifier, that the page is about."""
    units: tuple[str, ...] = ()
    """Units of any time, by identifier, that the page or its description names, with the marks of
    its other names (see library.places.in_texts.page_units)."""
    agents: tuple[str, ...] = ()
    """Variant names of the persons and corporate bodies in the description."""
    subjects: tuple[str, ...] = ()
    """Subjects under all their names, and variant names of the places in the description."""
    other_texts: tuple[str, ...] = ()
    """Values of further searchable description fields, which have no attribute here."""
    standard_numbers: tuple[str, ...] = ()
    """ISBN and ISSN of the description, each after its name: `ISBN 978-604-1-23456-7`."""
    hidden_from: tuple[Audience, ...] = ()
    """Groups of people that must not find this page."""
    quality: float | None = None
    """Mean confidence of the recognised words, 0 to 1; None for born-digital text."""

    @property
    def years(self) -> range:
        """All years in which the item may have been made."""
        if not self.year:
            return range(0)
        return range(self.earliest or self.year, (self.latest or self.year) + 1)


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """Search request: the query as typed, and filters."""

    typed: str
    collection: str | None = None
    item: str | None = None
    """Search only inside this item; hits are then its pages."""
    screen: int = 1
    size: int = 20
    kind: str | None = None
    decade: int | None = None
    year: int | None = None
    place: str | None = None
    language: str | None = None
    access: str | None = None
    order: Order = Order.BEST
    facets: bool = False
    """True if facet counts are wanted."""
    near: bool = True
    """True if items that come close are wanted when few hold all words."""
    meaning: bool = True
    """False if a whole question is not to be asked by meaning; others never are."""
    other_names: bool = True
    """False if the units before and after a place are not to be searched."""
    snippets: bool = True
    """False if hits are listed without their snippets, which are then empty."""
    audience: Audience = Audience.ANYONE
    """Group of people that the person who searches belongs to."""


@dataclass(frozen=True, slots=True)
class ItemHit:
    """Matching item with its best page."""

    item: ItemRecord
    page: int | None
    snippet: str
    """Safe HTML: escaped text with matching words in <mark>."""
    score: float
    pages_found: int
    pages: tuple[int, ...] = ()
    """Best pages, best first; `page` is one of them."""
    missing: tuple[str, ...] = ()
    """Words and names of the query that this item lacks; only of hits that come close."""
    by_meaning: bool = False
    """True if the item is shown for the meaning of a passage, which is its snippet."""

    @property
    def item_id(self) -> str:
        """Id of the item."""
        return self.item.id


@dataclass(frozen=True, slots=True)
class FacetValue:
    """Facet value and the number of matching items."""

    value: str
    items: int


@dataclass(frozen=True, slots=True)
class Facet:
    """Facet of a result; `name` is a field of SearchRequest."""

    name: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class ResultPage:
    """One page of hits; a page after the last is empty."""

    total: int
    hits: tuple[ItemHit, ...]
    screen: int
    size: int
    also: tuple[str, ...] = ()
    """Units before and after the places of the query, with their times, also searched."""
    also_more: int = 0
    """Number of such units that are not listed."""
    corrected_query: str | None = None
    """Query with its spelling corrected, if it seems mistyped."""
    answered_query: str | None = None
    """Query that was answered instead of the typed one, which finds nothing."""
    near: tuple[ItemHit, ...] = ()
    """Items that come close; neither counted nor sorted with the hits."""
    facets: tuple[Facet, ...] = ()
    nearly: bool = False
    """True if the counts are estimates, because there are too many hits."""
    meaning: AskedByMeaning = AskedByMeaning.NOT_A_QUESTION
    """Part of the meaning of a question; if it was asked, it decides the order."""
    rebuilding: bool = False
    """True if no index can answer yet, so that only descriptions were searched."""
    partial: bool = False
    """True if a part of the index did not answer: there may be more hits."""

    def require_all(self) -> "ResultPage":
        """Return this page; raise PartialResultsError if hits may be missing."""
        if self.partial or self.rebuilding:
            raise PartialResultsError
        return self

    @property
    def in_order(self) -> tuple[ItemHit, ...]:
        """Hits and items that come close in the order in which they are shown."""
        hits = (*self.hits, *self.near)
        if self.meaning is not AskedByMeaning.ASKED:
            return hits
        return tuple(sorted(hits, key=lambda hit: -hit.score))
