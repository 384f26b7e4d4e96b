"""Reader of an index on OpenSearch."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TypeVar

from library.catalogue.access.rights import Audience
from scale.opensearch.cluster_index import ClusterIndex
from scale.opensearch.counted_terms import CountedTerms
from scale.opensearch.counted_terms import Term as CountedTerm
from scale.opensearch.opensearch_cluster import WRITE_SECONDS, connect
from scale.opensearch.opensearch_mapping import (
    MAX_RESULTS,
    PAIR_LAYERS,
    SAMPLE_RANGE,
    beginning_term,
)
from search_index import clauses
from search_index.clauses import (
    FACETS,
    LAYER_WITH_POSITIONS,
    Clause,
    Layer,
    Prefix,
    Term,
    filtering_clause,
)
from search_index.engine import (
    PAGES_SHOWN,
    EngineResult,
    RankedItem,
    hidden_pages,
)
from search_index.engines.estimated_counts import project_counts
from search_index.results.ranking import TOP_PAGES_FOR_BONUS, rank_items
from search_index.spelling.spelling_correction import PagesWith

Query = dict[str, object]

_MAX_FUZZY_TERMS = 1024


class QueryTranslator:
    """Translator for a cluster whose scores of terms are multiplied by `score_unit`."""

    def __init__(self, score_unit: float) -> None:
        self._score_unit = score_unit

    def query(self, clause: Clause) -> Query:
        """Return the query for a clause."""
        return getattr(self, f"_{type(clause).__name__.lower()}")(clause)

    def _everything(self, _clause: clauses.Everything) -> Query:
        return {"match_all": {}}

    def _nothing(self, _clause: clauses.Nothing) -> Query:
        return {"match_none": {}}

    def _term(self, clause: clauses.Term) -> Query:
        return {"term": {clause.layer.value: {"value": clause.text, "boost": self._score_unit}}}

    def _oneof(self, clause: clauses.OneOf) -> Query:
        return {"terms": {clause.layer.value: list(clause.texts)}}

    def _prefix(self, clause: clauses.Prefix) -> Query:
        if clause.layer in PAIR_LAYERS:
            return self._term(clauses.Term(clause.layer, beginning_term(clause.text)))
        return {"prefix": {clause.layer.value: {"value": clause.text}}}

    def _phrase(self, clause: clauses.Phrase) -> Query:
        words = " ".join(clause.texts)
        if not clause.slop:
            phrase = {"query": words, "boost": self._score_unit}
            return {"match_phrase": {LAYER_WITH_POSITIONS.value: phrase}}
        near = {"match_phrase": {LAYER_WITH_POSITIONS.value: {"query": words, "slop": clause.slop}}}
        terms = [self._term(clauses.Term(LAYER_WITH_POSITIONS, word)) for word in clause.texts]
        return {"bool": {"filter": [near], "must": terms}}

    def _pattern(self, clause: clauses.Pattern) -> Query:
        pattern = clause.text.replace("\\", "\\\\")
        return {"wildcard": {clause.layer.value: {"value": pattern}}}

    def _fuzzy(self, clause: clauses.Fuzzy) -> Query:
        near = {"value": clause.text, "fuzziness": 1, "max_expansions": _MAX_FUZZY_TERMS}
        return {"constant_score": {"filter": {"fuzzy": {clause.layer.value: near}}}}

    def _years(self, clause: clauses.Years) -> Query:
        limits = {"gte": _whole_number(clause.first), "lte": _whole_number(clause.last)}
        bounds = {name: limit for name, limit in limits.items() if limit is not None}
        return {"range": {"year": bounds}}

    def _all(self, clause: clauses.All) -> Query:
        return {"bool": {"must": [self.query(part) for part in clause.clauses]}}

    def _some(self, clause: clauses.Some) -> Query:
        parts = [self.query(part) for part in clause.clauses]
        return {"bool": {"should": parts, "minimum_should_match": clause.least}}

    def _best(self, clause: clauses.Best) -> Query:
        return {"dis_max": {"queries": [self.query(part) for part in clause.clauses]}}

    def _without(self, clause: clauses.Without) -> Query:
        query, exclusion = self.query(clause.clause), self.query(clause.unwanted)
        return {"bool": {"must": [query], "must_not": [exclusion]}}

    def _preferring(self, clause: clauses.Preferring) -> Query:
        helpful = [self.query(part) for part in clause.helpful]
        return {"bool": {"must": [self.query(clause.needed)], "should": helpful}}

    def _constantscore(self, clause: clauses.ConstantScore) -> Query:
        return {"constant_score": {"filter": self.query(clause.clause), "boost": clause.score}}

    def _weighted(self, clause: clauses.Weighted) -> Query:
        inner = self.query(clause.clause)
        if clause.factor == 0:
            return {"bool": {"filter": [inner]}}
        return {"bool": {"must": [inner], "boost": clause.factor}}


def _whole_number(year: int | None) -> int | None:
    """Return a year that fits into the field."""
    return None if year is None else min(max(year, -(1 << 31)), (1 << 31) - 1)


_DEEPEST_PAGES = 100_000
"""Number of ranked pages that are read for one screen; the screens beyond are empty."""

_TERMS_PER_REQUEST = 500
_ORDER = ({"_score": "desc"}, {"item": "asc"}, {"page": "asc"})
"""Order of pages; equal scores would stand in another order on each copy of a shard."""

_SCAN_ORDER = ({"item": "asc"}, {"page": "asc"})
_KEEP_ALIVE = "2m"

_Hit = tuple[float, str, int]
"""Score, item and page of a hit."""

Result = TypeVar("Result")


class Reader:
    """Index open for reading; the cluster itself shows later commits."""

    def __init__(self, place: ClusterIndex) -> None:
        self._name = place.name
        self._connection = connect(place.cluster)
        self._counted = CountedTerms(self._count_terms)

    def find(
        self,
        clause: Clause,
        *,
        first: int,
        size: int,
        by_page: bool = False,
        with_total: bool = True,
    ) -> EngineResult:
        query = self._translate(clause)
        if by_page:
            return self._pages(query, first, size)
        hits, pages = self._ranked_hits(query, first + size)
        ranking = rank_items(hits)
        filter_query = self._translate(filtering_clause(clause))
        rows = ranking[first : first + size]
        matching = self._matching_pages(filter_query, [item for item, _, _ in rows])
        total = len(ranking)
        if with_total and pages > len(hits):
            total = max(total, self._count_items(filter_query, pages))
        items = tuple(_item(*row, *matching.get(row[0], (1, ()))) for row in rows)
        return EngineResult(total, items, is_estimate=pages > MAX_PAGES_COUNTED_EXACTLY)

    def items(self, clause: Clause) -> dict[str, int]:
        query = self._translate(filtering_clause(clause))
        return dict(self._all_items(query))

    def counts(self, clause: Clause) -> dict[Layer, dict[str, int]]:
        query = self._translate(filtering_clause(clause))
        return FacetCounter(self._search, query).counts()

    def call_with_counts(
        self, function: Callable[[PagesWith], Result], audience: Audience
    ) -> Result:
        return self._counted.call(function, audience)

    def pages_with(self, layer: Layer, text: str, audience: Audience) -> int:
        return self.call_with_counts(lambda pages_with: pages_with(layer, text), audience)

    def pages(self) -> dict[str, frozenset[int]]:
        pages_by_item: dict[str, set[int]] = defaultdict(set)
        for item_id, page in self._scan():
            pages_by_item[item_id].add(page)
        return {item_id: frozenset(pages) for item_id, pages in pages_by_item.items()}

    def refresh(self) -> None:
        return

    def close(self) -> None:
        return

    def _translate(self, clause: Clause) -> Query:
        return QueryTranslator(self._connection.score_unit).query(clause)

    def _search(self, body: dict, **parameters: object) -> dict:
        return self._connection.search(self._name, body, **parameters)

    def _pages(self, query: Query, first: int, size: int) -> EngineResult:
        if first + size > MAX_RESULTS:
            first, size = 0, 0
        answer = self._search_ranked(query, {"from": first, "size": size})
        hits = (RankedItem(item, page or None, score, 1) for score, item, page in _hits(answer))
        return EngineResult(answer["hits"]["total"]["value"], tuple(hits))

    def _search_ranked(self, query: Query, window: dict) -> dict:
        body = {
            "query": _weigh_confidence(query),
            "sort": _ORDER,
            "track_total_hits": True,
            "_source": False,
            **window,
        }
        # the scores of all screens of a query come from the same copies of the shards
        return self._search(body, search_type="dfs_query_then_fetch", preference=_digest(query))

    def _ranked_hits(self, query: Query, item_count: int) -> tuple[list[_Hit], int]:
        """Return the best pages of at least `item_count` items, and the number of all pages."""
        size = min(MAX_RESULTS, max(TOP_PAGES_FOR_BONUS, item_count * 4))
        hits: dict[_Hit, None] = {}
        window: dict = {"size": size}
        while True:
            answer = self._search_ranked(query, window)
            total, rows = answer["hits"]["total"]["value"], answer["hits"]["hits"]
            unread = dict.fromkeys(_hits(answer)).keys() - hits.keys()
            hits |= dict.fromkeys(_hits(answer))
            enough = len({item for _, item, _ in hits}) >= item_count or len(hits) >= _DEEPEST_PAGES
            if enough or len(rows) < window["size"] or not unread:
                return list(hits), total
            window = {"size": MAX_RESULTS, "search_after": rows[-1]["sort"]}

    def _matching_pages(
        self, query: Query, items: Sequence[str]
    ) -> dict[str, tuple[int, tuple[int, ...]]]:
        """Return the number of matching pages of each of these items, and its first ones."""
        if not items:
            return {}
        first_pages = {
            "terms": {"field": "page", "size": PAGES_SHOWN + 1, "order": {"_key": "asc"}}
        }
        by_item = {"terms": {"field": "item", "size": len(items)}, "aggs": {"pages": first_pages}}
        filters = [query, {"terms": {"item": list(items)}}]
        body = {"size": 0, "query": {"bool": {"filter": filters}}, "aggs": {"items": by_item}}
        buckets = self._search(body)["aggregations"]["items"]["buckets"]
        return {
            row["key"]: (row["doc_count"], tuple(page["key"] for page in row["pages"]["buckets"]))
            for row in buckets
        }

    def _count_items(self, query: Query, pages: int) -> int:
        if pages <= MAX_PAGES_COUNTED_EXACTLY:
            return sum(1 for _ in self._all_items(query))
        distinct = {"cardinality": {"field": "item", "precision_threshold": MOST_EXACT}}
        answer = self._search({"size": 0, "query": query, "aggs": {"items": distinct}})
        return answer["aggregations"]["items"]["value"]

    def _all_items(self, query: Query) -> Iterator[tuple[str, int]]:
        pages: dict = {"size": MAX_RESULTS, "sources": [{"item": {"terms": {"field": "item"}}}]}
        while True:
            by_item = {"items": {"composite": pages}}
            answer = self._search({"size": 0, "query": query, "aggs": by_item})
            aggregation = answer["aggregations"]["items"]
            yield from ((row["key"]["item"], row["doc_count"]) for row in aggregation["buckets"])
            if len(aggregation["buckets"]) < MAX_RESULTS:
                return
            pages["after"] = aggregation["after_key"]

    def _count_terms(self, terms: Collection[CountedTerm], audience: Audience) -> list[int]:
        counts: list[int] = []
        all_terms = list(terms)
        for start in range(0, len(all_terms), _TERMS_PER_REQUEST):
            counts += self._count_some(all_terms[start : start + _TERMS_PER_REQUEST], audience)
        return counts

    def _count_some(self, terms: Sequence[CountedTerm], audience: Audience) -> list[int]:
        filters = {
            str(place): self._translate(_looked_up(*term)) for place, term in enumerate(terms)
        }
        exclusion = self._translate(hidden_pages(audience))
        body = {
            "size": 0,
            "query": {"bool": {"must_not": [exclusion]}},
            "aggs": {"terms": {"filters": {"filters": filters}}},
        }
        buckets = self._search(body)["aggregations"]["terms"]["buckets"]
        return [buckets[str(place)]["doc_count"] for place in range(len(terms))]

    def _scan(self) -> Iterator[tuple[str, int]]:
        """Yield the item and number of all pages, from one moment of the index."""
        point_in_time = self._connection.request(
            "POST", f"/{self._name}/_search/point_in_time", keep_alive=_KEEP_ALIVE
        )
        moment = {"pit": {"id": point_in_time["pit_id"], "keep_alive": _KEEP_ALIVE}}
        body = {"size": MAX_RESULTS, "sort": _SCAN_ORDER, "_source": False, **moment}
        try:
            while True:
                rows = self._connection.search("", body, seconds=WRITE_SECONDS)["hits"]["hits"]
                yield from (tuple(row["sort"][:2]) for row in rows)
                if len(rows) < MAX_RESULTS:
                    return
                body["search_after"] = rows[-1]["sort"]
        finally:
            closing = {"pit_id": [point_in_time["pit_id"]]}
            self._connection.request("DELETE", "/_search/point_in_time", closing)


def _looked_up(layer: Layer, text: str) -> Clause:
    return Prefix(layer, text) if layer in PAIR_LAYERS else Term(layer, text)


def _weigh_confidence(query: Query) -> Query:
    """Return the query with scores multiplied by the stored factor of each page."""
    factor = {"field": "confidence", "missing": 1.0}
    return {"function_score": {"query": query, "field_value_factor": factor}}


def _digest(query: Query) -> str:
    return hashlib.blake2b(json.dumps(query).encode(), digest_size=8).hexdigest()


def _hits(answer: dict) -> list[_Hit]:
    return [tuple(row["sort"][:3]) for row in answer["hits"]["hits"]]


def _item(
    item_id: str,
    best: list[tuple[float, int]],
    bonus: float,
    pages_found: int,
    matching: tuple[int, ...],
) -> RankedItem:
    """Return an item with its best pages, best first."""
    score, page = best[0]
    pages = dict.fromkeys((*(page for _, page in best), *matching))
    shown = tuple(page for page in pages if page)[:PAGES_SHOWN]
    return RankedItem(item_id, page or None, score + bonus, pages_found, shown, bonus)


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
