"""Finds, in a text, the words that a question was after."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from library.catalogue.queries import ItemRecord
from library.catalogue.text.words import Word
from search_index.analysis import Token, tidy, tokens

Rows = tuple[tuple[Token, ...], ...]
"""What is sought: rows of words, the one typed first."""


def matches(there: Sequence[tuple[str, ...]], sought: Rows) -> tuple[int, ...]:
    """Return the places of the words that were sought, given each as spelt and without marks.

    A word typed with marks is looked for with them first, and without only where it is not found
    so. A word that stands beside its neighbour somewhere is marked only there; a name that was
    not typed is marked only whole.
    """
    spread = _spread(there, {token.folded for row in sought for token in row})
    kept: set[int] = set()
    for number, row in enumerate(sought):
        places = {token.folded: _places(there, spread[token.folded], token) for token in row}
        beside = _beside(places, row)
        kept |= beside
        if number == 0 or len(row) == 1:
            alone = (found for found in places.values() if not found & beside)
            kept |= {place for found in alone for place in found}
    return tuple(sorted(kept))


def _spread(there: Sequence[tuple[str, ...]], wanted: set[str]) -> dict[str, list[int]]:
    """Return where each of the wanted words stands, marks aside."""
    spread: dict[str, list[int]] = {word: [] for word in wanted}
    for place, seen in enumerate(there):
        if seen[1] in wanted:
            spread[seen[1]].append(place)
    return spread


def _places(there: Sequence[tuple[str, ...]], places: list[int], token: Token) -> set[int]:
    exact = {place for place in places if there[place][0] == token.exact} if token.mark else set()
    return exact or set(places)


def _beside(places: dict[str, set[int]], row: tuple[Token, ...]) -> set[int]:
    kept: set[int] = set()
    for first, second in pairwise(row):
        for place in places[first.folded]:
            if place + 1 in places[second.folded]:
                kept |= {place, place + 1}
    return kept


def words_found(sought: Rows, words: tuple[Word, ...]) -> tuple[int, ...]:
    """Return the places of the words to mark, in reading order."""
    owners, there = [], []
    for place, word in enumerate(words):
        for token in _tokens_of(word.text):
            owners.append(place)
            there.append(token)
    found = matches(tuple(there), sought)
    return tuple(dict.fromkeys(owners[index] for index in found))


@lru_cache(maxsize=1 << 13)
def _tokens_of(word: str) -> tuple[Token, ...]:
    """Take a word apart once: most words of a page stand on the next one too."""
    return tokens(tidy(word))


def is_described_by(item: ItemRecord, sought: Rows) -> bool:
    """Say whether the description, which is on the card of every page, has any of the words."""
    told = (item.title, item.kind, item.number, item.issuing_body, item.creator, item.date)
    words = _words(" . ".join(filter(None, told)))
    return any(token.folded in words for row in sought for token in row)


def stands_in(text: str, sought: Rows) -> bool:
    """Say whether all words of a row that is sought stand in a text."""
    words = _words(text)
    return any(all(token.folded in words for token in row) for row in sought)


@lru_cache(maxsize=1024)
def _words(text: str) -> frozenset[str]:
    """Return the words of a text; a book is leafed through with the same question."""
    return frozenset(token.folded for token in tokens(tidy(text)))
