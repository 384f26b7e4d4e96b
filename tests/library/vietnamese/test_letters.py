"""Tests of normalising, folding, unifying and sorting Vietnamese letters."""

import unicodedata

import pytest

from library.vietnamese.letters import (
    compose,
    fold,
    sort_key,
    spell_one_way,
    without_controls,
)


def test_decomposed_text_is_composed():
    assert compose(unicodedata.normalize("NFD", "Lạng Sơn")) == "Lạng Sơn"


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        pytest.param("Hà Tĩnh", "ha tinh", id="tones and shapes"),
        pytest.param("Đồng Đăng", "dong dang", id="đ is d"),
        pytest.param("ƯƠNG ương", "uong uong", id="capitals"),
        pytest.param(unicodedata.normalize("NFD", "Kỳ Lừa"), "ky lua", id="decomposed"),
        pytest.param("諒山 2025", "諒山 2025", id="Hán and digits stay"),
        pytest.param("149/KH-UBND", "149/kh-ubnd", id="plain ASCII"),
    ],
)
def test_text_is_folded(written, folded):
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("word", "other_word"),
    [
        pytest.param("hoà", "hòa", id="oà"),
        pytest.param("khoẻ", "khỏe", id="oẻ"),
        pytest.param("Thuỷ", "thủy", id="uỷ"),
        pytest.param("kỹ thuật", "kĩ thuật", id="kỹ"),
        pytest.param("quý", "quí", id="quý"),
        pytest.param("Mỹ", "mĩ", id="mỹ"),
    ],
)
def test_spelling_variants_are_unified(word, other_word):
    assert spell_one_way(word) == spell_one_way(other_word)


@pytest.mark.parametrize(
    ("word", "other_word"),
    [
        pytest.param("thúy", "thúi", id="uy is not ui"),
        pytest.param("tay", "tai", id="ay is not ai"),
        pytest.param("ý", "í", id="a word of its own"),
        pytest.param("hòa", "hóa", id="tones differ"),
    ],
)
def test_different_words_stay_different(word, other_word):
    assert spell_one_way(word) != spell_one_way(other_word)


def test_a_tone_inside_a_syllable_stays_where_it_is():
    assert spell_one_way("hoàn toàn") == "hoàn toàn"


@pytest.mark.parametrize(
    "expected",
    [
        pytest.param(["ca", "cà", "cả", "cã", "cá", "cạ"], id="six tones in order"),
        pytest.param(["an", "ăn", "ân", "bản"], id="a ă â b"),
        pytest.param(["da", "dài", "đa", "e"], id="d before đ"),
        pytest.param(["ban", "bàn", "bang", "bàng"], id="letters before tones"),
        pytest.param(["lãng tử", "Lạng Sơn"], id="syllable by syllable"),
        pytest.param(["tập 2", "tập 10"], id="numbers as numbers"),
        pytest.param(["o", "ô", "ơ", "u", "ư", "y"], id="o ô ơ u ư"),
    ],
)
def test_words_are_sorted_as_in_a_dictionary(expected):
    assert sorted(set(expected), key=sort_key) == expected


def test_letters_that_look_like_d_with_stroke_become_it():
    assert compose("Ðồng Ɖăng, ðường") == "Đồng Đăng, đường"


def test_what_word_pastes_unseen_is_taken_out_and_private_letters_stay():
    pasted = "Chợ\x0bKỳ\x1f Lừa\x02\xad\r\n\ue001"
    assert without_controls(pasted) == "Chợ\nKỳ Lừa\n\ue001"
