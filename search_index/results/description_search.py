"""Search in the descriptions of the catalogue, which answers while the index is rebuilt."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock

from sqlalchemy import Engine as Database
from sqlalchemy.orm import Session

from library.catalogue.item_titles import OpenItem, names_version, open_items
from library.catalogue.ordering import in_order
from library.catalogue.queries import records
from library.database import reading
from search_index.analysis import normalise, tokens
from search_index.documents import Facet, FacetValue, ItemHit, Order, ResultPage, SearchRequest
from search_index.index.indexed_fields import decade_of
from search_index.query.parser import parse, words_of

_MAX_ITEMS = 200_000
"""Number of items searched, the last published ones; they take 60 MB of memory."""

_FACETS = ("collection", "kind", "decade", "language", "access")


@dataclass(frozen=True, slots=True)
class _Description:
    """Folded words of the description of an item, between spaces, and values of its facets."""

    item_id: str
    title: str
    names: str
    facets: tuple[str, ...]
    """Values in the order of _FACETS."""


class DescriptionSearch:
    """Search by title, number, creator and issuing body; words match without their marks."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = Lock()
        self._version: tuple[object, ...] = ()
        self._descriptions: tuple[_Description, ...] = ()

    def search(self, request: SearchRequest) -> ResultPage:
        """Return the items whose description has all words of the query, the best title first."""
        with reading(self._database) as session:
            descriptions = self._current(session)
            matches = _matches(descriptions, request)
            first = (max(request.screen, 1) - 1) * request.size
            ids = [match.item_id for match in matches]
            if request.order is not Order.BEST:
                ids = in_order(session, ids, request.order.value, first + request.size)
            hits = _hits(session, ids[first : first + request.size])
        return ResultPage(
            len(matches),
            hits,
            request.screen,
            request.size,
            facets=_facets(matches) if request.facets else (),
            rebuilding=bool(descriptions),
        )

    def forget(self) -> None:
        """Free the memory, when the index answers again."""
        self._descriptions, self._version = (), ()

    def _current(self, session: Session) -> tuple[_Description, ...]:
        with self._lock:
            version = names_version(session)
            if version != self._version:
                items = open_items(session, _MAX_ITEMS)
                self._descriptions = tuple(_description(item) for item in items)
                self._version = version
            return self._descriptions


def _description(item: OpenItem) -> _Description:
    other_texts = (item.number, item.creator, item.issuing_body)
    decade = decade_of(item.year, item.earliest, item.latest)
    return _Description(
        item.id,
        _folded(item.title),
        "".join(_folded(text) for text in other_texts if text),
        (item.collection, item.kind or "", decade, item.language, item.access.value),
    )


def _folded(text: str) -> str:
    return f" {' '.join(token.folded for token in tokens(normalise(text)))} "


def _matches(
    descriptions: Iterable[_Description], request: SearchRequest
) -> tuple[_Description, ...]:
    if request.item is not None:
        return ()  # the text of pages is only in the index
    query_text = _folded(words_of(parse(request.typed)))
    if request.typed.strip() and not query_text.strip():
        return ()
    words = [f" {word} " for word in dict.fromkeys(query_text.split())]
    values = ((place, getattr(request, name)) for place, name in enumerate(_FACETS))
    facet_values = [(place, str(value)) for place, value in values if value]
    place = _folded(request.place) if request.place else ""
    matches = [
        item
        for item in descriptions
        if all(word in item.title or word in item.names for word in words)
        and all(item.facets[position] == value for position, value in facet_values)
        and (place in item.title or place in item.names)
    ]
    return tuple(sorted(matches, key=lambda item: _rank(item, query_text, words)))


def _rank(item: _Description, query_text: str, words: list[str]) -> int:
    """Return 0 if the title has the words as typed, 1 if it has all of them, else 2."""
    if query_text in item.title:
        return 0
    return 1 if all(word in item.title for word in words) else 2


def _facets(matches: tuple[_Description, ...]) -> tuple[Facet, ...]:
    counts = (Counter(item.facets[place] for item in matches) for place in range(len(_FACETS)))
    return tuple(
        Facet(name, tuple(FacetValue(*value) for value in counter.most_common() if value[0]))
        for name, counter in zip(_FACETS, counts, strict=True)
        if any(counter)
    )


def _hits(session: Session, ids: list[str]) -> tuple[ItemHit, ...]:
    items = records(session, ids)
    return tuple(
        ItemHit(
            item=item,
            page=None,
            snippet="",
            score=0.0,
            pages_found=0,
        )
        for item in (items[item_id] for item_id in ids if item_id in items)
    )
