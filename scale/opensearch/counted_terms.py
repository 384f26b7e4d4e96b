"""Page counts of terms, asked from an index on other machines in few requests."""

import time
from collections import OrderedDict
from collections.abc import Callable, Collection
from threading import Lock
from typing import TypeVar

from library.catalogue.access.rights import Audience
from search_index.clauses import Layer
from search_index.results.partial_answers import accepting_partial_answers, note_partial_answer
from search_index.spelling.spelling_correction import PagesWith

Result = TypeVar("Result")
Term = tuple[Layer, str]
CountTerms = Callable[[Collection[Term], Audience], list[int]]
"""Function that returns the page counts of terms, in one request."""

_PLENTY = 1_000_000
"""Count assumed of a term that was not asked yet: a common word is not examined further."""

_MAX_ROUNDS = 8
"""Correction of a word asks for the word, then its neighbours, then candidates and their marks."""

_MAX_KEPT = 50_000
_KEPT_SECONDS = 60.0


class CountedTerms:
    """Cache of page counts that collects the terms a function asks for, and asks for all at once.

    Counts may be a minute old: they decide only which words are common.
    """

    def __init__(self, count_terms: CountTerms) -> None:
        self._count_terms = count_terms
        self._lock = Lock()
        self._counts: OrderedDict[tuple[Term, Audience], tuple[float, int]] = OrderedDict()

    def call(self, function: Callable[[PagesWith], Result], audience: Audience) -> Result:
        """Call a function without side effects until all counts that it asks for are known."""
        terms = _AskedTerms()
        for _ in range(_MAX_ROUNDS):
            result = function(terms)
            if not terms.missing:
                return result
            terms.learn(self._counted(terms.missing, audience))
        terms.assumed = 0
        return function(terms)

    def _counted(self, terms: list[Term], audience: Audience) -> dict[Term, int]:
        counts = self._cached(terms, audience)
        missing = [term for term in terms if term not in counts]
        if missing:
            with accepting_partial_answers() as partial_answers:
                new_counts = dict(zip(missing, self._count_terms(missing, audience), strict=True))
            if partial_answers.any_seen:
                note_partial_answer("số trang của từ")
            else:
                self._keep(new_counts, audience)
            counts |= new_counts
        return counts

    def _cached(self, terms: list[Term], audience: Audience) -> dict[Term, int]:
        oldest = time.monotonic() - _KEPT_SECONDS
        with self._lock:
            entries = {term: self._counts.get((term, audience)) for term in terms}
        return {term: entry[1] for term, entry in entries.items() if entry and entry[0] > oldest}

    def _keep(self, counts: dict[Term, int], audience: Audience) -> None:
        now = time.monotonic()
        with self._lock:
            for term, pages in counts.items():
                self._counts[term, audience] = now, pages
                self._counts.move_to_end((term, audience))
            while len(self._counts) > _MAX_KEPT:
                self._counts.popitem(last=False)


class _AskedTerms:
    """Stand-in for `pages_with` that knows some counts, and records the terms that it lacks."""

    def __init__(self) -> None:
        self._count_of: dict[Term, int] = {}
        self._missing: dict[Term, None] = {}
        self.assumed = _PLENTY

    def __call__(self, layer: Layer, text: str) -> int:
        if (layer, text) not in self._count_of:
            self._missing[layer, text] = None
        return self._count_of.get((layer, text), self.assumed)

    @property
    def missing(self) -> list[Term]:
        """Terms that were asked for and are not known."""
        return list(self._missing)

    def learn(self, counts: dict[Term, int]) -> None:
        """Answer with these counts from now on."""
        self._count_of |= counts
        self._missing = {}
