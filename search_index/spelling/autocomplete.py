"""Autocompletion: names and phrases by the beginning of any of their words."""

from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from library.vietnamese.letters import fold
from search_index.analysis import Token, normalise, tokens
from search_index.spelling.telex_vni import decode_keystrokes

MAX_SUGGESTIONS = 8
_MAX_OF_ONE_KIND = 4
"""Suggestions of one kind shown before other kinds get their turn; titles are not limited."""

_MAX_CANDIDATES = 4_000
_MAX_WORDS = 12
_LAST_CODE_POINT = "\U0010ffff"


class Kind(StrEnum):
    """Kind of a suggestion, the likeliest first."""

    SEARCH = "search"
    PLACE = "place"
    NAME = "name"
    NUMBER = "number"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Suggested query and its kind."""

    text: str
    kind: Kind


class SuggestionIndex:
    """Immutable index of phrases by the prefixes of their words."""

    def __init__(self, phrases: Iterable[Suggestion]) -> None:
        """Index phrases, the likeliest first; repeated phrases are skipped."""
        self._phrases: list[Suggestion] = []
        self._exact: list[str] = []
        self._folded: list[str] = []
        postings: dict[str, array[int]] = defaultdict(lambda: array("I"))
        seen_phrases: set[str] = set()
        for phrase in phrases:
            words = tokens(normalise(phrase.text))
            exact = "".join(f" {word.exact}" for word in words)
            if not words or exact in seen_phrases:
                continue
            seen_phrases.add(exact)
            for word in {word.folded for word in words}:
                postings[word].append(len(self._phrases))
            self._phrases.append(phrase)
            self._exact.append(exact)
            self._folded.append("".join(f" {word.folded}" for word in words))
        self._postings = dict(postings)
        self._words = sorted(postings)

    def suggest(self, query: str) -> tuple[Suggestion, ...]:
        """Return the likeliest phrases for a query typed so far.

        Words without marks match any marks. If nothing matches, the words are read as Telex or VNI.
        """
        words = tokens(normalise(query))[:_MAX_WORDS]
        phrase_numbers = self._matching(words)
        if not phrase_numbers:
            words = tokens(
                normalise(" ".join(decode_keystrokes(word) or word for word in query.split()))
            )
            phrase_numbers = self._matching(words[:_MAX_WORDS])
        likeliest = sorted(phrase_numbers)[:_MAX_CANDIDATES]
        return self._mix_kinds(sorted(likeliest, key=_SortKey(words, self._exact, self._folded)))

    def _matching(self, words: tuple[Token, ...]) -> set[int]:
        if not words:
            return set()
        *complete_words, prefix = (word.folded for word in words)
        first = bisect_left(self._words, prefix)
        last = bisect_left(self._words, prefix + _LAST_CODE_POINT)
        phrase_numbers = set().union(*(self._postings[word] for word in self._words[first:last]))
        for word in complete_words:
            phrase_numbers.intersection_update(self._postings.get(word, ()))
        return phrase_numbers

    def _mix_kinds(self, numbers: list[int]) -> tuple[Suggestion, ...]:
        kinds: Counter[Kind] = Counter()
        suggestions: list[Suggestion] = []
        surplus: list[Suggestion] = []
        for phrase in (self._phrases[number] for number in numbers):
            kinds[phrase.kind] += 1
            is_surplus = phrase.kind is not Kind.TITLE and kinds[phrase.kind] > _MAX_OF_ONE_KIND
            (surplus if is_surplus else suggestions).append(phrase)
            if len(suggestions) == MAX_SUGGESTIONS:
                break
        return tuple((suggestions + surplus)[:MAX_SUGGESTIONS])


class _SortKey:
    """Sort key of a phrase for the words typed: matching marks first, then word position."""

    def __init__(self, words: tuple[Token, ...], exact: list[str], plain: list[str]) -> None:
        self._exact, self._folded = exact, plain
        self._phrase = "".join(f" {word.folded}" for word in words)
        self._marked = [f" {word.exact}" for word in words if word.exact != fold(word.exact)]

    def __call__(self, number: int) -> tuple[bool, bool, int]:
        exact, plain = self._exact[number], self._folded[number]
        marks_differ = not all(word in exact for word in self._marked)
        position = plain.find(self._phrase)
        return marks_differ, position < 0, position
