"""Search engine in memory, stored in one plain file: the simplest implementation.

The contract tests compare the other engines with it.
"""

import fnmatch
import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from itertools import product
from pathlib import Path

from library.catalogue.access.rights import Audience
from library.process.atomic_files import write_atomically
from search_index import clauses
from search_index.clauses import FACETS, NAME_SEPARATOR, VERBATIM_LAYERS, Clause, Layer
from search_index.documents import PageDocument
from search_index.engine import EngineResult, LocalReader, LocalWriter, hidden_pages
from search_index.index.indexed_fields import terms_by_layer
from search_index.results.ranking import page_weight
from tests.search_index.exact_sums import PageFacts, count_facets, evaluate, ranked_result

_FILE = "pages.jsonl"
_Key = tuple[str, int]
_Postings = dict[Layer, dict[str, dict[_Key, int]]]


def create(folder: Path) -> None:
    """Create an empty index."""
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(folder / _FILE, "")


def open_writer(folder: Path) -> "_Writer":
    """Open an index for writing."""
    return _Writer(folder)


def open_reader(folder: Path) -> "_Reader":
    """Open an index for reading."""
    return _Reader(folder)


def check(folder: Path, *, thorough: bool) -> None:
    """Open and close an index, since its files have no checksums."""
    open_reader(folder).close()


class _Writer(LocalWriter):
    def __init__(self, folder: Path) -> None:
        self._file = folder / _FILE
        self._documents = _load(self._file)

    def put(self, documents: Iterable[PageDocument]) -> None:
        for document in documents:
            self._documents[(document.item_id, document.page or 0)] = document

    def remove_item(self, item_id: str) -> None:
        for key in [key for key in self._documents if key[0] == item_id]:
            del self._documents[key]

    def remove_page(self, item_id: str, page: int | None) -> None:
        self._documents.pop((item_id, page or 0), None)

    def save(self) -> frozenset[str]:
        rows = [json.dumps(asdict(document)) for document in self._documents.values()]
        write_atomically(self._file, "\n".join(rows))
        return frozenset()

    def close(self) -> None:
        self._documents = {}


class _Reader(LocalReader):
    def __init__(self, folder: Path) -> None:
        self._file = folder / _FILE
        self._seen = 0
        self.refresh()

    def refresh(self) -> None:
        newest = self._file.stat().st_mtime_ns
        if newest != self._seen:
            self._terms = _TermIndex(_load(self._file))
            self._seen = newest

    def close(self) -> None:
        self._terms = _TermIndex({})

    def pages_with(self, layer: Layer, text: str, audience: Audience) -> int:
        is_beginning = layer is Layer.PAIRS and text.endswith("=")
        clause = (clauses.Prefix if is_beginning else clauses.Term)(layer, text)
        visible = clauses.Without(clause, hidden_pages(audience))
        return len(evaluate(visible, self._terms.look_up))

    def pages(self) -> dict[str, frozenset[int]]:
        pages_by_item: dict[str, set[int]] = defaultdict(set)
        for item_id, page in self._terms.years:
            pages_by_item[item_id].add(page)
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
        scores = evaluate(clause, self._terms.look_up)
        pages = ((score, self._terms.page_facts[key]) for key, score in scores.items())
        return ranked_result(pages, first=first, size=size, by_page=by_page)

    def items(self, clause: Clause) -> dict[str, int]:
        return dict(Counter(item_id for item_id, _ in evaluate(clause, self._terms.look_up)))

    def counts(self, clause: Clause) -> dict[Layer, dict[str, int]]:
        keys = evaluate(clause, self._terms.look_up)
        return count_facets(self._terms.page_facts[key] for key in keys)


