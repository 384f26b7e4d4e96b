"""Breaks an answer down in Tantivy: item by item when it is small, by a sample when it is not."""

from collections import Counter
from collections.abc import Callable, Mapping

from tantivy import Occur, Query, Searcher

from search_index.clauses import FACETS, NEXT_NAME, Layer

SHELF = "shelf"
"""A field for all facets that the pages of an item share: one look at it counts them all."""

_SHARED = tuple(layer for layer in FACETS if layer is not Layer.PLACE)
_MOST_BUCKETS = 65_000

_Counts = dict[Layer, dict[str, int]]


def shelf(card: Mapping[Layer, str]) -> str:
    """Return the value of SHELF for a page."""
    return NEXT_NAME.join(card[layer] for layer in _SHARED)


def counted(searcher: Searcher, query: Query) -> _Counts:
    """Count the items under each value of each facet."""
    return _counts(_found(searcher, query, by_item=True), _items)


def estimated(searcher: Searcher, query: Query, some: Query) -> _Counts:
    """Count all pages, and take for each value as many items a page as among some of the items.

    No value is lost by it, and half a million pages are counted in a fifth of the time.
    """
    among = Query.boolean_query([(Occur.Must, query), (Occur.Must, some)])
    sample = _found(searcher, among, by_item=True)
    items, pages = _counts(sample, _items), _counts(sample, _pages)
    whole = _counts(_found(searcher, query, by_item=False), _pages)
    return {layer: _projected(items[layer], pages[layer], whole[layer]) for layer in FACETS}


def by_value(field: str) -> dict[str, object]:
    """Ask for a count of each value of a field."""
    return {"terms": {"field": str(field), "size": _MOST_BUCKETS}}


def _found(searcher: Searcher, query: Query, *, by_item: bool) -> dict:
    inside = {"aggs": {"items": by_value("item_key")}} if by_item else {}
    asked = {field: {**by_value(field), **inside} for field in (SHELF, Layer.PLACE.value)}
    return searcher.aggregate(query, asked)


def _counts(found: dict, count: Callable[[dict], int]) -> _Counts:
    counts: dict[Layer, Counter[str]] = {layer: Counter() for layer in FACETS}
    for row in found[SHELF]["buckets"]:
        for layer, value in zip(_SHARED, row["key"].split(NEXT_NAME), strict=True):
            counts[layer][value] += count(row)
    for row in found[Layer.PLACE]["buckets"]:
        counts[Layer.PLACE][row["key"]] = count(row)
    return {layer: {value: n for value, n in of.items() if value} for layer, of in counts.items()}


def _items(row: dict) -> int:
    return len(row["items"]["buckets"])


def _pages(row: dict) -> int:
    return row["doc_count"]


def _projected(
    items: dict[str, int], sample: dict[str, int], whole: dict[str, int]
) -> dict[str, int]:
    usual = sum(items.values()) / max(1, sum(sample.values()))
    ratio = {value: items[value] / pages for value, pages in sample.items()}
    return {value: max(1, round(pages * ratio.get(value, usual))) for value, pages in whole.items()}
