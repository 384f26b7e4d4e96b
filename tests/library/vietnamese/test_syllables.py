"""Tests of what can be a Vietnamese syllable."""

import pytest

from library.vietnamese.syllables import is_marked_syllable, is_syllable, spellings


@pytest.mark.parametrize(
    "word", ["nghiêng", "khuyển", "giếng", "quyết", "Đường", "ủy", "gì", "oẳn", "yểng", "quốc"]
)
def test_a_syllable_is_known_whatever_its_tone(word):
    assert is_marked_syllable(word)


@pytest.mark.parametrize("word", ["strong", "tlj", "qwan", "bcd", "zxa", "èéx", "llll"])
def test_noise_is_no_syllable(word):
    assert not is_marked_syllable(word)


def test_a_syllable_may_be_typed_without_its_marks():
    assert is_syllable("nghieng")
    assert not is_marked_syllable("nghieng")


def test_every_way_to_mark_a_syllable_is_known():
    assert {"sơn", "són", "sòn"} <= set(spellings("son"))
