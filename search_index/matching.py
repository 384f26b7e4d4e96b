"""Finds, in a text, the words that a question was after."""

from itertools import pairwise

from search_index.analysis import Token

Rows = tuple[tuple[Token, ...], ...]
"""What is sought: rows of words, the one typed first."""


def matches(there: tuple[Token, ...], sought: Rows) -> tuple[int, ...]:
    """Return the places of the tokens that were sought.

    A word typed with marks is looked for with them first, and without only where it is not found
    so. A word that stands beside its neighbour somewhere is marked only there; a name that was
    not typed is marked only whole.
    """
    kept: set[int] = set()
    for number, row in enumerate(sought):
        places = {token.folded: _places(there, token) for token in row}
        beside = _beside(places, row)
        kept |= beside
        if number == 0 or len(row) == 1:
            alone = (found for found in places.values() if not found & beside)
            kept |= {place for found in alone for place in found}
    return tuple(sorted(kept))


def _places(there: tuple[Token, ...], token: Token) -> set[int]:
    if token.mark:
        exact = {place for place, seen in enumerate(there) if seen.exact == token.exact}
        if exact:
            return exact
    return {place for place, seen in enumerate(there) if seen.folded == token.folded}


def _beside(places: dict[str, set[int]], row: tuple[Token, ...]) -> set[int]:
    kept: set[int] = set()
    for first, second in pairwise(row):
        for place in places[first.folded]:
            if place + 1 in places[second.folded]:
                kept |= {place, place + 1}
    return kept
