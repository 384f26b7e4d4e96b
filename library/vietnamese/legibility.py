"""Tells a text from noise by its syllables."""

import re

from library.vietnamese.letters import compose
from library.vietnamese.syllables import is_marked_syllable

_SMALL_WORDS = "the of and to in is for with de la le les et des du un une est dans"
"""Of English and French: about every third word there, by chance alone hardly any."""

_LEGIBLE = 0.5
_FOREIGN = 0.15
_LETTERS = re.compile(r"[^\W\d_]+")
_FOREIGN_WORDS = frozenset(_SMALL_WORDS.split())


def syllable_share(text: str) -> float:
    """Return which part of the words of a text are possible syllables; 0 when there are none."""
    words = _LETTERS.findall(compose(text))
    return sum(map(is_marked_syllable, words)) / len(words) if words else 0.0


def is_legible(text: str) -> bool:
    """Say whether this is a text: Vietnamese by its syllables, or English or French."""
    return syllable_share(text) >= _LEGIBLE or is_foreign(text)


def is_foreign(text: str) -> bool:
    """Say whether a text is English or French, by the small words no text there is without."""
    words = _LETTERS.findall(text.lower())
    return bool(words) and sum(word in _FOREIGN_WORDS for word in words) >= _FOREIGN * len(words)
