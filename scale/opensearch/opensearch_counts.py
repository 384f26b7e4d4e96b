"""Facet counts on OpenSearch: exact for few pages, estimated from a sample for many."""

from collections.abc import Callable

from scale.opensearch.opensearch_mapping import SAMPLE_RANGE
from scale.opensearch.opensearch_queries import Query
from search_index.clauses import FACETS, Layer
from search_index.engines.estimated_counts import project_counts

MAX_PAGES_COUNTED_EXACTLY = 20_000
"""Number of pages up to which the items under each facet value are counted."""

MOST_EXACT = 40_000
"""Number of distinct items up to which a cardinality is at most a few off; the most it allows."""

_MAX_VALUES = 5_000
_Counts = dict[Layer, dict[str, int]]


class FacetCounter:
    """Counter of the items under each value of each facet, for the pages of one query."""

    def __init__(self, search: Callable[[dict], dict], query: Query) -> None:
        self._search, self._query = search, query

    def counts(self) -> _Counts:
        """Return the counts, estimated from a sample if there are many pages."""
        page_totals, pages = self._count_pages(self._query)
        if pages <= MAX_PAGES_COUNTED_EXACTLY:
            return self._count_items(self._query)
        largest = SAMPLE_RANGE * MAX_PAGES_COUNTED_EXACTLY // pages
        in_sample = {"range": {"sample": {"lte": largest}}}
        sample_query: Query = {"bool": {"filter": [self._query, in_sample]}}
        sample_pages, _ = self._count_pages(sample_query)
        items = self._count_items(sample_query)
        return {
            layer: project_counts(items[layer], sample_pages[layer], page_totals[layer])
            for layer in FACETS
        }

    def _count_pages(self, query: Query) -> tuple[_Counts, int]:
        answer = self._aggregate(query, {})
        counts = _counts(answer, lambda row: row["doc_count"])
        return counts, answer["hits"]["total"]["value"]

    def _count_items(self, query: Query) -> _Counts:
        distinct = {"field": Layer.ITEM.value, "precision_threshold": MOST_EXACT}
        answer = self._aggregate(query, {"aggs": {"items": {"cardinality": distinct}}})
        return _counts(answer, lambda row: row["items"]["value"])

    def _aggregate(self, query: Query, inner: dict) -> dict:
        by_value = {
            layer.value: {"terms": {"field": layer.value, "size": _MAX_VALUES}, **inner}
            for layer in FACETS
        }
        body = {"size": 0, "query": query, "track_total_hits": True, "aggs": by_value}
        return self._search(body)


def _counts(answer: dict, count: Callable[[dict], int]) -> _Counts:
    aggregations = answer["aggregations"]
    return {
        layer: {row["key"]: count(row) for row in aggregations[layer.value]["buckets"]}
        for layer in FACETS
    }
