"""Keeps the index in memory and in one plain file: the contract in its simplest form.

It is the measure for the other engines, and enough for some hundred pages.
"""

import fnmatch
import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from search_index import clauses
from search_index.clauses import FACETS, NEXT_NAME, WHOLE, Clause, Layer
from search_index.documents import PageDocument
from search_index.engine import Found
from search_index.engines.sums import Facts, broken_down, gathered, worked_out
from search_index.generations import write_whole
from search_index.indexed_fields import card

_FILE = "pages.jsonl"
_Key = tuple[str, int]
_Postings = dict[Layer, dict[str, dict[_Key, int]]]


def create(folder: Path) -> None:
    """Make an empty index."""
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / _FILE, "")


def open_writer(folder: Path) -> "_Writer":
    """Open an index for writing."""
    return _Writer(folder)


def open_reader(folder: Path) -> "_Reader":
    """Open an index for reading."""
    return _Reader(folder)


class _Writer:
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

    def save(self) -> None:
        rows = [json.dumps(asdict(document)) for document in self._documents.values()]
        write_whole(self._file, "\n".join(rows))

    def close(self) -> None:
        self._documents = {}


class _Reader:
    def __init__(self, folder: Path) -> None:
        self._file = folder / _FILE
        self._seen = 0
        self.refresh()

    def refresh(self) -> None:
        newest = self._file.stat().st_mtime_ns
        if newest != self._seen:
            self._shelf = _Shelf(_load(self._file))
            self._seen = newest

    def close(self) -> None:
        self._shelf = _Shelf({})

    def pages_with(self, layer: Layer, text: str) -> int:
        asked = clauses.Starting if layer is Layer.PAIRS else clauses.Term
        return len(self._shelf.look_up(asked(layer, text)))

    def pages(self) -> dict[str, frozenset[int]]:
        there: dict[str, set[int]] = defaultdict(set)
        for item_id, page in self._shelf.years:
            there[item_id].add(page)
        return {item_id: frozenset(pages) for item_id, pages in there.items()}

    def find(self, clause: Clause, *, first: int, size: int, by_page: bool = False) -> Found:
        scores = worked_out(clause, self._shelf.look_up)
        pages = ((score, self._shelf.facts[key]) for key, score in scores.items())
        return gathered(pages, first=first, size=size, by_page=by_page)

    def items(self, clause: Clause) -> dict[str, int]:
        return dict(Counter(item_id for item_id, _ in worked_out(clause, self._shelf.look_up)))

    def counts(self, clause: Clause) -> dict[Layer, dict[str, int]]:
        found = worked_out(clause, self._shelf.look_up)
        return broken_down(self._shelf.facts[key] for key in found)


class _Shelf:
    """The terms of every page, looked up by term."""

    def __init__(self, documents: dict[_Key, PageDocument]) -> None:
        self.years = {key: document.years for key, document in documents.items()}
        self.facts: dict[_Key, Facts] = {}
        self._rows: dict[_Key, list[str]] = {}
        self._postings: _Postings = {layer: defaultdict(dict) for layer in Layer}
        for key, document in documents.items():
            self._keep(key, document)

    def look_up(self, clause: Clause) -> dict[_Key, float]:
        match clause:
            case clauses.Everything():
                return dict.fromkeys(self.years, 1.0)
            case clauses.Term(layer, text):
                return self._term(layer, text)
            case clauses.Starting(layer, text):
                return self._starting(layer, text)
            case clauses.Row(texts, apart):
                rows = self._rows.items()
                return {key: 2.0 for key, row in rows if _holds(row, texts, apart)}
            case clauses.Years(first, last):
                years = self.years.items()
                return {key: 1.0 for key, of in years if _meet(first, of, last)}
            case _:
                return self._any_of(clause)

    def _keep(self, key: _Key, document: PageDocument) -> None:
        written = card(document)
        facets = {layer: written[layer] for layer in FACETS}
        self.facts[key] = Facts(*key, document.quality, facets)
        self._rows[key] = written[Layer.FOLDED].split()
        for layer, text in written.items():
            parts = text.split(NEXT_NAME) if layer in WHOLE else text.split()
            for term, often in Counter(parts).items():
                self._postings[layer][term][key] = often

    def _term(self, layer: Layer, text: str) -> dict[_Key, float]:
        places = self._postings[layer].get(text, {})
        rarity = self._rarity(len(places))
        return {key: rarity * 2 * often / (often + 1) for key, often in places.items()}

    def _starting(self, layer: Layer, text: str) -> dict[_Key, float]:
        postings = self._postings[layer]
        places = {key for term in postings if term.startswith(text) for key in postings[term]}
        return dict.fromkeys(places, self._rarity(len(places)))

    def _rarity(self, having: int) -> float:
        return math.log(1 + len(self.years) / (having + 0.5))

    def _any_of(self, clause: Clause) -> dict[_Key, float]:
        return {key: 1.0 for term in self._terms(clause) for key in self._term(clause.layer, term)}

    def _terms(self, clause: Clause) -> Iterable[str]:
        match clause:
            case clauses.OneOf(_, texts):
                return texts
            case clauses.Pattern(layer, pattern):
                return fnmatch.filter(self._postings[layer], pattern)
            case clauses.Near(layer, text):
                return [term for term in self._postings[layer] if _one_letter_apart(text, term)]
            case _:
                return ()


def _load(file: Path) -> dict[_Key, PageDocument]:
    rows = (PageDocument(**json.loads(line)) for line in file.read_text().splitlines())
    return {(row.item_id, row.page or 0): row for row in rows}


def _meet(first: int | None, years: range, last: int | None) -> bool:
    return bool(years) and (first or years[-1]) <= years[-1] and years[0] <= (last or years[0])


def _holds(row: list[str], texts: tuple[str, ...], apart: int) -> bool:
    longest = len(texts) + apart
    starts = (place for place, word in enumerate(row) if word == texts[0])
    return any(_in_order(row[start : start + longest], texts) for start in starts)


def _in_order(there: list[str], texts: tuple[str, ...]) -> bool:
    left = iter(there)
    return all(text in left for text in texts)


def _one_letter_apart(one: str, other: str) -> bool:
    """Say whether a letter is wrong, missing or too many, or two have changed places."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    one, other = one[start:], other[start:]
    same_length = len(one) == len(other)
    swapped = same_length and one[:2] == other[:2][::-1] and one[2:] == other[2:]
    return swapped or one[1:] == other[1:] or one[1:] == other or one == other[1:]
