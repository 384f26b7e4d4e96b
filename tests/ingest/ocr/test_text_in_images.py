"""Tests of text in images that is added to a page's own text."""

import pytest

from ingest.stages.recognise import words_in_images
from library.catalogue.text.words import Word

_OWN = (Word("Quyết", 100, 100, 80, 30, 1.0, 0, 0), Word("định", 200, 100, 80, 30, 1.0, 0, 0))


def _pasted(text, confidence=0.9, top=800):
    return tuple(
        Word(word, 100 + 90 * place, top, 80, 30, confidence, 0, place // 4)
        for place, word in enumerate(text.split())
    )


def test_words_in_an_image_follow_the_text():
    more = words_in_images(_OWN, (*_OWN, *_pasted("Ủy ban nhân dân tỉnh Lạng Sơn")))
    assert " ".join(word.text for word in more) == "Ủy ban nhân dân tỉnh Lạng Sơn"
    assert [(word.block, word.line) for word in more] == [(1, 1)] * 4 + [(1, 2)] * 3


@pytest.mark.parametrize(
    "read",
    [
        pytest.param(_OWN, id="the same text again"),
        pytest.param(_pasted("Ủy ban nhân dân tỉnh Lạng Sơn", 0.65), id="words nobody is sure of"),
        pytest.param(_pasted("Ảnh đẹp"), id="a word or two"),
        pytest.param(_pasted("xqz wrt kkp zzv bnm qqw trx"), id="what leaves were taken for"),
    ],
)
def test_nothing_else_is_added(read):
    assert words_in_images(_OWN, read) == ()
