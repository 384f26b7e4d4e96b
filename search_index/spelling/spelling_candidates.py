"""Words that may have been meant by a mistyped one: similar letters, sounds, joined syllables."""

from collections.abc import Iterator

from library.vietnamese.letters import compose, fold
from library.vietnamese.syllables import folded_syllables, is_marked_syllable, spellings
from search_index.analysis import Token, normalise, tokens

_LETTERS = "abcdeghiklmnopqrstuvxy"
_MISREAD = (("cl", "d"), ("rn", "m"), ("1", "l"), ("0", "o"), ("li", "h"), ("ii", "n"))
_INITIALS_BY_SOUND = (("tr", "ch"), ("n", "l"), ("x", "s"), ("gi", "d", "r", "v"))
"""Initial consonants that are pronounced alike in some dialect, mostly northern ones."""

_FINALS_BY_SOUND = (("ng", "n", "nh"), ("ch", "c", "t"))
_MAX_SYLLABLES_JOINED = 4
_MAX_LETTERS_JOINED = 24


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
