"""Finds, in a text, the words that a question was after."""

from collections.abc import Sequence
from itertools import pairwise

from search_index.analysis import Token

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
