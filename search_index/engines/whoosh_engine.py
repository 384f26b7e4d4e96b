"""Search engine based on Whoosh: pure Python, for systems without a compiled engine.

Whoosh looks up terms, phrases and patterns; whole queries are evaluated in `sums`, since Whoosh
cannot require a minimum number of matching clauses.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from whoosh import fields, index, query
from whoosh.analysis import RegexTokenizer, SpaceSeparatedTokenizer
from whoosh.matching import Matcher
from whoosh.searching import Searcher
from whoosh.writing import IndexWriter

from library.catalogue.access.rights import Audience
from search_index import clauses
from search_index.clauses import (
    FACETS,
    LAYER_WITH_POSITIONS,
    LAYERS_WITH_FREQUENCIES,
    NAME_SEPARATOR,
    VERBATIM_LAYERS,
    Clause,
    Layer,
)
from search_index.documents import PageDocument
from search_index.engine import EngineResult, LocalReader, LocalWriter, hidden_pages
from search_index.engines.sums import PageFacts, count_facets, evaluate, rank_items
from search_index.index.indexed_fields import terms_by_layer


def create(folder: Path) -> None:
    """Create an empty index."""
    folder.mkdir(parents=True, exist_ok=True)
    index.create_in(folder, _schema()).close()


def open_writer(folder: Path) -> "_Writer":
    """Open an index for writing."""
    return _Writer(index.open_dir(folder))


def open_reader(folder: Path) -> "_Reader":
    """Open an index for reading."""
    return _Reader(index.open_dir(folder))


def check(folder: Path, *, thorough: bool) -> None:
    """Open and close an index, since its files have no checksums."""
    open_reader(folder).close()


class _Writer(LocalWriter):
    def __init__(self, file_index: index.FileIndex) -> None:
        self._index = file_index
        self._writer: IndexWriter | None = None
        self._removed: list[tuple[str, str]] = []
        self._documents: dict[str, PageDocument] = {}

    def put(self, documents: Iterable[PageDocument]) -> None:
        self._documents |= {_page_key(page.item_id, page.page): page for page in documents}

    def remove_item(self, item_id: str) -> None:
        self._removed.append((Layer.ITEM, item_id))
        for key in [key for key, page in self._documents.items() if page.item_id == item_id]:
            del self._documents[key]

    def remove_page(self, item_id: str, page: int | None) -> None:
        self._removed.append(("key", _page_key(item_id, page)))
        self._documents.pop(_page_key(item_id, page), None)

    def save(self) -> frozenset[str]:
        # all at the end: Whoosh does not remove documents that were added in the same commit
        writer = self._index.writer(limitmb=128)
        for field, name in self._removed:
            writer.delete_by_term(field, name)
        for document in self._documents.values():
            writer.add_document(**_fields(document))
        writer.commit()
        self._removed, self._documents = [], {}
        return frozenset()

    def close(self) -> None:
        self._index.close()


class _Reader(LocalReader):
    def __init__(self, file_index: index.FileIndex) -> None:
        self._index = file_index
        self._searcher = file_index.searcher()

    def refresh(self) -> None:
        if not self._searcher.up_to_date():
            self._searcher = self._searcher.refresh()

    def close(self) -> None:
        self._searcher.close()
        self._index.close()

    def pages_with(self, layer: Layer, text: str, audience: Audience) -> int:
        clause_type = clauses.Prefix if layer is Layer.PAIRS else clauses.Term
        visible = clauses.Without(clause_type(layer, text), hidden_pages(audience))
        return len(evaluate(visible, partial(_look_up, self._searcher)))

    def pages(self) -> dict[str, frozenset[int]]:
        pages_by_item: dict[str, set[int]] = defaultdict(set)
        for row in self._searcher.reader().all_stored_fields():
            pages_by_item[row["item"]].add(row["page"])
        return {item_id: frozenset(pages) for item_id, pages in pages_by_item.items()}

    def find(
        self,
        clause: Clause,
        *,
        first: int,
        size: int,
        by_page: bool = False,
        with_total: bool = True,
    ) -> EngineResult:
        pages = ((score, facts) for score, facts in self._answers(clause))
        return rank_items(pages, first=first, size=size, by_page=by_page)

    def items(self, clause: Clause) -> dict[str, int]:
        return dict(Counter(facts.item_id for _, facts in self._answers(clause)))

    def counts(self, clause: Clause) -> dict[Layer, dict[str, int]]:
        return count_facets(facts for _, facts in self._answers(clause))

    def _answers(self, clause: Clause) -> Iterator[tuple[float, PageFacts]]:
        searcher = self._searcher
        scores = evaluate(clause, partial(_look_up, searcher))
        for number, score in scores.items():
            row = searcher.stored_fields(number)
            facets = {layer: row.get(layer.value, "") for layer in FACETS}
            yield score, PageFacts(row["item"], row["page"], row.get("quality"), facets)


def _schema() -> fields.Schema:
    schema = fields.Schema(
        key=fields.ID(unique=True),
        page=fields.STORED(),
        quality=fields.STORED(),
        year=fields.NUMERIC(int, bits=32),
    )
    for layer in Layer:
        if layer in VERBATIM_LAYERS:
            schema.add(
                layer.value,
                fields.ID(stored=True, analyzer=RegexTokenizer(f"[^{NAME_SEPARATOR}]+")),
            )
        elif layer is not Layer.YEAR:
            schema.add(layer.value, _words(in_order=layer is LAYER_WITH_POSITIONS))
    return schema


def _words(*, in_order: bool) -> fields.FieldType:
    if in_order:
        return fields.TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=True)
    return fields.KEYWORD(scorable=True)


def _fields(document: PageDocument) -> dict[str, object]:
    layer_terms = {layer.value: terms for layer, terms in terms_by_layer(document).items() if terms}
    year = {"year": list(document.years)} if document.year else {}
    key = _page_key(document.item_id, document.page)
    quality = {} if document.quality is None else {"quality": document.quality}
    return {**layer_terms, **year, **quality, "key": key, "page": document.page or 0}


def _page_key(item_id: str, page: int | None) -> str:
    return f"{item_id}/{page or 0}"


def _look_up(searcher: Searcher, clause: Clause) -> dict[int, float]:
    matcher = _to_whoosh(clause).matcher(searcher, searcher.boolean_context().set(weighting=None))
    if isinstance(clause, clauses.Term) and clause.layer in LAYERS_WITH_FREQUENCIES:
        return _scores(_to_whoosh(clause).matcher(searcher))
    numbers = list(matcher.all_ids())
    scores_by_rarity = isinstance(clause, clauses.Prefix | clauses.Term)
    score = math.log(1 + searcher.doc_count() / (len(numbers) + 0.5)) if scores_by_rarity else 1.0
    return dict.fromkeys(numbers, score)


def _scores(matcher: Matcher) -> dict[int, float]:
    scores: dict[int, float] = {}
    while matcher.is_active():
        scores[matcher.id()] = matcher.score()
        matcher.next()
    return scores


def _to_whoosh(clause: Clause) -> query.Query:
    match clause:
        case clauses.Everything():
            return query.Every()
        case clauses.Phrase(texts, slop):
            return query.Phrase(LAYER_WITH_POSITIONS.value, list(texts), slop=slop + 1)
        case clauses.Years(first, last):
            return query.NumericRange("year", first, last)
        case clauses.OneOf(layer, texts):
            return query.Or([query.Term(layer.value, text) for text in texts])
        case clauses.Nothing():
            return query.NullQuery
        case _:
            return _BY_TEXT[type(clause)](clause.layer.value, clause.text)


_BY_TEXT = {
    clauses.Term: query.Term,
    clauses.Prefix: query.Prefix,
    clauses.Pattern: query.Wildcard,
    clauses.Fuzzy: partial(query.FuzzyTerm, prefixlength=0),
}
