"""Possible Vietnamese syllables."""

import re
import unicodedata
from functools import cache, lru_cache

from library.vietnamese.letters import compose, fold

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_VOWELS = "aăâeêioôơuưy"
_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_RIMES = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om
on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
u ua uân uâng uât uây uc uê uêch uênh ui um un ung uơ uôc uôi uôm uôn uông uôt up ut uy uya uych
uyên uyêt uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
y yêm yên yêng yêt yêu
"""
_MARKED = re.compile(f"[{_TONES}]")


def is_syllable(text: str) -> bool:
    """Return True if a text is one possible Vietnamese syllable, with or without marks."""
    bare = toneless(text)
    return bare in plain_syllables() or bare in folded_syllables()


@lru_cache(maxsize=1 << 14)
def is_marked_syllable(text: str) -> bool:
    """Return True if a text is one possible syllable with all its vowel marks, in any tone."""
    return toneless(text) in plain_syllables()


def toneless(text: str) -> str:
    """Return lower-case text without tones; ă â đ ê ô ơ ư are kept."""
    return compose(_MARKED.sub("", unicodedata.normalize("NFD", text.lower())))


@cache
def folded_syllables() -> frozenset[str]:
    """Return every possible syllable without marks, about 3,000."""
    return frozenset(fold(syllable) for syllable in plain_syllables())


def spellings(syllable: str) -> tuple[str, ...]:
    """Return every way to put marks on an unmarked syllable: sơn, són, sờn …"""
    return tuple(
        compose(plain[: place + 1] + tone + plain[place + 1 :])
        for plain in _by_folded().get(syllable, ())
        for place in range(len(plain))
        if plain[place] in _VOWELS
        for tone in ("", *_TONES)
    )


@cache
def _by_folded() -> dict[str, list[str]]:
    by_folded: dict[str, list[str]] = {}
    for plain in sorted(plain_syllables()):
        by_folded.setdefault(fold(plain), []).append(plain)
    return by_folded


@cache
def plain_syllables() -> frozenset[str]:
    """Return every possible syllable without tone, about 4,000."""
    syllables = {onset + rime for onset in ("", *_ONSETS.split()) for rime in _RIMES.split()}
    return frozenset(syllables | {"gi", "gin", "giêng"})
