"""Language detection of passages, for speech output and fonts."""

import re

from library.vietnamese.syllables import is_marked_syllable

VIETNAMESE, FRENCH, ENGLISH, TAY, CHINESE = "vi", "fr", "en", "tyz", "zh-Hant"

HAN = re.compile(
    "[\u2e80-\u2fff\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]"
    "(?:[\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af ]*"
    "[\u2e80-\u2fff\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af])?"
)
"""A run of Hán or Nôm characters, with the punctuation and spaces between them."""

_FUNCTION_WORD_LISTS = {
    FRENCH: """
à au aux avec ce ces cette d dans de des du en est et il ils l la le les leur ne on ont ou par pas
pour qu que qui s sa se ses son sont sur un une
""",
    ENGLISH: """
a an and are as at be by for from has have in is it its of on or that the their this to was were
which with
""",
}
"""Function words; they make up a third of any text in these languages."""

_FUNCTION_WORDS = {
    language: frozenset(words.split()) for language, words in _FUNCTION_WORD_LISTS.items()
}
_TAY_PREFIXES = ("sl", "pj", "phj", "bj", "mj", "khj")
"""Initial consonants of Tày and Nùng words that Vietnamese does not have."""

_WORD = re.compile(r"[^\W\d_]+")
_MIN_WORDS = 6
_MIN_FUNCTION_WORD_SHARE, _MAX_FOREIGN_SYLLABLE_SHARE, _MIN_VIETNAMESE_SHARE = 0.15, 0.4, 0.75
_MIN_TAY_SHARE, _MIN_TAY_WORDS = 0.05, 2


def language_of(passage: str, usual: str) -> str:
    """Return the language of a passage; the item's usual language when undecided."""
    if HAN.search(passage) and not _WORD.search(HAN.sub("", passage)):
        return CHINESE
    words = _WORD.findall(passage.lower())
    if len(words) < _MIN_WORDS:
        return usual
    for language, function_words in _FUNCTION_WORDS.items():
        content_words = [word for word in words if word not in function_words]
        if (
            len(words) - len(content_words) >= _MIN_FUNCTION_WORD_SHARE * len(words)
            and _vietnamese_share(content_words) < _MAX_FOREIGN_SYLLABLE_SHARE
        ):
            return language
    tay = sum(word.startswith(_TAY_PREFIXES) for word in words)
    if tay >= _MIN_TAY_WORDS and tay >= _MIN_TAY_SHARE * len(words):
        return TAY
    return (
        VIETNAMESE
        if usual in _FUNCTION_WORDS and _vietnamese_share(words) > _MIN_VIETNAMESE_SHARE
        else usual
    )


def _vietnamese_share(words: list[str]) -> float:
    """Return the share of words that are possible Vietnamese syllables."""
    return sum(map(is_marked_syllable, words)) / len(words) if words else 0.0
