"""Best pages of each matching item, and all its matching pages."""

from collections.abc import Sequence

import tantivy
from tantivy import Occur, Query

from search_index.results.ranking import TOP_PAGES_FOR_BONUS, rank_items

RankedPages = list[tuple[float, tantivy.DocAddress]]
BestPages = dict[int, tuple[RankedPages, float]]
"""Best pages by item key, and the bonus they add to the score of the best page."""

_Pages = list[int]


def best_pages(searcher: tantivy.Searcher, query: Query, item_count: int) -> tuple[BestPages, int]:
    """Return the first items with their best pages, and the number of matching pages."""
    limit = max(TOP_PAGES_FOR_BONUS, item_count * 4)
    while True:
        # Tantivy multiplies scores by log2(2 + quality): `ranking.weight_factor`
        result = searcher.search(query, limit=limit, weight_by_field="quality")
        keys = searcher.fast_field_values("item_key", [address for _, address in result.hits])
        hits = [
            (score, key, address) for key, (score, address) in zip(keys, result.hits, strict=True)
        ]
        if len(set(keys)) >= item_count or result.count <= limit:
            return {key: (pages, bonus) for key, pages, bonus in rank_items(hits)}, result.count
        limit *= 4


def pages_of(
    searcher: tantivy.Searcher, schema: tantivy.Schema, query: Query, keys: Sequence[int]
) -> dict[int, _Pages]:
    """Return the page numbers of each of these items that match."""
    pages_by_key: dict[int, _Pages] = {key: [] for key in keys}
    if not keys:
        return pages_by_key
    item_filter = Query.const_score_query(Query.term_set_query(schema, "item_key", list(keys)), 0.0)
    both = Query.boolean_query([(Occur.Must, item_filter), (Occur.Must, query)])
    result = searcher.search(both, limit=10_000)
    addresses = [address for _, address in result.hits]
    columns = (searcher.fast_field_values(field, addresses) for field in ("item_key", "page"))
    for key, page in zip(*columns, strict=True):
        pages_by_key[key].append(page)
    return pages_by_key
