"""Guesses, from what is in the index, which word was meant by one that was mistyped."""

from collections.abc import Callable, Iterator
from itertools import pairwise

from search_index.analysis import Token, folded_pair, tidy, tokens
from search_index.clauses import Layer
from search_index.keystrokes import meant_by
from search_index.syllables import folded_syllables

PagesWith = Callable[[Layer, str], int]
"""Returns on how many pages a term stands (in the layer of pairs: any with this beginning)."""

_UNKNOWN = 2
"""A word on at most so many pages is taken for a mistake when a better one is near."""

_LETTERS = "abcdeghiklmnopqrstuvxy"
_MISREAD = (("cl", "d"), ("rn", "m"), ("1", "l"), ("0", "o"), ("li", "h"), ("ii", "n"))
_WORDS_LOOKED_AT = 12


def mend(typed: tuple[Token, ...], pages_with: PagesWith) -> dict[int, tuple[Token, ...]]:
    """Return, by place, what was probably meant where something seems mistyped."""
    meant: dict[int, tuple[Token, ...]] = {}
    read = [_keyed(token, pages_with) for token in typed[:_WORDS_LOOKED_AT]]
    for place, token in enumerate(read):
        before, after = tuple(read[max(0, place - 1) : place]), tuple(read[place + 1 : place + 2])
        found = _meant(before, token, after, pages_with) or (token,)
        if found != (typed[place],):
            meant[place] = found
    return meant


def _keyed(token: Token, pages_with: PagesWith) -> Token:
    """Return the word whose keys were pressed with the input method off, if no word was typed."""
    keyed = meant_by(token.exact)
    return tokens(keyed)[0] if keyed and _is_unknown(token, pages_with) else token


def _is_unknown(token: Token, pages_with: PagesWith) -> bool:
    return pages_with(Layer.FOLDED, token.folded) <= _UNKNOWN


def _meant(
    before: tuple[Token, ...], token: Token, after: tuple[Token, ...], pages_with: PagesWith
) -> tuple[Token, ...] | None:
    if len(token.exact) < 2 or token.folded[0].isdigit():
        return None
    is_unknown = _is_unknown(token, pages_with)
    alone = not before and not after
    beside = _pages_beside(before, (token,), after, pages_with)
    if not is_unknown and (beside or alone or len(token.folded) < 3):
        return None
    best, most = None, 0 if is_unknown else _UNKNOWN
    for candidate in _candidates(token, is_unknown=is_unknown):
        worth = _pages_beside(before, candidate, after, pages_with)
        if is_unknown and alone and len(candidate) == 1:
            worth = pages_with(Layer.FOLDED, candidate[0].folded)
        if worth > most:
            best, most = candidate, worth
    return best


def _pages_beside(
    before: tuple[Token, ...],
    inner: tuple[Token, ...],
    after: tuple[Token, ...],
    pages_with: PagesWith,
) -> int:
    """Count on how many pages these words stand beside each other."""
    joined = (*before, *inner, *after)
    return sum(pages_with(Layer.PAIRS, folded_pair(*two)) for two in pairwise(joined))


def _candidates(token: Token, *, is_unknown: bool) -> Iterator[tuple[Token, ...]]:
    if is_unknown:
        for one, two in _split(token.folded):
            yield tokens(f"{one} {two}")
    for near in _one_letter_away(token.folded):
        yield tokens(tidy(near))


def _split(folded: str) -> Iterator[tuple[str, str]]:
    """Take apart what foreigners write as one word: Langson."""
    known = folded_syllables()
    for place in range(1, len(folded)):
        if folded[:place] in known and folded[place:] in known:
            yield folded[:place], folded[place:]


def _one_letter_away(folded: str) -> Iterator[str]:
    splits = [(folded[:place], folded[place:]) for place in range(len(folded) + 1)]
    near = {left + right[1:] for left, right in splits if right}
    near |= {left + right[1] + right[0] + right[2:] for left, right in splits if len(right) > 1}
    near |= {left + letter + right[1:] for left, right in splits if right for letter in _LETTERS}
    near |= {left + letter + right for left, right in splits for letter in _LETTERS}
    near |= {folded.replace(seen, meant, 1) for seen, meant in _MISREAD}
    near |= {folded.replace(meant, seen, 1) for seen, meant in _MISREAD}
    yield from sorted(near & folded_syllables() - {folded})
