"""Facet counts in Tantivy: exact for few pages, estimated from a sample for many."""

from collections import Counter
from collections.abc import Callable, Mapping

from tantivy import Occur, Query, Searcher

from search_index.clauses import FACETS, NAME_SEPARATOR, Layer
from search_index.engines.estimated_counts import project_counts

SHARED_FACETS_FIELD = "shelf"
"""Field that joins all facets shared by the pages of an item, so that one pass counts them."""

_SHARED_LAYERS = tuple(layer for layer in FACETS if layer is not Layer.PLACE)
_MAX_BUCKETS = 65_000

_Counts = dict[Layer, dict[str, int]]


def shared_facets(terms: Mapping[Layer, str]) -> str:
    """Return the value of SHARED_FACETS_FIELD for a page."""
    return NAME_SEPARATOR.join(terms[layer] for layer in _SHARED_LAYERS)


def count_facets(searcher: Searcher, query: Query) -> _Counts:
    """Count the items under each value of each facet."""
    return _counts(_aggregate(searcher, query, by_item=True), _items)


def estimate_facets(searcher: Searcher, query: Query, sample_filter: Query) -> _Counts:
    """Count all pages per facet value, and scale to items by the ratio in a sample of items.

    No value is lost, and half a million pages are counted in a fifth of the time.
    """
    sample_query = Query.boolean_query([(Occur.Must, query), (Occur.Must, sample_filter)])
    sample = _aggregate(searcher, sample_query, by_item=True)
    items, pages = _counts(sample, _items), _counts(sample, _pages)
    page_totals = _counts(_aggregate(searcher, query, by_item=False), _pages)
    return {
        layer: project_counts(items[layer], pages[layer], page_totals[layer]) for layer in FACETS
    }


def terms_aggregation(field: str) -> dict[str, object]:
    """Return the aggregation that counts each value of a field."""
    return {"terms": {"field": str(field), "size": _MAX_BUCKETS}}


def _aggregate(searcher: Searcher, query: Query, *, by_item: bool) -> dict:
    by_item_key = {"aggs": {"items": terms_aggregation("item_key")}} if by_item else {}
    aggregations = {
        field: {**terms_aggregation(field), **by_item_key}
        for field in (SHARED_FACETS_FIELD, Layer.PLACE.value)
    }
    return searcher.aggregate(query, aggregations)


def _counts(aggregation: dict, count: Callable[[dict], int]) -> _Counts:
    counts: dict[Layer, Counter[str]] = {layer: Counter() for layer in FACETS}
    for row in aggregation[SHARED_FACETS_FIELD]["buckets"]:
        for layer, value in zip(_SHARED_LAYERS, row["key"].split(NAME_SEPARATOR), strict=True):
            counts[layer][value] += count(row)
    for row in aggregation[Layer.PLACE]["buckets"]:
        counts[Layer.PLACE][row["key"]] = count(row)
    return {
        layer: {value: n for value, n in values.items() if value}
        for layer, values in counts.items()
    }


def _items(row: dict) -> int:
    return len(row["items"]["buckets"])


def _pages(row: dict) -> int:
    return row["doc_count"]
