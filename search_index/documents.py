"""The values that cross the card index's walls: pages in, questions in, answers out."""

from dataclasses import dataclass
from enum import StrEnum


class Order(StrEnum):
    """In which order the answers stand."""

    BEST = "best"
    NEWEST = "newest"
    OLDEST = "oldest"
    TITLE = "title"
    ADDED = "added"
    """What was published last comes first."""


@dataclass(frozen=True, slots=True)
class PageDocument:
    """One page as an engine knows it. `page` is None for an item that has no page to show."""

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
    """Between which years it lies, when its year is not known for sure."""
    language: str = "vi"
    access: str = "public"
    places: tuple[str, ...] = ()
    """Units of the province that the description names, or that the page is clearly about."""
    agents: tuple[str, ...] = ()
    """Other names of the persons and bodies in the description: variants, older spellings."""
    subjects: tuple[str, ...] = ()
    """What it is about, under all names, and other names of the places in the description."""
    quality: float | None = None
    """Mean confidence of the recognised words, 0 to 1; None for born-digital text."""

    @property
    def years(self) -> range:
        """Every year it may be of."""
        if not self.year:
            return range(0)
        return range(self.earliest or self.year, (self.latest or self.year) + 1)


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What a reader asks: the words as typed, and where to look."""

    typed: str
    collection: str | None = None
    item: str | None = None
    """Look inside this item only: hits are then its pages, one each."""
    screen: int = 1
    size: int = 20
    kind: str | None = None
    decade: int | None = None
    place: str | None = None
    language: str | None = None
    access: str | None = None
    order: Order = Order.BEST
    facets: bool = False
    """Whether the answer should be broken down by facets."""


@dataclass(frozen=True, slots=True)
class ItemHit:
    """One item found, with its best page."""

    item_id: str
    source_id: str | None
    title: str
    collection: str
    page: int | None
    snippet: str
    """Safe HTML: escaped text with the words found in <mark>."""
    score: float
    pages_found: int
    pages: tuple[int, ...] = ()
    """The best pages, best first; `page` is one of them."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One way to narrow an answer, and how many items it would leave."""

    value: str
    items: int


@dataclass(frozen=True, slots=True)
class Facet:
    """What an answer can be narrowed by; `name` is a field of SearchRequest."""

    name: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class ResultPage:
    """One screen of hits; a screen past the end is empty."""

    total: int
    hits: tuple[ItemHit, ...]
    screen: int
    size: int
    also: tuple[str, ...] = ()
    """Other names of the places asked for, under which was searched too: the nearest ones."""
    also_more: int = 0
    """How many names there are besides."""
    meant: str | None = None
    """What was probably meant, when something seems mistyped."""
    facets: tuple[Facet, ...] = ()
    nearly: bool = False
    """Whether so much was found that counts are only nearly right."""
