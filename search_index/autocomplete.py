"""Finishes what a reader begins to type: names and phrases by the beginning of any word."""

from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from library.vietnamese.letters import fold
from search_index.analysis import Token, tidy, tokens
from search_index.telex_vni import meant_by

MOST = 8
_OF_ONE_KIND = 4
"""So many of one kind stand before there is room for others; titles are never held back."""

_LOOKED_AT = 4_000
_MOST_WORDS = 12
_AFTER_ANY_LETTER = "\U0010ffff"


class Kind(StrEnum):
    """What a suggestion is, the likeliest first."""

    SEARCH = "search"
    PLACE = "place"
    NAME = "name"
    NUMBER = "number"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Words that may be meant, and what they are."""

    text: str
    kind: Kind


class PhraseBook:
    """Phrases found by the beginning of their words; it is made whole and then never changes."""

    def __init__(self, phrases: Iterable[Suggestion]) -> None:
        """Take phrases, the likeliest first; one that comes again is not taken."""
        self._phrases: list[Suggestion] = []
        self._exact: list[str] = []
        self._folded: list[str] = []
        places: dict[str, array[int]] = defaultdict(lambda: array("I"))
        known: set[str] = set()
        for phrase in phrases:
            words = tokens(tidy(phrase.text))
            exact = "".join(f" {word.exact}" for word in words)
            if not words or exact in known:
                continue
            known.add(exact)
            for word in {word.folded for word in words}:
                places[word].append(len(self._phrases))
            self._phrases.append(phrase)
            self._exact.append(exact)
            self._folded.append("".join(f" {word.folded}" for word in words))
        self._places = dict(places)
        self._words = sorted(places)

    def suggest(self, typed: str) -> tuple[Suggestion, ...]:
        """Return the likeliest phrases for what was typed so far: with marks, without, in keys."""
        words = tokens(tidy(typed))[:_MOST_WORDS]
        places = self._with(words)
        if not places:
            words = tokens(tidy(" ".join(meant_by(word) or word for word in typed.split())))
            places = self._with(words[:_MOST_WORDS])
        likeliest = sorted(places)[:_LOOKED_AT]
        return self._mixed(sorted(likeliest, key=_Nearness(words, self._exact, self._folded)))

    def _with(self, words: tuple[Token, ...]) -> set[int]:
        if not words:
            return set()
        *whole, begun = (word.folded for word in words)
        first = bisect_left(self._words, begun)
        last = bisect_left(self._words, begun + _AFTER_ANY_LETTER)
        found = set().union(*(self._places[word] for word in self._words[first:last]))
        for word in whole:
            found.intersection_update(self._places.get(word, ()))
        return found

    def _mixed(self, places: list[int]) -> tuple[Suggestion, ...]:
        kinds: Counter[Kind] = Counter()
        kept: list[Suggestion] = []
        held_back: list[Suggestion] = []
        for phrase in (self._phrases[place] for place in places):
            kinds[phrase.kind] += 1
            crowds = phrase.kind is not Kind.TITLE and kinds[phrase.kind] > _OF_ONE_KIND
            (held_back if crowds else kept).append(phrase)
            if len(kept) == MOST:
                break
        return tuple((kept + held_back)[:MOST])


class _Nearness:
    """Tells how near a phrase is to what was typed: marks first, then where the words stand."""

    def __init__(self, words: tuple[Token, ...], exact: list[str], folded: list[str]) -> None:
        self._exact, self._folded = exact, folded
        self._row = "".join(f" {word.folded}" for word in words)
        self._marked = [f" {word.exact}" for word in words if word.exact != fold(word.exact)]

    def __call__(self, place: int) -> tuple[bool, bool, int]:
        exact, folded = self._exact[place], self._folded[place]
        otherwise_marked = not all(word in exact for word in self._marked)
        stands_at = folded.find(self._row)
        return otherwise_marked, stands_at < 0, stands_at
