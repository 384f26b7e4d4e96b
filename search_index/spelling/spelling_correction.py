"""Spelling correction of query words, based on the terms of the index."""

from collections.abc import Callable, Iterator
from itertools import pairwise

from library.vietnamese.letters import compose, fold
from library.vietnamese.syllables import folded_syllables, is_marked_syllable, spellings
from search_index.analysis import Token, exact_pair, folded_pair, normalise, tokens
from search_index.clauses import Layer
from search_index.spelling.telex_vni import decode_keystrokes, without_repeated_letters

PagesWith = Callable[[Layer, str], int]
"""Function that returns the number of pages with a term (for pairs: with a term prefix)."""

_MAX_PAGES_OF_MISTAKE = 2
"""Maximum number of pages for a word to count as mistyped when a better one is near."""

_MIN_PAGES_OF_SOUND_ALIKE = 2
_MAX_WORDS_CORRECTED = 12
_MIN_LETTERS_OF_MISTAKE = 3
_LETTERS = "abcdeghiklmnopqrstuvxy"
_MISREAD = (("cl", "d"), ("rn", "m"), ("1", "l"), ("0", "o"), ("li", "h"), ("ii", "n"))
_INITIALS_BY_SOUND = (("tr", "ch"), ("n", "l"), ("x", "s"), ("gi", "d", "r", "v"))
"""Initial consonants that are pronounced alike in some dialect, mostly northern ones."""

_FINALS_BY_SOUND = (("ng", "n", "nh"), ("ch", "c", "t"))
_MAX_SYLLABLES_JOINED = 4
_MAX_LETTERS_JOINED = 24


def correct_spelling(
    query: tuple[Token, ...], pages_with: PagesWith
) -> dict[int, tuple[Token, ...]]:
    """Return the corrections of words that seem mistyped, by position.

    Of two neighbours that do not fit, the one whose correction fits best is changed.
    """
    readings = [_decode_if_unknown(token, pages_with) for token in query[:_MAX_WORDS_CORRECTED]]
    corrections = {
        position: (reading,)
        for position, reading in enumerate(readings)
        if reading != query[position]
    }
    guesses = [
        (*guess, position)
        for position in range(len(readings))
        if (guess := _guess(readings, position, pages_with)) is not None
    ]
    changed_positions: set[int] = set()
    for _, words, position in sorted(guesses, key=lambda guess: (-guess[0], guess[2])):
        if not changed_positions & {position - 1, position + 1}:
            corrections[position] = words
            changed_positions.add(position)
    return corrections


def _decode_if_unknown(token: Token, pages_with: PagesWith) -> Token:
    """Return the word decoded from its keys or repeated letters, or the token if it is indexed."""
    decoded_text = decode_keystrokes(token.exact) or without_repeated_letters(token.exact)
    return tokens(decoded_text)[0] if decoded_text and _is_unknown(token, pages_with) else token


def _is_unknown(token: Token, pages_with: PagesWith) -> bool:
    return pages_with(Layer.FOLDED, token.folded) <= _MAX_PAGES_OF_MISTAKE


def _guess(
    words: list[Token], position: int, pages_with: PagesWith
) -> tuple[int, tuple[Token, ...]] | None:
    """Return the page count and words of the best correction, or None if the word fits."""
    token = words[position]
    if len(token.exact) < 2 or token.folded[0].isdigit():
        return None
    if token.mark and len(words) == 1:
        return _guess_marked_word(token, pages_with) if _is_unknown(token, pages_with) else None
    preceding, following = (
        tuple(words[max(0, position - 1) : position]),
        tuple(words[position + 1 : position + 2]),
    )
    if token.mark:
        sound_alike = _guess_by_sound(token, preceding, following, pages_with)
        if sound_alike is not None or pages_with(Layer.EXACT, token.exact) > _MAX_PAGES_OF_MISTAKE:
            return sound_alike
    return _guess_by_letters(token, preceding, following, pages_with)


def _guess_by_letters(
    token: Token,
    preceding: tuple[Token, ...],
    following: tuple[Token, ...],
    pages_with: PagesWith,
) -> tuple[int, tuple[Token, ...]] | None:
    """Return the word one letter away, or the joined words, that fit best beside the neighbours."""
    is_unknown, alone = _is_unknown(token, pages_with), not (preceding or following)
    pages_in_context = _pages_in_context(preceding, (token,), following, pages_with)
    if not is_unknown and (
        pages_in_context or alone or len(token.folded) < _MIN_LETTERS_OF_MISTAKE
    ):
        return None
    most_pages, best = (0 if is_unknown else _MAX_PAGES_OF_MISTAKE), None
    for candidate in candidates(token, is_unknown=is_unknown):
        pages = _pages_in_context(preceding, candidate, following, pages_with)
        if is_unknown and alone and len(candidate) == 1:
            pages = pages_with(Layer.FOLDED, candidate[0].folded)
        if pages > most_pages:
            most_pages, best = pages, candidate
    if best is None:
        return None
    return most_pages, _restore_marks(token, preceding, best, following, pages_with)


def _guess_by_sound(
    token: Token,
    preceding: tuple[Token, ...],
    following: tuple[Token, ...],
    pages_with: PagesWith,
) -> tuple[int, tuple[Token, ...]] | None:
    """Return the word that sounds alike and fits best, if the one typed fits no neighbour."""

    def pages_in_context(word: Token) -> int:
        context = (*preceding, word, *following)
        return sum(pages_with(Layer.PAIRS, exact_pair(*pair)) for pair in pairwise(context))

    if pages_in_context(token):
        return None
    pages, best = max(
        ((pages_in_context(word), word) for word in sound_alikes(token)), default=(0, token)
    )
    return (pages, (best,)) if pages >= _MIN_PAGES_OF_SOUND_ALIKE else None


