"""Keeps the index in Tantivy: compiled, quick over half a million pages."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import tantivy
from tantivy import Occur, Query

from search_index.clauses import (
    COUNTED,
    IN_ORDER,
    NEXT_NAME,
    WHOLE,
    Clause,
    Layer,
    deciding,
)
from search_index.documents import PageDocument
from search_index.engine import PAGES_SHOWN, PAGES_WEIGHED, Found, FoundItem, bonus
from search_index.engines.tantivy_counts import SHELF, by_value, counted, estimated, shelf
from search_index.engines.tantivy_queries import Translation
from search_index.indexed_fields import card

_HEAP = 256_000_000
_COUNTED_ONE_BY_ONE = 20_000
"""Pages up to which the items among them are counted; beyond, Tantivy's sketch is 2 % near."""

_LISTED = (Layer.ITEM, Layer.PLACE)
"""Names that are counted one by one; the others are on the shelf mark together."""

_KEY_BYTES = 7
_KEYS = 1 << 8 * _KEY_BYTES

_Ranked = list[tuple[float, tantivy.DocAddress]]
_Best = dict[int, tuple[_Ranked, float]]
"""By the keys of items: their best pages, and what these add to the best one's score."""

_Pages = list[int]


def create(folder: Path) -> None:
    """Make an empty index."""
    folder.mkdir(parents=True, exist_ok=True)
    tantivy.Index(_schema(), str(folder))


def open_writer(folder: Path) -> "_Writer":
    """Open an index for writing."""
    return _Writer(tantivy.Index.open(str(folder)))


def open_reader(folder: Path) -> "_Reader":
    """Open an index for reading."""
    return _Reader(tantivy.Index.open(str(folder)), folder / "meta.json")


class _Writer:
    def __init__(self, index: tantivy.Index) -> None:
        self._schema = index.schema
        self._writer = index.writer(_HEAP, num_threads=1)

    def put(self, documents: Iterable[PageDocument]) -> None:
        for document in documents:
            self._writer.add_document(_document(document))

    def remove_item(self, item_id: str) -> None:
        self._writer.delete_documents_by_term(Layer.ITEM, item_id)

    def remove_page(self, item_id: str, page: int | None) -> None:
        of_item = Query.term_query(self._schema, Layer.ITEM, item_id)
        numbered = Query.term_query(self._schema, "page", page or 0)
        both = [(Occur.Must, of_item), (Occur.Must, numbered)]
        self._writer.delete_documents_by_query(Query.boolean_query(both))

    def save(self) -> None:
        self._writer.commit()
        self._writer.garbage_collect_files()

    def close(self) -> None:
        # drops what was not committed; a rollback would stop the merges too, for good
        self._writer.wait_merging_threads()


