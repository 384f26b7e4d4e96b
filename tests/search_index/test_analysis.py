"""Reads words as the index keeps them."""

from unicodedata import normalize

from library.vietnamese.syllables import folded_syllables, spellings, toneless
from search_index.analysis import read, tokens

_TONES = "\u0300\u0301\u0303\u0309\u0323"


def _said(spelt: str) -> tuple[str, str]:
    """Return a syllable and its tone, on whichever letter that stands."""
    return toneless(spelt), "".join(set(normalize("NFD", spelt)) & set(_TONES))


def test_no_two_ways_to_say_a_syllable_have_the_same_sign():
    for folded in folded_syllables():
        said = {(tokens(one)[0].mark, _said(one)) for one in spellings(folded)}
        assert len(said) == len({(sign, dict(said)[sign]) for sign, _ in said}), folded


def test_only_words_with_marks_are_kept_as_they_are_spelt_each_once():
    assert read("Lạng Sơn, Lạng Giang 1886").marked == {"lạng", "sơn"}


def test_a_text_is_read_alike_with_and_without_spaces_around_its_signs():
    joined = read("tỉnh Lạng Sơn/諒山省,1886-Đồng Đăng")
    apart = read("tỉnh Lạng Sơn / 諒 山 省 , 1886 - Đồng Đăng")
    assert (joined.folded, joined.pairs) == (apart.folded, apart.pairs)


def test_tokens_of_a_text_are_the_words_the_index_knows():
    text = "Số 149/KH-UBND; 諒山 (That-Khe) hoà-bình l886"
    assert tuple(token.exact for token in tokens(text)) == read(text).exact
