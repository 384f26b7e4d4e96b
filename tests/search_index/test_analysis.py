"""Analysis of words for the index."""

from unicodedata import normalize

import pytest

from library.vietnamese.syllables import folded_syllables, spellings, toneless
from search_index.analysis import analyse, tokens

_TONES = "\u0300\u0301\u0303\u0309\u0323"


def _sound(spelt: str) -> tuple[str, str]:
    """Return a syllable and its tone, on whichever letter the tone mark is."""
    return toneless(spelt), "".join(set(normalize("NFD", spelt)) & set(_TONES))


@pytest.mark.slow
def test_different_sounds_of_a_syllable_have_different_marks():
    for folded in folded_syllables():
        marked_sounds = {
            (tokens(spelling)[0].mark, _sound(spelling)) for spelling in spellings(folded)
        }
        assert len(marked_sounds) == len(
            {(sign, dict(marked_sounds)[sign]) for sign, _ in marked_sounds}
        ), folded


def test_only_words_with_marks_are_indexed_as_spelt():
    assert analyse("Lạng Sơn, Lạng Giang 1886").marked == {"lạng", "sơn"}


def test_spaces_around_punctuation_do_not_change_the_terms():
    joined = analyse("tỉnh Lạng Sơn/諒山省,1886-Đồng Đăng")
    apart = analyse("tỉnh Lạng Sơn / 諒 山 省 , 1886 - Đồng Đăng")
    assert (joined.folded, joined.pairs) == (apart.folded, apart.pairs)


def test_tokens_of_a_text_equal_its_indexed_words():
    text = "Số 149/KH-UBND; 諒山 (That-Khe) hoà-bình l886"
    assert tuple(token.exact for token in tokens(text)) == analyse(text).exact
