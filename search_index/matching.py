"""Finds, in a text, the words that a question was after."""

from dataclasses import dataclass

from search_index.analysis import Token, has_marks, tidy, tokens
from search_index.query import parse, words_of


@dataclass(frozen=True, slots=True)
class Sought:
    """The words of a question, in order."""

    tokens: tuple[Token, ...]


def sought(typed: str) -> Sought:
    """Return what should be marked for a question."""
    return Sought(tokens(tidy(words_of(parse(typed)))))


def matches(there: tuple[Token, ...], wanted: Sought) -> tuple[int, ...]:
    """Return the places of the tokens that were sought.

    A word typed with marks is looked for with them first, and without only where it is not found
    so. A word that stands beside its neighbour somewhere is marked only there.
    """
    places = {token.folded: _places(there, token) for token in wanted.tokens}
    beside = _beside(places, wanted)
    kept = {place for folded, found in places.items() for place in (found & beside or found)}
    return tuple(sorted(kept))


def _places(there: tuple[Token, ...], token: Token) -> set[int]:
    if has_marks(token.exact):
        exact = {place for place, seen in enumerate(there) if seen.exact == token.exact}
        if exact:
            return exact
    return {place for place, seen in enumerate(there) if seen.folded == token.folded}


def _beside(places: dict[str, set[int]], wanted: Sought) -> set[int]:
    kept: set[int] = set()
    for first, second in zip(wanted.tokens, wanted.tokens[1:], strict=False):
        for place in places[first.folded]:
            if place + 1 in places[second.folded]:
                kept |= {place, place + 1}
    return kept
