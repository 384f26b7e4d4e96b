"""Suggestion service: keeps the suggestion index up to date in the background."""

import logging
import time
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock

from sqlalchemy import Engine as Database
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from library.catalogue.item_titles import names_version, open_names
from library.database import reading
from library.places.districts import unit_names
from library.vietnamese.letters import fold
from points.past_searches import common, common_version
from search_index.analysis import Token, normalise, tokens
from search_index.query.local_names import local_names
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


_log = logging.getLogger(__name__)
_RENEWAL_SECONDS = 60.0
_QUICK_RENEWAL_SECONDS = 3.0
"""Renewals that take longer than this many seconds are made proportionally less often."""

_MAX_PAST_SEARCHES = 5_000


class SuggestionService:
    """Read-only suggestion service for all threads of a process."""

    def __init__(self, database: Database, every: float = _RENEWAL_SECONDS) -> None:
        self._database, self._every = database, every
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="suggestions")
        self._lock = Lock()
        self._index: SuggestionIndex | None = None
        self._version: tuple[object, ...] = ()
        self._due = 0.0

    def suggest(self, query: str) -> tuple[Suggestion, ...]:
        """Return suggestions for a query typed so far, the likeliest first."""
        with self._lock:
            if self._index is None:
                self._renew()
            elif time.monotonic() >= self._due:
                self._due = float("inf")  # a renewal is pending
                self._executor.submit(self._renew_if_possible)
            book = self._index
        return book.suggest(query)

    def catch_up(self) -> None:
        """Wait until a pending renewal is finished."""
        self._executor.submit(int).result()

    def close(self) -> None:
        """Stop the renewals."""
        self._executor.shutdown()

    def _renew_if_possible(self) -> None:
        try:
            self._renew()
        except SQLAlchemyError:
            _log.exception("Suggestions stay as they are")
            self._due = time.monotonic() + self._every

    def _renew(self) -> None:
        start = time.monotonic()
        with reading(self._database) as session:
            version = (*names_version(session), *common_version(session))
            if self._index is None or version != self._version:
                self._index, self._version = SuggestionIndex(_phrases(session)), version
        now = time.monotonic()
        self._due = now + self._every * max(1.0, (now - start) / _QUICK_RENEWAL_SECONDS)


def _phrases(session: Session) -> Iterator[Suggestion]:
    """Yield all suggestions by kind: names of most items first, then the shorter ones."""
    names: dict[Kind, Counter[str]] = {
        kind: Counter() for kind in (Kind.NAME, Kind.NUMBER, Kind.TITLE)
    }
    for item in open_names(session):
        names[Kind.TITLE][item.title] += 1
        names[Kind.NUMBER].update([item.number] if item.number else ())
        names[Kind.NAME].update(
            _split_names(item.creator),
        )
        names[Kind.NAME].update(_split_names(item.issuing_body))
    yield from (Suggestion(text, Kind.SEARCH) for text in common(session, _MAX_PAST_SEARCHES))
    for name in (*unit_names(), *local_names().values()):
        yield Suggestion(name, Kind.PLACE)
    for kind, counts in names.items():
        likeliest = sorted(counts, key=lambda text: (-counts[text], len(text), text))
        yield from (Suggestion(text, kind) for text in likeliest)


def _split_names(names_text: str | None) -> list[str]:
    return [name.strip() for name in (names_text or "").split(";") if name.strip()]
