"""Guesses, from what is in the index, which word was meant by one that was mistyped."""

from collections.abc import Callable, Iterator
from itertools import pairwise

from library.vietnamese.syllables import folded_syllables, spellings
from search_index.analysis import Token, exact_pair, folded_pair, tidy, tokens
from search_index.clauses import Layer
from search_index.telex_vni import meant_by

PagesWith = Callable[[Layer, str], int]
"""Returns on how many pages a term stands (in the layer of pairs: any with this beginning)."""

_UNKNOWN = 2
"""A word on at most so many pages is taken for a mistake when a better one is near."""

_LETTERS = "abcdeghiklmnopqrstuvxy"
_MISREAD = (("cl", "d"), ("rn", "m"), ("1", "l"), ("0", "o"), ("li", "h"), ("ii", "n"))
_WORDS_LOOKED_AT = 12
_SHORTEST_MISTYPED = 3


def mend(typed: tuple[Token, ...], pages_with: PagesWith) -> dict[int, tuple[Token, ...]]:
    """Return, by place, what was probably meant where something seems mistyped.

    Of two neighbours that do not fit, the one whose change fits best is changed.
    """
    read = [_keyed(token, pages_with) for token in typed[:_WORDS_LOOKED_AT]]
    meant = {place: (now,) for place, now in enumerate(read) if now != typed[place]}
    guesses = [
        (*guess, place)
        for place in range(len(read))
        if (guess := _guess(read, place, pages_with)) is not None
    ]
    changed: set[int] = set()
    for _, words, place in sorted(guesses, key=lambda guess: (-guess[0], guess[2])):
        if not changed & {place - 1, place + 1}:
            meant[place] = words
            changed.add(place)
    return meant


def _keyed(token: Token, pages_with: PagesWith) -> Token:
    """Return the word whose keys were pressed with the input method off, if no word was typed."""
    keyed = meant_by(token.exact)
    return tokens(keyed)[0] if keyed and _is_unknown(token, pages_with) else token


def _is_unknown(token: Token, pages_with: PagesWith) -> bool:
    return pages_with(Layer.FOLDED, token.folded) <= _UNKNOWN


def _guess(
    read: list[Token], place: int, pages_with: PagesWith
) -> tuple[int, tuple[Token, ...]] | None:
    """Return on how many pages a better word fits here, and which; None when this one fits."""
    token = read[place]
    if len(token.exact) < 2 or token.folded[0].isdigit():
        return None
    before, after = tuple(read[max(0, place - 1) : place]), tuple(read[place + 1 : place + 2])
    is_unknown, alone = _is_unknown(token, pages_with), len(read) == 1
    beside = _pages_beside(before, (token,), after, pages_with)
    if not is_unknown and (beside or alone or len(token.folded) < _SHORTEST_MISTYPED):
        return None
    most, best = (0 if is_unknown else _UNKNOWN), None
    for candidate in _candidates(token, is_unknown=is_unknown):
        worth = _pages_beside(before, candidate, after, pages_with)
        if is_unknown and alone and len(candidate) == 1:
            worth = pages_with(Layer.FOLDED, candidate[0].folded)
        if worth > most:
            most, best = worth, candidate
    if best is None:
        return None
    return most, _with_marks(token, before, best, after, pages_with)


def _with_marks(
    typed: Token,
    before: tuple[Token, ...],
    words: tuple[Token, ...],
    after: tuple[Token, ...],
    pages_with: PagesWith,
) -> tuple[Token, ...]:
    """Give one word the marks that were typed, or else that it has beside its neighbours."""
    marked = any(token.mark for token in (*before, *after))
    if not marked or len(words) > 1:
        return words

    def fitness(spelt: Token) -> tuple[bool, int]:
        joined = (*before, spelt, *after)
        pages = sum(pages_with(Layer.PAIRS, exact_pair(*two)) for two in pairwise(joined))
        return pages > 0 and marked_letters <= set(spelt.exact), pages

    marked_letters = {letter for letter in typed.exact if not letter.isascii()}
    variants = (tokens(spelt)[0] for spelt in spellings(words[0].folded))
    best = max((spelt for spelt in variants if spelt.mark), key=fitness, default=words[0])
    return (best,) if fitness(best) > (False, 0) else words


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
        parts = folded[:place], folded[place:]
        if all(len(part) > 1 and part in known for part in parts):
            yield parts


def _one_letter_away(folded: str) -> Iterator[str]:
    splits = [(folded[:place], folded[place:]) for place in range(len(folded) + 1)]
    near = {left + right[1:] for left, right in splits if right}
    near |= {left + right[1] + right[0] + right[2:] for left, right in splits if len(right) > 1}
    near |= {left + letter + right[1:] for left, right in splits if right for letter in _LETTERS}
    near |= {left + letter + right for left, right in splits for letter in _LETTERS}
    near |= {folded.replace(seen, meant, 1) for seen, meant in _MISREAD}
    near |= {folded.replace(meant, seen, 1) for seen, meant in _MISREAD}
    yield from sorted(near & folded_syllables() - {folded})