class _Reader:
    def __init__(self, index: tantivy.Index, commits: Path) -> None:
        self._index, self._commits = index, commits
        self._index.config_reader("manual")
        self._seen = 0
        self._last_counted: tuple[object, dict[Layer, dict[str, int]]] = (None, {})
        self.refresh()

    def refresh(self) -> None:
        newest = self._commits.stat().st_mtime_ns
        if newest != self._seen:
            self._index.reload()
            self._seen = newest

    def close(self) -> None:
        del self._index

    def find(self, clause: Clause, *, first: int, size: int, by_page: bool = False) -> Found:
        searcher = self._index.searcher()
        translation = Translation(self._index.schema, searcher)
        query = translation.query(clause)
        if by_page:
            return _pages(searcher, query, first, size)
        best, pages = _best_pages(searcher, query, first + size)
        decides = translation.query(deciding(clause))
        total = (
            len(best) if pages <= len(best) else self._items_among(searcher, clause, decides, pages)
        )
        shown = list(best.items())[first : first + size]
        answering = _pages_of(searcher, self._index.schema, decides, [key for key, _ in shown])
        items = tuple(_item(searcher, *best, answering[key]) for key, best in shown)
        return Found(total, items, nearly=pages > _COUNTED_ONE_BY_ONE)

    def items(self, clause: Clause) -> dict[str, int]:
        searcher = self._index.searcher()
        query = Translation(self._index.schema, searcher).query(deciding(clause))
        found = searcher.aggregate(query, {"items": by_value(Layer.ITEM)})
        return {row["key"]: row["doc_count"] for row in found["items"]["buckets"]}

    def counts(self, clause: Clause) -> dict[Layer, dict[str, int]]:
        told_of, counts = self._last_counted
        if told_of == (self._seen, clause):
            return counts
        searcher = self._index.searcher()
        query = Translation(self._index.schema, searcher).query(deciding(clause))
        pages = searcher.search(query, limit=1).count
        if pages <= _COUNTED_ONE_BY_ONE:
            return counted(searcher, query)
        share = pages // _COUNTED_ONE_BY_ONE + 1
        some = Query.range_query(
            self._index.schema, "item_key", tantivy.FieldType.Unsigned, 0, _KEYS // share
        )
        return estimated(searcher, query, some)

    def _items_among(
        self, searcher: tantivy.Searcher, clause: Clause, decides: Query, pages: int
    ) -> int:
        """Count the items, and remember what they are broken down by: that is asked for next."""
        if pages > _COUNTED_ONE_BY_ONE:
            return round(searcher.cardinality(decides, "item_key"))
        seen, counts = self._seen, counted(searcher, decides)
        self._last_counted = ((seen, clause), counts)
        return sum(counts[Layer.COLLECTION].values())

    def pages_with(self, layer: Layer, text: str) -> int:
        searcher = self._index.searcher()
        if layer is not Layer.PAIRS:
            return searcher.doc_freq(layer, text)
        return sum(pages for _, pages in searcher.terms_with_prefix(layer, text))

    def pages(self) -> dict[str, frozenset[int]]:
        searcher = self._index.searcher()
        result = searcher.search(Query.all_query(), limit=max(searcher.num_docs, 1))
        there: dict[str, set[int]] = defaultdict(set)
        for _, place in result.hits:
            item_id, page = _address(searcher, place)
            there[item_id].add(page or 0)
        return {item_id: frozenset(pages) for item_id, pages in there.items()}


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for layer in Layer:
        if layer is Layer.YEAR:
            builder.add_unsigned_field(layer, indexed=True, fast=True)
        elif layer in WHOLE:
            builder.add_text_field(
                layer,
                stored=layer is Layer.ITEM,
                fast=layer in _LISTED,
                tokenizer_name="raw",
                index_option="basic",
            )
        else:
            builder.add_text_field(layer, tokenizer_name="whitespace", index_option=_depth(layer))
    builder.add_text_field(SHELF, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("item_key", indexed=True, fast=True)
    builder.add_unsigned_field("page", stored=True, indexed=True, fast=True)
    builder.add_float_field("quality", fast=True)
    return builder.build()


def _depth(layer: Layer) -> str:
    if layer is IN_ORDER:
        return "position"
    return "freq" if layer in COUNTED else "basic"


def _document(document: PageDocument) -> tantivy.Document:
    made, written = tantivy.Document(), card(document)
    for layer, terms in written.items():
        for text in terms.split(NEXT_NAME) if layer in WHOLE else (terms,):
            if text:
                made.add_text(layer, text)
    for year in document.years:
        made.add_unsigned(Layer.YEAR, year)
    made.add_text(SHELF, shelf(written))
    made.add_unsigned("item_key", _item_key(document.item_id))
    made.add_float("quality", 1.0 if document.quality is None else document.quality)
    made.add_unsigned("page", document.page or 0)
    return made


def _item_key(item_id: str) -> int:
    return int.from_bytes(hashlib.blake2b(item_id.encode(), digest_size=_KEY_BYTES).digest(), "big")


def _address(searcher: tantivy.Searcher, place: tantivy.DocAddress) -> tuple[str, int | None]:
    stored = searcher.doc(place)
    return stored.get_first(Layer.ITEM), stored.get_first("page") or None


def _pages(searcher: tantivy.Searcher, query: Query, first: int, size: int) -> Found:
    result = searcher.search(query, limit=max(size, 1), offset=first, weight_by_field="quality")
    found = (FoundItem(*_address(searcher, place), score, 1) for score, place in result.hits)
    return Found(result.count, tuple(found)[:size])


def _item(searcher: tantivy.Searcher, ranked: _Ranked, more: float, answering: _Pages) -> FoundItem:
    """Return an item with its best pages; best ones first."""
    score, place = ranked[0]
    best = searcher.fast_field_values("page", [place for _, place in ranked])
    pages = dict.fromkeys((*best, *answering))
    shown = tuple(page for page in pages if page)[:PAGES_SHOWN]
    return FoundItem(*_address(searcher, place), score + more, len(answering), shown, more)


def _best_pages(searcher: tantivy.Searcher, query: Query, wanted: int) -> tuple[_Best, int]:
    """Return the first items, each with its best pages, and how many pages answer."""
    limit = max(PAGES_WEIGHED, wanted * 4)
    while True:
        # Tantivy counts a page log2(2 + quality) times: a faint one at most a third less
        result = searcher.search(query, limit=limit, weight_by_field="quality")
        keys = searcher.fast_field_values("item_key", [place for _, place in result.hits])
        best: dict[int, _Ranked] = defaultdict(list)
        for key, hit in zip(keys, result.hits, strict=True):
            best[key].append(hit)
        if len(best) >= wanted or result.count <= limit:
            return _in_standing(best, Counter(keys[:PAGES_WEIGHED])), result.count
        limit *= 4


def _in_standing(best: dict[int, _Ranked], weighed: Counter[int]) -> _Best:
    with_bonus = {key: (ranked, bonus(ranked[0][0], weighed[key])) for key, ranked in best.items()}
    return dict(sorted(with_bonus.items(), key=lambda item: -(item[1][0][0][0] + item[1][1])))


def _pages_of(
    searcher: tantivy.Searcher, schema: tantivy.Schema, query: Query, keys: Sequence[int]
) -> dict[int, _Pages]:
    answering: dict[int, _Pages] = {key: [] for key in keys}
    if not keys:
        return answering
    among = Query.const_score_query(Query.term_set_query(schema, "item_key", list(keys)), 0.0)
    both = Query.boolean_query([(Occur.Must, among), (Occur.Must, query)])
    result = searcher.search(both, limit=10_000)
    places = [place for _, place in result.hits]
    found = (searcher.fast_field_values(field, places) for field in ("item_key", "page"))
    for key, page in zip(*found, strict=True):
        answering[key].append(page)
    return answering
