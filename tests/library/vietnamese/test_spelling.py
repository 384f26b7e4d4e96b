"""Words that cannot be Vietnamese are flagged, and nothing is replaced."""

import pytest

from library.vietnamese.spelling import impossible, impossible_in, proposals


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
def test_what_may_be_right_is_left_alone(text):
    assert impossible(text) is None


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
def test_what_cannot_be_is_flagged(text, wrong):
    assert impossible(text) == wrong


@pytest.mark.parametrize(
    ("word", "meant"),
    [("câp", "cấp"), ("QUYÉT", "QUYẾT"), ("Xuât", "Xuất"), ("Vềviệc", "Về việc"), ("kêt", "kết")],
)
def test_the_likeliest_is_proposed_first(word, meant):
    assert proposals(word)[0] == meant


def test_few_are_proposed():
    assert len(proposals("câp")) <= 3


def test_nothing_is_proposed_for_noise():
    assert proposals("đhhg") == ()


def test_a_letter_that_was_read_twice_is_proposed_once():
    assert proposals("mặặt")[0] == "mặt"


def test_nothing_is_impossible_on_a_page_in_french():
    page = "Les élèves de la route sont dans le village et la saison est belle"
    assert set(impossible_in(page.split())) == {None}
    assert impossible_in(("Uỷ", "ban", "câp")) == (None, None, "câp")