def _guess_joined(token: Token, pages_with: PagesWith) -> tuple[int, tuple[Token, ...]] | None:
    """Return the words that a marked word joins, if each stands beside the next on some page."""
    guesses = (
        (min(pages_with(Layer.PAIRS, exact_pair(*pair)) for pair in pairwise(words)), words)
        for words in map(tokens, map(" ".join, joined_syllables(token)))
    )
    pages, best = max(guesses, default=(0, ()))
    return (pages, best) if pages else None


def _guess_marked_word(token: Token, pages_with: PagesWith) -> tuple[int, tuple[Token, ...]] | None:
    """Return the words joined in one, or the likeliest word one letter away with its marks."""
    if guess := _guess_joined(token, pages_with):
        return guess
    marked_letters = _marked_letters(token)
    variants = (
        tokens(spelt)[0] for near in one_letter_away(token.folded) for spelt in spellings(near)
    )
    frequencies = {
        (pages_with(Layer.EXACT, spelt.exact), spelt)
        for spelt in variants
        if marked_letters <= set(spelt.exact)
    }
    pages, best = max(frequencies, default=(0, token))
    return (pages, (best,)) if pages else None


def _marked_letters(token: Token) -> set[str]:
    return {letter for letter in token.exact if not letter.isascii()}


def _restore_marks(
    original: Token,
    preceding: tuple[Token, ...],
    words: tuple[Token, ...],
    following: tuple[Token, ...],
    pages_with: PagesWith,
) -> tuple[Token, ...]:
    """Return one word with the marks that were typed, or else those that fit its neighbours."""
    marked = any(token.mark for token in (original, *preceding, *following))
    if not marked or len(words) > 1:
        return words

    def fitness(spelt: Token) -> tuple[bool, int]:
        context = (*preceding, spelt, *following)
        pages = sum(pages_with(Layer.PAIRS, exact_pair(*pair)) for pair in pairwise(context))
        return pages > 0 and marked_letters <= set(spelt.exact), pages

    marked_letters = _marked_letters(original)
    variants = (tokens(spelt)[0] for spelt in spellings(words[0].folded))
    best = max((spelt for spelt in variants if spelt.mark), key=fitness, default=words[0])
    return (best,) if fitness(best) > (False, 0) else words


def _pages_in_context(
    preceding: tuple[Token, ...],
    inner: tuple[Token, ...],
    following: tuple[Token, ...],
    pages_with: PagesWith,
) -> int:
    """Return the number of pages that have these words next to each other."""
    words = (*preceding, *inner, *following)
    return sum(pages_with(Layer.PAIRS, folded_pair(*pair)) for pair in pairwise(words))


def candidates(token: Token, *, is_unknown: bool) -> Iterator[tuple[Token, ...]]:
    """Yield folded corrections of a word; an unknown one may also be several syllables joined."""
    if is_unknown:
        for syllables in joined_syllables(token):
            yield tokens(" ".join(syllables))
    for near in one_letter_away(token.folded):
        yield tokens(normalise(near))


def joined_syllables(token: Token) -> Iterator[tuple[str, ...]]:
    """Yield the splits of a name written as one word: Langson, gốmbáttràng."""
    return _splits(token.exact if token.mark else token.folded, is_marked=bool(token.mark))


def one_letter_away(syllable: str) -> Iterator[str]:
    """Yield the syllables one letter, one transposition or one misread letter away."""
    splits = [(syllable[:position], syllable[position:]) for position in range(len(syllable) + 1)]
    near = {head + tail[1:] for head, tail in splits if tail}
    near |= {head + tail[1] + tail[0] + tail[2:] for head, tail in splits if len(tail) > 1}
    near |= {head + letter + tail[1:] for head, tail in splits if tail for letter in _LETTERS}
    near |= {head + letter + tail for head, tail in splits for letter in _LETTERS}
    near |= {syllable.replace(misread, original, 1) for misread, original in _MISREAD}
    near |= {syllable.replace(original, misread, 1) for misread, original in _MISREAD}
    yield from sorted(near & folded_syllables() - {syllable})


def sound_alikes(token: Token) -> Iterator[Token]:
    """Yield the marked syllables that sound like a marked one, or have its letters, other marks."""
    exact = token.exact
    variants = {*_other_initials(exact), *_other_finals(exact), *spellings(token.folded)}
    for variant in sorted(variants - {exact}):
        if is_marked_syllable(variant):
            yield tokens(variant)[0]


def _other_initials(syllable: str) -> Iterator[str]:
    for group in _INITIALS_BY_SOUND:
        initial = next((initial for initial in group if syllable.startswith(initial)), None)
        if initial:
            yield from (other + syllable[len(initial) :] for other in group)


def _other_finals(syllable: str) -> Iterator[str]:
    for group in _FINALS_BY_SOUND:
        final = next((final for final in group if syllable.endswith(final)), None)
        if final:
            yield from (compose(syllable[: -len(final)] + other) for other in group)


def _splits(letters: str, *, is_marked: bool, most: int = _MAX_SYLLABLES_JOINED) -> Iterator[tuple]:
    if len(letters) > _MAX_LETTERS_JOINED:
        return
    for position in range(2, len(letters) - 1):
        head, tail = letters[:position], letters[position:]
        if not _is_part(head, is_marked=is_marked):
            continue
        if _is_part(tail, is_marked=is_marked):
            yield head, tail
        if most > 2:
            further = _splits(tail, is_marked=is_marked, most=most - 1)
            yield from ((head, *syllables) for syllables in further)


def _is_part(letters: str, *, is_marked: bool) -> bool:
    if is_marked:
        return len(letters) > 1 and is_marked_syllable(letters)
    return len(letters) > 1 and fold(letters) in folded_syllables()
