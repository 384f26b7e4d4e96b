"""Tests of detecting impossible words and suggesting corrections."""

import pytest

from library.vietnamese.spelling import impossible_part, impossible_parts, suggestions


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("nghiêng,", id="a syllable"),
        pytest.param("Quyết", id="a capital"),
        pytest.param("gì", id="gi without a vowel"),
        pytest.param("giếng", id="gi with one"),
        pytest.param("khoẻ", id="new tone placement"),
        pytest.param("khỏe", id="old tone placement"),
        pytest.param("16/6/2025", id="a date"),
        pytest.param("HĐND", id="an abbreviation"),
        pytest.param("149/KH-UBND", id="a number"),
        pytest.param("Agribank", id="a foreign name"),
        pytest.param("ttcbth@quangngai.gov.vn", id="an address"),
        pytest.param("諒山", id="Hán"),
        pytest.param("—", id="no letters"),
    ],
)
def test_possible_words_are_not_flagged(text):
    assert impossible_part(text) is None


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        pytest.param("câp", "câp", id="a stopped syllable without its tone"),
        pytest.param("các,kêt", "kêt", id="the wrong part of a word"),
        pytest.param("QUYÉT", "QUYÉT", id="a mark lost in capitals"),
        pytest.param("cê", "cê", id="c before ê"),
        pytest.param("nghà", "nghà", id="ngh before a"),
        pytest.param("Xuầt", "Xuầt", id="a tone no stopped syllable has"),
        pytest.param("đhhg", "đhhg", id="no vowel"),
    ],
)
def test_impossible_words_are_flagged(text, wrong):
    assert impossible_part(text) == wrong


@pytest.mark.parametrize(
    ("word", "correction"),
    [("câp", "cấp"), ("QUYÉT", "QUYẾT"), ("Xuât", "Xuất"), ("Vềviệc", "Về việc"), ("kêt", "kết")],
)
def test_the_likeliest_suggestion_comes_first(word, correction):
    assert suggestions(word)[0] == correction


def test_at_most_three_are_suggested():
    assert len(suggestions("câp")) <= 3


def test_nothing_is_suggested_for_noise():
    assert suggestions("đhhg") == ()


def test_a_doubled_letter_is_removed():
    assert suggestions("mặặt")[0] == "mặt"


def test_nothing_is_impossible_on_a_page_in_french():
    page = "Les élèves de la route sont dans le village et la saison est belle"
    assert set(impossible_parts(page.split())) == {None}
    assert impossible_parts(("Uỷ", "ban", "câp")) == (None, None, "câp")
