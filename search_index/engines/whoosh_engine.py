"""Keeps the index in Whoosh: pure Python, for places where no compiled engine can go.

Whoosh looks up terms, rows and patterns; what a question makes of them is worked out in `sums`,
since Whoosh cannot ask for at least so many of several words.
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

from search_index import clauses
from search_index.clauses import COUNTED, FACETS, IN_ORDER, NEXT_NAME, WHOLE, Clause, Layer
from search_index.documents import PageDocument
from search_index.engine import Found
from search_index.engines.sums import Facts, broken_down, gathered, worked_out
from search_index.indexed_fields import card


def create(folder: Path) -> None:
    """Make an empty index."""
    folder.mkdir(parents=True, exist_ok=True)
    index.create_in(folder, _schema()).close()


def open_writer(folder: Path) -> "_Writer":
    """Open an index for writing."""
    return _Writer(index.open_dir(folder))


def open_reader(folder: Path) -> "_Reader":
    """Open an index for reading."""
    return _Reader(index.open_dir(folder))


class _Writer:
    def __init__(self, kept: index.FileIndex) -> None:
        self._index = kept
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

    def save(self) -> None:
        # all at the end: Whoosh does not remove what was added in the same commit
        writer = self._index.writer(limitmb=128)
        for field, name in self._removed:
            writer.delete_by_term(field, name)
        for document in self._documents.values():
            writer.add_document(**_fields(document))
        writer.commit()
        self._removed, self._documents = [], {}

    def close(self) -> None:
        self._index.close()


class _Reader:
    def __init__(self, kept: index.FileIndex) -> None:
        self._index = kept
        self._searcher = kept.searcher()

    def refresh(self) -> None:
        if not self._searcher.up_to_date():
            self._searcher = self._searcher.refresh()

    def close(self) -> None:
        self._searcher.close()
        self._index.close()

    def pages_with(self, layer: Layer, text: str) -> int:
        reader = self._searcher.reader()
        if layer is not Layer.PAIRS:
            return reader.doc_frequency(layer.value, text)
        beginning = text.encode()
        return sum(
            reader.doc_frequency(layer.value, term)
            for term in reader.expand_prefix(layer.value, beginning)
        )

    def pages(self) -> dict[str, frozenset[int]]:
        there: dict[str, set[int]] = defaultdict(set)
        for stored in self._searcher.reader().all_stored_fields():
            there[stored["item"]].add(stored["page"])
        return {item_id: frozenset(pages) for item_id, pages in there.items()}

    def find(self, clause: Clause, *, first: int, size: int, by_page: bool = False) -> Found:
        pages = ((score, facts) for score, facts in self._answers(clause))
        return gathered(pages, first=first, size=size, by_page=by_page)

    def items(self, clause: Clause) -> dict[str, int]:
        return dict(Counter(facts.item_id for _, facts in self._answers(clause)))

    def counts(self, clause: Clause) -> dict[Layer, dict[str, int]]:
        return broken_down(facts for _, facts in self._answers(clause))

    def _answers(self, clause: Clause) -> Iterator[tuple[float, Facts]]:
        searcher = self._searcher
        scores = worked_out(clause, lambda single: _look_up(searcher, single))
        for number, score in scores.items():
            kept = searcher.stored_fields(number)
            facets = {layer: kept.get(layer.value, "") for layer in FACETS}
            yield score, Facts(kept["item"], kept["page"], kept.get("quality"), facets)


def _schema() -> fields.Schema:
    schema = fields.Schema(
        key=fields.ID(unique=True),
        page=fields.STORED(),
        quality=fields.STORED(),
        year=fields.NUMERIC(int, bits=32),
    )
    for layer in Layer:
        if layer in WHOLE:
            schema.add(
                layer.value, fields.ID(stored=True, analyzer=RegexTokenizer(f"[^{NEXT_NAME}]+"))
            )
        elif layer is not Layer.YEAR:
            schema.add(layer.value, _words(in_order=layer is IN_ORDER))
    return schema


def _words(*, in_order: bool) -> fields.FieldType:
    if in_order:
        return fields.TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=True)
    return fields.KEYWORD(scorable=True)


def _fields(document: PageDocument) -> dict[str, object]:
    written = {layer.value: terms for layer, terms in card(document).items() if terms}
    year = {"year": list(document.years)} if document.year else {}
    key = _page_key(document.item_id, document.page)
    read = {} if document.quality is None else {"quality": document.quality}
    return {**written, **year, **read, "key": key, "page": document.page or 0}


def _page_key(item_id: str, page: int | None) -> str:
    return f"{item_id}/{page or 0}"


def _look_up(searcher: Searcher, clause: Clause) -> dict[int, float]:
    matcher = _asked(clause).matcher(searcher, searcher.boolean_context().set(weighting=None))
    if isinstance(clause, clauses.Term) and clause.layer in COUNTED:
        return _counted(_asked(clause).matcher(searcher))
    numbers = list(matcher.all_ids())
    as_one = isinstance(clause, clauses.Starting | clauses.Term)
    worth = math.log(1 + searcher.doc_count() / (len(numbers) + 0.5)) if as_one else 1.0
    return dict.fromkeys(numbers, worth)


def _counted(matcher: Matcher) -> dict[int, float]:
    found: dict[int, float] = {}
    while matcher.is_active():
        found[matcher.id()] = matcher.score()
        matcher.next()
    return found


def _asked(clause: Clause) -> query.Query:
    match clause:
        case clauses.Everything():
            return query.Every()
        case clauses.Row(texts, apart):
            return query.Phrase(IN_ORDER.value, list(texts), slop=apart + 1)
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
    clauses.Starting: query.Prefix,
    clauses.Pattern: query.Wildcard,
    clauses.Near: partial(query.FuzzyTerm, prefixlength=0),
}
