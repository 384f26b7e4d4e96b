"""Search engine based on Tantivy: compiled, fast for half a million pages."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import tantivy
from tantivy import Occur, Query

from library.catalogue.access.rights import Audience
from library.errors import IndexDamagedError, IndexNotWrittenError, LibraryError, SearchFailedError
from search_index import clauses
from search_index.clauses import (
    LAYERS_OF_RARITY,
    LAYERS_WITH_FREQUENCIES,
    Clause,
    Everything,
    Layer,
    OneOf,
    Without,
    filtering_clause,
)
from search_index.documents import PageDocument
from search_index.engine import (
    PAGES_SHOWN,
    EngineResult,
    LocalReader,
    LocalWriter,
    RankedItem,
    hidden_pages,
)
from search_index.engines.tantivy_counts import (
    count_facets,
    estimate_facets,
    terms_aggregation,
)
from search_index.engines.tantivy_files import SegmentFiles, cause_of, guard, guarded, segment_files
from search_index.engines.tantivy_schema import KEY_RANGE, index_document, index_schema
from search_index.results.ranking import TOP_PAGES_FOR_BONUS, rank_items

_HEAP_BYTES = 256_000_000
_MAX_PAGES_COUNTED_EXACTLY = 20_000
"""Number of pages up to which items are counted; Tantivy's estimate beyond is within 2 %."""

_ENOUGH_PAGES = 100
"""Number of pages from which rare spellings of a term no longer matter to its count."""

RankedPages = list[tuple[float, tantivy.DocAddress]]
BestPages = dict[int, tuple[RankedPages, float]]
"""Best pages by item key, and the bonus they add to the score of the best page."""

_Pages = list[int]


