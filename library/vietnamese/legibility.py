"""Distinction of text from noise by its share of syllables."""

import re

from library.vietnamese.letters import compose
from library.vietnamese.syllables import is_marked_syllable

_FUNCTION_WORD_LIST = "the of and to in is for with de la le les et des du un une est dans"
"""English and French function words: a third of any text, rare in noise."""

_MIN_SYLLABLE_SHARE = 0.5
_MIN_FOREIGN_WORD_SHARE = 0.15
_BETWEEN_WORDS = re.compile(r"[\s!-@\[-`{-~]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_FUNCTION_WORDS = frozenset(_FUNCTION_WORD_LIST.split())


def syllable_share(text: str) -> float:
    """Return the share of words that are possible Vietnamese syllables; 0 without words."""
    words = _LETTERS.findall(compose(text))
    return sum(map(is_marked_syllable, words)) / len(words) if words else 0.0


def marked_word_share(text: str) -> float:
    """Return the share of words with other than ASCII letters that are syllables; 0 without any."""
    words = [word for word in _BETWEEN_WORDS.split(compose(text)) if word and not word.isascii()]
    return sum(map(is_marked_syllable, words)) / len(words) if words else 0.0


def is_legible(text: str) -> bool:
    """Return True for a text: Vietnamese by its syllables, or English or French."""
    return syllable_share(text) >= _MIN_SYLLABLE_SHARE or is_foreign(text)


def is_foreign(text: str) -> bool:
    """Return True for English or French text, recognised by its share of function words."""
    words = _LETTERS.findall(text.lower())
    return bool(words) and sum(
        word in _FUNCTION_WORDS for word in words
    ) >= _MIN_FOREIGN_WORD_SHARE * len(words)
