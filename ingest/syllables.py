"""Knows what can be a Vietnamese syllable, to tell a text from noise."""

import re
import unicodedata
from functools import lru_cache

from library.vietnamese import compose

_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph q qu r s t th tr v x"
_RHYMES = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
o oc oi om on ong op ot oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt
oe oen oeo oet ooc oong ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
u ua uc ui um un ung up ut uân uâng uât uây uê uêch uênh uôc uôi uôm uôn uông uôt
uơ uy uya uych uyên uyêt uynh uyt uyu
ư ưa ưc ưi ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
y yêm yên yêng yêt yêu ynh yt
"""
_TONES = dict.fromkeys(map(ord, "\u0300\u0309\u0303\u0301\u0323"))
_SMALL_WORDS = "the of and to in is for with de la le les et des du un une est dans"
"""Of English and French: about every third word there, by chance alone hardly any."""

_LEGIBLE = 0.5
_FOREIGN = 0.15
_LETTERS = re.compile(r"[^\W\d_]+")
_FOREIGN_WORDS = frozenset(_SMALL_WORDS.split())
_SYLLABLES = frozenset(
    onset + rhyme for onset in ("", *_ONSETS.split()) for rhyme in _RHYMES.split()
)


@lru_cache(maxsize=1 << 14)
def is_syllable(word: str) -> bool:
    """Say whether a word could be a Vietnamese syllable, whatever its tone."""
    letters = unicodedata.normalize("NFD", word.lower()).translate(_TONES)
    return unicodedata.normalize("NFC", letters) in _SYLLABLES


def syllable_share(text: str) -> float:
    """Return which part of the words of a text are possible syllables; 0 when there are none."""
    words = _LETTERS.findall(compose(text))
    return sum(map(is_syllable, words)) / len(words) if words else 0.0


def is_legible(text: str) -> bool:
    """Say whether this is a text: Vietnamese by its syllables, or English or French."""
    if syllable_share(text) >= _LEGIBLE:
        return True
    words = _LETTERS.findall(text.lower())
    return bool(words) and sum(word in _FOREIGN_WORDS for word in words) >= _FOREIGN * len(words)
