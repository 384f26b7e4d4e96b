"""Detection of impossible Vietnamese words, with suggestions; nothing is replaced."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from library.vietnamese.legibility import is_foreign
from library.vietnamese.letters import compose, fold
from library.vietnamese.syllables import is_marked_syllable, spellings, toneless

_LETTERS = re.compile(r"[^\W\d_\u2e80-\U0003ffff]+")
"""Letters of any script except Hán, which syllable rules do not cover."""

_FINAL_STOP = re.compile(r"(ch|[ptc])$")
_TONES_BEFORE_STOP = frozenset("\u0301\u0323")
_MISSPELT = re.compile(r"^(ngh?|gh?|c|k)(?=[^\W\d_])")
_BEFORE_HIGH = {"c": "k", "g": "gh", "ng": "ngh"}
_HIGH = "eêi"
_SHAPED = "ăâêôơư"
"""In a syllable with one of these letters, the last of them carries the tone."""

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_LOOK_ALIKES = (("rn", "m"), ("l", "i"), ("i", "l"), ("h", "b"), ("b", "h"), ("f", "t"), ("c", "e"))
_DOUBLED_LETTER = re.compile(r"([^\W\d_])\1")
_MAX_SUGGESTIONS = 3


def impossible_part(text: str) -> str | None:
    """Return the part of a printed word that cannot be Vietnamese; None when it may be.

    Abbreviations, numbers, addresses and names in foreign letters are never reported.
    """
    for match in _LETTERS.finditer(compose(text)):
        word = match[0]
        if not _is_exempt(text, word) and not _is_possible(word.lower()):
            return word
    return None


def impossible_parts(words: Sequence[str]) -> tuple[str | None, ...]:
    """Return the impossible part of each word of a page; all None for French or English."""
    if is_foreign(" ".join(words)):
        return (None,) * len(words)
    return tuple(map(impossible_part, words))


@lru_cache(maxsize=1 << 12)
def suggestions(word: str) -> tuple[str, ...]:
    """Return possible words that look like an impossible one, the likeliest first."""
    lower = compose(word.lower())
    candidates = sorted(
        set(_near(lower)) - {lower}, key=lambda near: (_distance(lower, near), near)
    )
    split = (pair for pair in _split_in_two(lower))
    return tuple(
        _as_written(near, word) for near in (*candidates[:_MAX_SUGGESTIONS], *list(split)[:1])
    )[:_MAX_SUGGESTIONS]


@lru_cache(maxsize=1 << 14)
def _is_possible(word: str) -> bool:
    return is_marked_syllable(word) and _tone_fits(word) and _onset_fits(toneless(word))


def _tone_fits(word: str) -> bool:
    bare = toneless(word)
    tones = [mark for mark in unicodedata.normalize("NFD", word) if mark in _TONES]
    if _FINAL_STOP.search(bare) and not (tones and tones[0] in _TONES_BEFORE_STOP):
        return False
    tone_letter = max(map(bare.rfind, _SHAPED))
    return not tones or (
        len(tones) == 1 and (tone_letter < 0 or bare[tone_letter] != word[tone_letter])
    )


def _onset_fits(bare: str) -> bool:
    onset = _MISSPELT.match(bare)
    if not onset or bare.startswith(("ch", "kh", "gi")):
        return True
    high = bare[onset.end()] in _HIGH + "y"
    return onset[0] not in _BEFORE_HIGH if high else onset[0] in _BEFORE_HIGH


def _is_exempt(text: str, word: str) -> bool:
    if len(word) == 1 or (not text.isascii() and word.isupper() and fold(word) == word.lower()):
        return True
    foreign = word.isascii() and word[0].isupper()
    abbreviation = word.isupper() and not any(letter in "aeiouy" for letter in fold(word))
    return foreign or abbreviation or "@" in text or "." in text.strip(".") or text[0].isdigit()


def _near(word: str) -> Iterator[str]:
    for spelling in {word, *_misread(word), *_without_doubled_letter(word)}:
        yield from filter(_is_possible, spellings(fold(spelling)))


def _misread(word: str) -> Iterator[str]:
    for misreading, correction in _LOOK_ALIKES:
        for place in re.finditer(misreading, word):
            yield word[: place.start()] + correction + word[place.end() :]


def _without_doubled_letter(word: str) -> Iterator[str]:
    """Yield the word without one of two equal letters: at column edges OCR reads one twice."""
    for twice in _DOUBLED_LETTER.finditer(word):
        yield word[: twice.start()] + word[twice.start() + 1 :]


def _split_in_two(word: str) -> Iterator[str]:
    """Yield the word split into two possible words, for words printed without a space."""
    for place in range(2, len(word) - 1):
        if _is_possible(word[:place]) and _is_possible(word[place:]):
            yield f"{word[:place]} {word[place:]}"


def _distance(word: str, other: str) -> int:
    """Return the number of letters and marks in which two words differ."""
    first, second = (unicodedata.normalize("NFD", text) for text in (word, other))
    shapes = len(set(first) ^ set(second))
    return shapes + 2 * (fold(word) != fold(other))


def _as_written(near: str, word: str) -> str:
    if word.isupper():
        return near.upper()
    return near[:1].upper() + near[1:] if word[:1].isupper() else near
