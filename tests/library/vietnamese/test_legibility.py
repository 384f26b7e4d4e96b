"""Tests of distinguishing text from noise."""

import pytest

from library.vietnamese.legibility import is_legible, syllable_share


def test_a_decree_is_nearly_all_syllables():
    assert syllable_share("Ủy ban nhân dân tỉnh Lạng Sơn, số 149/KH-UBND ngày 16/6/2025") > 0.8


def test_an_undecoded_text_has_few_syllables():
    assert syllable_share("UBND tØnh L¹ng S¬n kÕ ho¹ch ph¸t triÓn n«ng th«n ®Õn n¨m") < 0.5


def test_a_page_without_words_has_no_share():
    assert syllable_share("149/2025 … — |") == 0.0


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        pytest.param("Ủy ban nhân dân tỉnh Lạng Sơn", True, id="Vietnamese"),
        pytest.param("The history of the province and of its citadel in brief", True, id="English"),
        pytest.param("Note sur la citadelle et les environs de la province", True, id="French"),
        pytest.param("UBND tØnh L¹ng S¬n kÕ ho¹ch ph¸t triÓn n«ng th«n", False, id="lost encoding"),
        pytest.param("8\\ EDQ QKkQ GkQ WpQK /QJ 6qQ", False, id="lost letters"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_text_is_distinguished_from_noise(text, verdict):
    assert is_legible(text) is verdict
