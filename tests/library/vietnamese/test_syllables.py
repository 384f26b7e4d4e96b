"""Tests of recognising Vietnamese syllables."""

import pytest

from library.vietnamese.syllables import is_marked_syllable, is_syllable, spellings


@pytest.mark.parametrize(
    "word", ["nghiêng", "khuyển", "giếng", "quyết", "Đường", "ủy", "gì", "oẳn", "yểng", "quốc"]
)
def test_a_syllable_is_recognised_in_any_tone(word):
    assert is_marked_syllable(word)


@pytest.mark.parametrize("word", ["strong", "tlj", "qwan", "bcd", "zxa", "èéx", "llll"])
def test_noise_is_no_syllable(word):
    assert not is_marked_syllable(word)


def test_a_syllable_may_be_typed_without_its_marks():
    assert is_syllable("nghieng")
    assert not is_marked_syllable("nghieng")


def test_all_markings_of_a_syllable_are_generated():
    assert {"sơn", "són", "sòn"} <= set(spellings("son"))
