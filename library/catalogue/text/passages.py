"""Tells in which language a passage is, so that it is spoken and drawn as that language is."""

import re

from library.vietnamese.syllables import is_marked_syllable

VIETNAMESE, FRENCH, ENGLISH, TAY, CHINESE = "vi", "fr", "en", "tyz", "zh-Hant"

HAN = re.compile(
    "[\u2e80-\u2fff\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]"
    "(?:[\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af ]*"
    "[\u2e80-\u2fff\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af])?"
)
"""A run of Hán or Nôm letters, with the signs and spaces between them."""

_SMALL_WORDS = {
    FRENCH: """
à au aux avec ce ces cette d dans de des du en est et il ils l la le les leur ne on ont ou par pas
pour qu que qui s sa se ses son sont sur un une
""",
    ENGLISH: """
a an and are as at be by for from has have in is it its of on or that the their this to was were
which with
""",
}
"""They make up a third of any text in these languages."""

_LINKING = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}
_TAY_BEGINNINGS = ("sl", "pj", "phj", "bj", "mj", "khj")
"""How Tày and Nùng words begin and Vietnamese ones cannot."""

_WORD = re.compile(r"[^\W\d_]+")
_FEWEST_WORDS = 6
_LINKED, _FOREIGN, _AT_HOME = 0.15, 0.4, 0.75
_OF_TAY, _FEWEST_TAY = 0.05, 2


def language_of(passage: str, usual: str) -> str:
    """Return the language of a passage; what cannot be told is in the usual one of its item."""
    if HAN.search(passage) and not _WORD.search(HAN.sub("", passage)):
        return CHINESE
    words = _WORD.findall(passage.lower())
    if len(words) < _FEWEST_WORDS:
        return usual
    for language, linking in _LINKING.items():
        told = [word for word in words if word not in linking]
        if len(words) - len(told) >= _LINKED * len(words) and _vietnamese(told) < _FOREIGN:
            return language
    tay = sum(word.startswith(_TAY_BEGINNINGS) for word in words)
    if tay >= _FEWEST_TAY and tay >= _OF_TAY * len(words):
        return TAY
    return VIETNAMESE if usual in _LINKING and _vietnamese(words) > _AT_HOME else usual


def _vietnamese(words: list[str]) -> float:
    """Return which part of the words Vietnamese could have."""
    return sum(map(is_marked_syllable, words)) / len(words) if words else 0.0
