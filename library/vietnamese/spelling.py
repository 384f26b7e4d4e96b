"""Flags words that cannot be Vietnamese, and proposes what may be meant; replaces nothing."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from library.vietnamese.legibility import is_foreign
from library.vietnamese.letters import compose, fold
from library.vietnamese.syllables import is_marked_syllable, spellings, toneless

_LETTERS = re.compile(r"[^\W\d_\u2e80-\U0003ffff]+")
"""Letters of any script but Hán, of which syllables tell nothing."""

_STOPPED = re.compile(r"(ch|[ptc])$")
_TONES_OF_THE_STOPPED = frozenset("\u0301\u0323")
_MISSPELT = re.compile(r"^(ngh?|gh?|c|k)(?=[^\W\d_])")
_BEFORE_HIGH = {"c": "k", "g": "gh", "ng": "ngh"}
_HIGH = "eêi"
_SHAPED = "ăâêôơư"
"""Where a syllable has one of these letters, the last one bears its tone."""

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_LOOK_ALIKES = (("rn", "m"), ("l", "i"), ("i", "l"), ("h", "b"), ("b", "h"), ("f", "t"), ("c", "e"))
_TWICE = re.compile(r"([^\W\d_])\1")
_MOST = 3


def impossible(text: str) -> str | None:
    """Return the part of a printed word that no Vietnamese word can be; None when it may be one.

    Abbreviations, numbers, addresses and names in foreign letters are left alone.
    """
    for found in _LETTERS.finditer(compose(text)):
        word = found[0]
        if not _is_no_word(text, word) and not _is_possible(word.lower()):
            return word
    return None


def impossible_in(words: Sequence[str]) -> tuple[str | None, ...]:
    """Return for each word of a page what is impossible in it: nothing in French or English."""
    if is_foreign(" ".join(words)):
        return (None,) * len(words)
    return tuple(map(impossible, words))


@lru_cache(maxsize=1 << 12)
def proposals(word: str) -> tuple[str, ...]:
    """Return possible words that look like an impossible one, the likeliest first."""
    lower = compose(word.lower())
    found = sorted(set(_near(lower)) - {lower}, key=lambda near: (_distance(lower, near), near))
    split = (pair for pair in _pairs(lower))
    return tuple(_as_written(near, word) for near in (*found[:_MOST], *list(split)[:1]))[:_MOST]


@lru_cache(maxsize=1 << 14)
def _is_possible(word: str) -> bool:
    return is_marked_syllable(word) and _tone_fits(word) and _onset_fits(toneless(word))


def _tone_fits(word: str) -> bool:
    bare = toneless(word)
    tones = [mark for mark in unicodedata.normalize("NFD", word) if mark in _TONES]
    if _STOPPED.search(bare) and not (tones and tones[0] in _TONES_OF_THE_STOPPED):
        return False
    bears = max(map(bare.rfind, _SHAPED))
    return not tones or (len(tones) == 1 and (bears < 0 or bare[bears] != word[bears]))


def _onset_fits(bare: str) -> bool:
    onset = _MISSPELT.match(bare)
    if not onset or bare.startswith(("ch", "kh", "gi")):
        return True
    high = bare[onset.end()] in _HIGH + "y"
    return onset[0] not in _BEFORE_HIGH if high else onset[0] in _BEFORE_HIGH


def _is_no_word(text: str, word: str) -> bool:
    if len(word) == 1 or (not text.isascii() and word.isupper() and fold(word) == word.lower()):
        return True
    foreign = word.isascii() and word[0].isupper()
    abbreviation = word.isupper() and not any(letter in "aeiouy" for letter in fold(word))
    return foreign or abbreviation or "@" in text or "." in text.strip(".") or text[0].isdigit()


def _near(word: str) -> Iterator[str]:
    for looks in {word, *_misread(word), *_once(word)}:
        yield from filter(_is_possible, spellings(fold(looks)))


def _misread(word: str) -> Iterator[str]:
    for seen, meant in _LOOK_ALIKES:
        for place in re.finditer(seen, word):
            yield word[: place.start()] + meant + word[place.end() :]


def _once(word: str) -> Iterator[str]:
    """Give the word without one of two like letters: where columns meet, one is read twice."""
    for twice in _TWICE.finditer(word):
        yield word[: twice.start()] + word[twice.start() + 1 :]


def _pairs(word: str) -> Iterator[str]:
    """Give two words that were printed too close to each other."""
    for place in range(2, len(word) - 1):
        if _is_possible(word[:place]) and _is_possible(word[place:]):
            yield f"{word[:place]} {word[place:]}"


def _distance(one: str, other: str) -> int:
    """Count the letters and marks in which two words differ."""
    first, second = (unicodedata.normalize("NFD", word) for word in (one, other))
    shapes = len(set(first) ^ set(second))
    return shapes + 2 * (fold(one) != fold(other))


def _as_written(near: str, word: str) -> str:
    if word.isupper():
        return near.upper()
    return near[:1].upper() + near[1:] if word[:1].isupper() else near