def create(folder: Path) -> None:
    """Create an empty index."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        tantivy.Index(index_schema(), str(folder))
    except ValueError as error:
        raise IndexNotWrittenError(cause_of(error)) from error


def open_writer(folder: Path) -> "_Writer":
    """Open an index for writing."""
    return _Writer(_open(folder), segment_files(folder))


def open_reader(folder: Path) -> "_Reader":
    """Open an index for reading."""
    return _Reader(_open(folder), segment_files(folder))


def parts_with_removed(folder: Path) -> dict[str, frozenset[str]]:
    """Return the items in each segment that still holds the words of removed pages.

    An item that is indexed again goes to another segment; a segment goes with its last one.
    """
    reader = open_reader(folder)
    return reader.items_by_segment(reader.files.segments_with_removed)


def check(folder: Path, *, thorough: bool) -> None:
    """Raise IndexDamagedError if the files of an index are damaged."""
    segment_files(folder).check(thorough=thorough)


def _open(folder: Path) -> tantivy.Index:
    files = segment_files(folder)
    files.check()
    with guard(files, IndexDamagedError):
        return tantivy.Index.open(str(folder))


class _Writer(LocalWriter):
    def __init__(self, index: tantivy.Index, files: SegmentFiles) -> None:
        self.files = files
        self._schema = index.schema
        with guard(files, IndexNotWrittenError):
            self._writer = index.writer(_HEAP_BYTES, num_threads=1)

    @guarded(IndexNotWrittenError)
    def put(self, documents: Iterable[PageDocument]) -> None:
        for document in documents:
            self._writer.add_document(index_document(document))

    @guarded(IndexNotWrittenError)
    def remove_item(self, item_id: str) -> None:
        self._writer.delete_documents_by_term(Layer.ITEM, item_id)

    @guarded(IndexNotWrittenError)
    def remove_page(self, item_id: str, page: int | None) -> None:
        of_item = Query.term_query(self._schema, Layer.ITEM, item_id)
        of_page = Query.term_query(self._schema, "page", page or 0)
        both = [(Occur.Must, of_item), (Occur.Must, of_page)]
        self._writer.delete_documents_by_query(Query.boolean_query(both))

    @guarded(IndexNotWrittenError)
    def save(self) -> frozenset[str]:
        self._writer.commit()
        self._writer.garbage_collect_files()
        return frozenset()

    def close(self) -> None:
        # discards uncommitted changes; a rollback would also stop the merges for good
        with suppress(LibraryError), guard(self.files, IndexNotWrittenError):
            self._writer.wait_merging_threads()  # a merge that failed is tried again later


class _Reader(LocalReader):
    def __init__(self, index: tantivy.Index, files: SegmentFiles) -> None:
        self._index, self.files = index, files
        self._seen: object = None
        self._last_counted: tuple[object, dict[Layer, dict[str, int]]] = (None, {})
        self._documents = 0
        self._unseen_pages: dict[Audience, int] = {}
        with guard(files, SearchFailedError):
            self._index.config_reader("manual")
        self.refresh()

    @guarded(SearchFailedError)
    def refresh(self) -> None:
        self.files.check()
        newest = self.files.commit
        if newest != self._seen:
            self._documents, self._unseen_pages = self.files.documents, {}
            self._index.reload()
            self._seen = newest

    def close(self) -> None:
        del self._index

    @guarded(SearchFailedError)
    def find(
        self,
        clause: Clause,
        *,
        first: int,
        size: int,
        by_page: bool = False,
        with_total: bool = True,
    ) -> EngineResult:
        searcher = self._index.searcher()
        translation = QueryTranslator(self._index.schema, searcher)
        query = translation.query(clause)
        if by_page:
            return _pages(searcher, query, first, size)
        best, pages = best_pages(searcher, query, first + size)
        filter_query = translation.query(filtering_clause(clause))
        total = (
            len(best)
            if pages <= len(best) or not with_total
            else self._count_items(searcher, clause, filter_query, pages)
        )
        rows = list(best.items())[first : first + size]
        matching_pages = pages_of(
            searcher, self._index.schema, filter_query, [key for key, _ in rows]
        )
        items = tuple(_item(searcher, *best, matching_pages[key]) for key, best in rows)
        return EngineResult(total, items, is_estimate=pages > _MAX_PAGES_COUNTED_EXACTLY)

    @guarded(SearchFailedError)
    def items(self, clause: Clause) -> dict[str, int]:
        searcher = self._index.searcher()
        query = QueryTranslator(self._index.schema, searcher).query(filtering_clause(clause))
        aggregation = searcher.aggregate(query, {"items": terms_aggregation(Layer.ITEM)})
        return {row["key"]: row["doc_count"] for row in aggregation["items"]["buckets"]}

    @guarded(SearchFailedError)
    def counts(self, clause: Clause) -> dict[Layer, dict[str, int]]:
        counted_for, counts = self._last_counted
        if counted_for == (self._seen, clause):
            return counts
        searcher = self._index.searcher()
        query = QueryTranslator(self._index.schema, searcher).query(filtering_clause(clause))
        pages = searcher.search(query, limit=1).count
        if pages <= _MAX_PAGES_COUNTED_EXACTLY:
            return count_facets(searcher, query)
        sampling_divisor = pages // _MAX_PAGES_COUNTED_EXACTLY + 1
        sample_filter = Query.range_query(
            self._index.schema,
            "item_key",
            tantivy.FieldType.Unsigned,
            0,
            KEY_RANGE // sampling_divisor,
        )
        return estimate_facets(searcher, query, sample_filter)

    def _count_items(
        self, searcher: tantivy.Searcher, clause: Clause, filter_query: Query, pages: int
    ) -> int:
        """Count the items, and cache their facet counts, which are usually requested next."""
        if pages > _MAX_PAGES_COUNTED_EXACTLY:
            return round(searcher.cardinality(filter_query, "item_key"))
        generation, counts = self._seen, count_facets(searcher, filter_query)
        self._last_counted = ((generation, clause), counts)
        return sum(counts[Layer.COLLECTION].values())

    @guarded(SearchFailedError)
    def pages_with(self, layer: Layer, text: str, audience: Audience) -> int:
        searcher = self._index.searcher()
        if layer is Layer.PAIRS and text.endswith("="):
            frequencies = dict(searcher.terms_with_prefix(layer, text))
        else:
            frequencies = {text: searcher.doc_freq(layer, text)}
        unseen_pages = self._count_unseen(searcher, audience)
        surely_seen = sum(pages for pages in frequencies.values() if pages > unseen_pages)
        rare = tuple(term for term, pages in frequencies.items() if 0 < pages <= unseen_pages)
        if not rare or surely_seen > _ENOUGH_PAGES:
            return surely_seen
        return surely_seen + self._count_visible(searcher, OneOf(layer, rare), audience)

    def _count_unseen(self, searcher: tantivy.Searcher, audience: Audience) -> int:
        """Return the number of pages that count in frequencies but are hidden or removed."""
        pages_by_audience = self._unseen_pages
        if audience not in pages_by_audience:
            visible = self._count_visible(searcher, Everything(), audience)
            pages_by_audience[audience] = self._documents - visible
        return pages_by_audience[audience]

    def _count_visible(self, searcher: tantivy.Searcher, clause: Clause, audience: Audience) -> int:
        visible = Without(clause, hidden_pages(audience))
        query = QueryTranslator(self._index.schema, searcher).query(visible)
        return searcher.search(query, limit=1).count

    @guarded(SearchFailedError)
    def items_by_segment(self, segments: dict[int, str]) -> dict[str, frozenset[str]]:
        """Return the items of some segments, which are named by their places in the commit."""
        searcher, items = self._index.searcher(), defaultdict(set)
        for address in _all_addresses(searcher):
            if address.segment_ord in segments:
                items[segments[address.segment_ord]].add(_address(searcher, address)[0])
        return {name: frozenset(items[name]) for name in segments.values()}

    @guarded(SearchFailedError)
    def pages(self) -> dict[str, frozenset[int]]:
        searcher = self._index.searcher()
        pages_by_item: dict[str, set[int]] = defaultdict(set)
        for address in _all_addresses(searcher):
            item_id, page = _address(searcher, address)
            pages_by_item[item_id].add(page or 0)
        return {item_id: frozenset(pages) for item_id, pages in pages_by_item.items()}


def _all_addresses(searcher: tantivy.Searcher) -> Iterable[tantivy.DocAddress]:
    result = searcher.search(Query.all_query(), limit=max(searcher.num_docs, 1))
    return (address for _, address in result.hits)


def _address(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> tuple[str, int | None]:
    document = searcher.doc(address)
    return document.get_first(Layer.ITEM), document.get_first("page") or None


def _pages(searcher: tantivy.Searcher, query: Query, first: int, size: int) -> EngineResult:
    result = searcher.search(query, limit=max(size, 1), offset=first, weight_by_field="quality")
    hits = (RankedItem(*_address(searcher, address), score, 1) for score, address in result.hits)
    return EngineResult(result.count, tuple(hits)[:size])


def _item(
    searcher: tantivy.Searcher, ranking: RankedPages, page_bonus: float, matching_pages: list[int]
) -> RankedItem:
    """Return an item with its best pages, best first."""
    score, address = ranking[0]
    best = searcher.fast_field_values("page", [address for _, address in ranking])
    pages = dict.fromkeys((*best, *matching_pages))
    numbers = tuple(page for page in pages if page)[:PAGES_SHOWN]
    return RankedItem(
        *_address(searcher, address), score + page_bonus, len(matching_pages), numbers, page_bonus
    )


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


class QueryTranslator:
    """Translator for one state of an index, on which the rarity of a term depends."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher) -> None:
        self._schema, self._searcher = schema, searcher

    def query(self, clause: Clause) -> Query:
        """Return the Tantivy query for a clause."""
        return getattr(self, f"_{type(clause).__name__.lower()}")(clause)

    def _everything(self, _clause: clauses.Everything) -> Query:
        return Query.all_query()

    def _nothing(self, _clause: clauses.Nothing) -> Query:
        return Query.empty_query()

    def _term(self, clause: clauses.Term) -> Query:
        depth = "freq" if clause.layer in LAYERS_WITH_FREQUENCIES else "basic"
        query = Query.term_query(self._schema, clause.layer, clause.text, depth)
        if clause.layer not in LAYERS_OF_RARITY:
            return query
        page_frequency = self._searcher.doc_freq(clause.layer, clause.text)
        return Query.const_score_query(query, self._rarity(page_frequency))

    def _oneof(self, clause: clauses.OneOf) -> Query:
        return Query.term_set_query(self._schema, clause.layer, list(clause.texts))

    def _prefix(self, clause: clauses.Prefix) -> Query:
        expansions = self._searcher.terms_with_prefix(clause.layer, clause.text)
        page_frequency = sum(pages for _, pages in expansions)
        terms = Query.term_set_query(self._schema, clause.layer, [term for term, _ in expansions])
        return Query.const_score_query(terms, self._rarity(page_frequency))

    def _phrase(self, clause: clauses.Phrase) -> Query:
        phrase = Query.phrase_query(self._schema, Layer.FOLDED, list(clause.texts), clause.slop)
        if not clause.slop:
            return phrase
        # engines weigh the distance differently: near words score as the words do
        words = (self._term(clauses.Term(Layer.FOLDED, word)) for word in clause.texts)
        near = Query.const_score_query(phrase, 0.0)
        return Query.boolean_query([(Occur.Must, part) for part in (near, *words)])

    def _pattern(self, clause: clauses.Pattern) -> Query:
        wild = re.escape(clause.text).replace(r"\*", ".*").replace(r"\?", ".")
        return Query.regex_query(self._schema, clause.layer, wild)

    def _fuzzy(self, clause: clauses.Fuzzy) -> Query:
        return Query.fuzzy_term_query(self._schema, clause.layer, clause.text)

    def _years(self, clause: clauses.Years) -> Query:
        return Query.range_query(
            self._schema, Layer.YEAR, tantivy.FieldType.Unsigned, clause.first, clause.last
        )

    def _all(self, clause: clauses.All) -> Query:
        return Query.boolean_query([(Occur.Must, self.query(part)) for part in clause.clauses])

    def _some(self, clause: clauses.Some) -> Query:
        parts = [(Occur.Should, self.query(part)) for part in clause.clauses]
        return Query.boolean_query(parts, clause.least if clause.least > 1 else None)

    def _best(self, clause: clauses.Best) -> Query:
        return Query.disjunction_max_query([self.query(part) for part in clause.clauses])

    def _without(self, clause: clauses.Without) -> Query:
        match clause.unwanted:
            case clauses.Term(layer, text) if not self._searcher.doc_freq(layer, text):
                return self.query(clause.clause)
        return Query.boolean_query(
            [
                (Occur.Must, self.query(clause.clause)),
                (Occur.MustNot, self.query(clause.unwanted)),
            ]
        )

    def _preferring(self, clause: clauses.Preferring) -> Query:
        helpful = [(Occur.Should, self.query(part)) for part in clause.helpful]
        return Query.boolean_query([(Occur.Must, self.query(clause.needed)), *helpful])

    def _constantscore(self, clause: clauses.ConstantScore) -> Query:
        return Query.const_score_query(self.query(clause.clause), clause.score)

    def _weighted(self, clause: clauses.Weighted) -> Query:
        if clause.factor == 0:
            return Query.const_score_query(self.query(clause.clause), 0.0)
        return Query.boost_query(self.query(clause.clause), clause.factor)

    def _rarity(self, page_frequency: int) -> float:
        """Return the factor of BM25 for a term of so many pages."""
        other_pages = max(0, self._searcher.num_docs - page_frequency)
        return math.log(1 + (other_pages + 0.5) / (page_frequency + 0.5))
