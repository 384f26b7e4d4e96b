"""Texts are split into the likeliest pieces of a vocabulary."""

from array import array
from itertools import accumulate

import pytest

from search_index.meaning.tokens import Tokenizer
from search_index.meaning.weights import Vocabulary

_PIECES = ("<s>", "</s>", "<unk>", "▁chợ", "▁", "ch", "ợ", "▁phiên", "phi", "ên", "c", "h")
_SCORES = (0.0, 0.0, 0.0, -4.0, -1.0, -2.0, -2.0, -9.0, -2.0, -2.0, -5.0, -5.0)


@pytest.fixture
def tokenizer():
    """Return a tokenizer of a small vocabulary."""
    parts = [piece.encode() for piece in _PIECES]
    offsets = array("I", [0, *accumulate(map(len, parts))])
    scores = array("f", _SCORES)
    return Tokenizer(Vocabulary(b"".join(parts), offsets, scores, 0, 1, 2, {ord("Ợ"): "ợ"}))


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        pytest.param("chợ", ["▁chợ"], id="one piece is likelier than three"),
        pytest.param("phiên", ["▁", "phi", "ên"], id="three pieces are likelier than one"),
        pytest.param("chợ   phiên", ["▁chợ", "▁", "phi", "ên"], id="spaces count once"),
        pytest.param("chỢ", ["▁chợ"], id="a replaced letter"),
        pytest.param("chx", ["▁", "ch", "<unk>"], id="an unknown letter"),
        pytest.param("", ["▁"], id="nothing"),
    ],
)
def test_a_text_is_split_into_its_likeliest_pieces(tokenizer, text, pieces):
    first, *numbers, last = tokenizer.tokens(text, 99)
    assert [_PIECES[number] for number in numbers] == pieces
    assert (first, last) == (0, 1)


def test_a_long_text_is_cut(tokenizer):
    assert len(tokenizer.tokens("chợ " * 99, 10)) == 10
