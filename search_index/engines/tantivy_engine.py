"""Keeps the index in Tantivy: compiled, quick over half a million pages."""

import hashlib
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import tantivy
from tantivy import Occur, Query

from search_index import clauses
from search_index.cards import card
from search_index.clauses import COUNTED, IN_ORDER, WHOLE, Clause, Layer
from search_index.documents import PageDocument
from search_index.engine import Found, FoundItem

_HEAP = 128_000_000
_FIRST_LOOK = 300
_COUNTED_ONE_BY_ONE = 2000
"""Pages up to which the items among them are counted; beyond, Tantivy's sketch counts to 2 %."""


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
        self._writer = index.writer(_HEAP, num_threads=1)

    def put(self, documents: Iterable[PageDocument]) -> None:
        for document in documents:
            self._writer.add_document(_document(document))

    def remove_item(self, item_id: str) -> None:
        self._writer.delete_documents_by_term(Layer.ITEM, item_id)

    def remove_page(self, item_id: str, page: int | None) -> None:
        self._writer.delete_documents_by_term("key", _page_key(item_id, page))

    def save(self) -> None:
        self._writer.commit()
        self._writer.garbage_collect_files()

    def close(self) -> None:
        self._writer.rollback()
        self._writer.wait_merging_threads()


class _Reader:
    def __init__(self, index: tantivy.Index, commits: Path) -> None:
        self._index, self._commits = index, commits
        self._index.config_reader("manual")
        self._seen = 0
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
        query = _Translation(self._index.schema, searcher).query(clause)
        if by_page:
            return _pages(searcher, query, first, size)
        best, total = _best_pages(searcher, query, first + size)
        shown = best[first : first + size]
        counts = _pages_of(searcher, self._index.schema, query, [key for key, *_ in shown])
        return Found(
            total,
            tuple(
                FoundItem(*_address(searcher, place), score, counts[key])
                for key, score, place in shown
            ),
        )

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
            kept = layer is Layer.ITEM
            builder.add_text_field(
                layer, stored=kept, fast=not kept, tokenizer_name="raw", index_option="basic"
            )
        else:
            builder.add_text_field(layer, tokenizer_name="whitespace", index_option=_depth(layer))
    builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("item_key", indexed=True, fast=True)
    builder.add_unsigned_field("page", stored=True)
    return builder.build()


def _depth(layer: Layer) -> str:
    if layer is IN_ORDER:
        return "position"
    return "freq" if layer in COUNTED else "basic"


def _document(document: PageDocument) -> tantivy.Document:
    made = tantivy.Document()
    for layer, terms in card(document).items():
        if terms:
            made.add_text(layer, terms)
    if document.year:
        made.add_unsigned(Layer.YEAR, document.year)
    made.add_text("key", _page_key(document.item_id, document.page))
    made.add_unsigned("item_key", _item_key(document.item_id))
    if document.page is not None:
        made.add_unsigned("page", document.page)
    return made


def _page_key(item_id: str, page: int | None) -> str:
    return f"{item_id}/{page or 0}"


def _item_key(item_id: str) -> int:
    return int.from_bytes(hashlib.blake2b(item_id.encode(), digest_size=7).digest(), "big")


def _address(searcher: tantivy.Searcher, place: tantivy.DocAddress) -> tuple[str, int | None]:
    stored = searcher.doc(place)
    return stored.get_first(Layer.ITEM), stored.get_first("page")


def _pages(searcher: tantivy.Searcher, query: Query, first: int, size: int) -> Found:
    result = searcher.search(query, limit=max(size, 1), offset=first)
    found = (FoundItem(*_address(searcher, place), score, 1) for score, place in result.hits)
    return Found(result.count, tuple(found)[:size])


def _best_pages(
    searcher: tantivy.Searcher, query: Query, wanted: int
) -> tuple[list[tuple[int, float, tantivy.DocAddress]], int]:
    """Return the best page of each of the first items, and how many items there are."""
    limit = max(_FIRST_LOOK, wanted * 4)
    while True:
        result = searcher.search(query, limit=limit)
        keys = searcher.fast_field_values("item_key", [place for _, place in result.hits])
        best: dict[int, tuple[int, float, tantivy.DocAddress]] = {}
        for key, (score, place) in zip(keys, result.hits, strict=True):
            best.setdefault(key, (key, score, place))
        if result.count <= limit:
            return list(best.values()), len(best)
        if result.count <= _COUNTED_ONE_BY_ONE:
            limit = result.count
        elif len(best) < wanted:
            limit *= 4
        else:
            return list(best.values()), round(searcher.cardinality(query, "item_key"))


def _pages_of(
    searcher: tantivy.Searcher, schema: tantivy.Schema, query: Query, keys: Sequence[int]
) -> dict[int, int]:
    counts = dict.fromkeys(keys, 0)
    if not keys:
        return counts
    among = Query.const_score_query(Query.term_set_query(schema, "item_key", list(keys)), 0.0)
    both = Query.boolean_query([(Occur.Must, among), (Occur.Must, query)])
    result = searcher.search(both, limit=10_000)
    for key in searcher.fast_field_values("item_key", [place for _, place in result.hits]):
        counts[key] += 1
    return counts


class _Translation:
    """Says a clause in Tantivy's words."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher) -> None:
        self._schema, self._searcher = schema, searcher

    def query(self, clause: Clause) -> Query:
        return getattr(self, f"_{type(clause).__name__.lower()}")(clause)

    def _everything(self, _clause: clauses.Everything) -> Query:
        return Query.all_query()

    def _nothing(self, _clause: clauses.Nothing) -> Query:
        return Query.empty_query()

    def _term(self, clause: clauses.Term) -> Query:
        depth = "freq" if clause.layer in COUNTED else "basic"
        return Query.term_query(self._schema, clause.layer, clause.text, depth)

    def _starting(self, clause: clauses.Starting) -> Query:
        found = self._searcher.terms_with_prefix(clause.layer, clause.text)
        having = sum(pages for _, pages in found)
        rarity = math.log(1 + self._searcher.num_docs / (having + 0.5))
        terms = Query.term_set_query(self._schema, clause.layer, [term for term, _ in found])
        return Query.const_score_query(terms, rarity)

    def _row(self, clause: clauses.Row) -> Query:
        return Query.phrase_query(self._schema, Layer.FOLDED, list(clause.texts), clause.apart)

    def _pattern(self, clause: clauses.Pattern) -> Query:
        wild = re.escape(clause.text).replace(r"\*", ".*").replace(r"\?", ".")
        return Query.regex_query(self._schema, clause.layer, wild)

    def _near(self, clause: clauses.Near) -> Query:
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
        return Query.boolean_query(
            [
                (Occur.Must, self.query(clause.clause)),
                (Occur.MustNot, self.query(clause.unwanted)),
            ]
        )

    def _preferring(self, clause: clauses.Preferring) -> Query:
        helpful = [(Occur.Should, self.query(part)) for part in clause.helpful]
        return Query.boolean_query([(Occur.Must, self.query(clause.needed)), *helpful])

    def _weighted(self, clause: clauses.Weighted) -> Query:
        if clause.factor == 0:
            return Query.const_score_query(self.query(clause.clause), 0.0)
        return Query.boost_query(self.query(clause.clause), clause.factor)
