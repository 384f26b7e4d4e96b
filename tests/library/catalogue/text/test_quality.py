"""Tests of the OCR quality of a page."""

import pytest

from library.catalogue.text.quality import mean_confidence, quality
from library.catalogue.text.words import Word


def _words(text: str, confidence: float = 0.9) -> tuple[Word, ...]:
    return tuple(Word(word, 0, 0, 10, 10, confidence, 0, 0) for word in text.split())


def test_long_words_count_for_more():
    assert mean_confidence((*_words("nghiêng"), *_words("a", 0.1))) == 0.8


@pytest.mark.parametrize(
    ("text", "languages", "expected"),
    [
        pytest.param("tỉnh Lạng Sơn", ("vie",), 0.9, id="all can be words"),
        pytest.param("tỉnh Lạng tlnh câp", ("vie",), 0.45, id="half cannot"),
        pytest.param("la vie de la cité et des rois", ("fra",), 0.9, id="in French"),
        pytest.param("la vie de la cité et des rois", ("vie",), 0.9, id="French among Vietnamese"),
        pytest.param("諒山 省城", ("chi_tra_vert",), 0.9, id="Hán"),
        pytest.param("12 — 345", ("vie",), 0.9, id="numbers alone"),
    ],
)
def test_impossible_words_lower_the_quality(text, languages, expected):
    assert quality(_words(text), languages) == expected


def test_an_empty_page_has_no_quality():
    assert quality((), ("vie",)) is None