class _TermIndex:
    """Terms of all pages, looked up by term."""

    def __init__(self, documents: dict[_Key, PageDocument]) -> None:
        self.years = {key: document.years for key, document in documents.items()}
        self.page_facts: dict[_Key, PageFacts] = {}
        self._rows: dict[_Key, list[str]] = {}
        self._postings: _Postings = {layer: defaultdict(dict) for layer in Layer}
        for key, document in documents.items():
            self._add_page(key, document)

    def look_up(self, clause: Clause) -> dict[_Key, float]:
        match clause:
            case clauses.Everything():
                return dict.fromkeys(self.years, 1.0)
            case clauses.Term(layer, text):
                return self._term(layer, text)
            case clauses.Prefix(layer, text):
                return self._starting(layer, text)
            case clauses.Phrase(texts, slop):
                rows = self._rows.items()
                return {key: 2.0 for key, row in rows if _contains_phrase(row, texts, slop)}
            case clauses.Years(first, last):
                years = self.years.items()
                return {key: 1.0 for key, page_years in years if _overlap(first, page_years, last)}
            case _:
                return self._any_of(clause)

    def _add_page(self, key: _Key, document: PageDocument) -> None:
        layer_terms = terms_by_layer(document)
        facets = {layer: layer_terms[layer] for layer in FACETS}
        self.page_facts[key] = PageFacts(*key, page_weight(document), facets)
        self._rows[key] = layer_terms[Layer.FOLDED].split()
        for layer, text in layer_terms.items():
            parts = text.split(NAME_SEPARATOR) if layer in VERBATIM_LAYERS else text.split()
            for term, frequency in Counter(parts).items():
                self._postings[layer][term][key] = frequency

    def _term(self, layer: Layer, text: str) -> dict[_Key, float]:
        frequencies = self._postings[layer].get(text, {})
        rarity = self._rarity(len(frequencies))
        return {
            key: rarity * 2 * frequency / (frequency + 1) for key, frequency in frequencies.items()
        }

    def _starting(self, layer: Layer, text: str) -> dict[_Key, float]:
        postings = self._postings[layer]
        keys = {key for term in postings if term.startswith(text) for key in postings[term]}
        return dict.fromkeys(keys, self._rarity(len(keys)))

    def _rarity(self, page_frequency: int) -> float:
        return math.log(1 + len(self.years) / (page_frequency + 0.5))

    def _any_of(self, clause: Clause) -> dict[_Key, float]:
        return {key: 1.0 for term in self._terms(clause) for key in self._term(clause.layer, term)}

    def _terms(self, clause: Clause) -> Iterable[str]:
        match clause:
            case clauses.OneOf(_, texts):
                return texts
            case clauses.Pattern(layer, pattern):
                return fnmatch.filter(self._postings[layer], pattern)
            case clauses.Fuzzy(layer, text):
                return [term for term in self._postings[layer] if _one_letter_apart(text, term)]
            case _:
                return ()


def _load(file: Path) -> dict[_Key, PageDocument]:
    rows = (PageDocument(**json.loads(line)) for line in file.read_text().splitlines())
    return {(row.item_id, row.page or 0): row for row in rows}


def _overlap(first: int | None, years: range, last: int | None) -> bool:
    return bool(years) and (first or years[-1]) <= years[-1] and years[0] <= (last or years[0])


def _contains_phrase(row: list[str], texts: tuple[str, ...], slop: int) -> bool:
    places = [[place for place, word in enumerate(row) if word == text] for text in texts]
    if slop:
        pairs = product(*places)
        return any(abs(second - first - 1) <= slop for first, second in pairs if first != second)
    return any(tuple(row[start : start + len(texts)]) == texts for start in places[0])


def _one_letter_apart(first: str, second: str) -> bool:
    """Return True if the words differ by one wrong, missing, extra or transposed letter."""
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        start += 1
    first, second = first[start:], second[start:]
    same_length = len(first) == len(second)
    is_transposed = same_length and first[:2] == second[:2][::-1] and first[2:] == second[2:]
    return is_transposed or first[1:] == second[1:] or first[1:] == second or first == second[1:]
