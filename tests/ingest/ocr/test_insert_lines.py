"""Tests of inserting missed lines into their columns."""

from itertools import groupby

import pytest

from ingest.ocr.insert_lines import insert_line
from library.catalogue.text.words import Word

_HIGH, _STEP = 30, 50


def _line(number, text, *, x=100, top=None, sure=0.9, block=0):
    """Return the words of a line, 100 pixels apart, on the line of this number."""
    top = _STEP * number if top is None else top
    return tuple(
        Word(word, x + 100 * place, top, 80, _HIGH, sure, block, number)
        for place, word in enumerate(text.split())
    )


def _block(*lines):
    return tuple(word for line in lines for word in line)


def _texts(blocks):
    """Return the lines of each block."""
    return [
        [" ".join(word.text for word in line) for _, line in groupby(block, lambda w: w.line)]
        for block in blocks
    ]


_COLUMN = [_line(n, f"a{n} b{n} c{n} d{n}") for n in range(6)]


def test_a_line_is_inserted_into_the_surrounding_block():
    blocks = insert_line([_block(*_COLUMN[:1], *_COLUMN[2:3])], _line(-1, "x y", top=_STEP))
    assert _texts(blocks) == [["a0 b0 c0 d0", "x y", "a2 b2 c2 d2"]]


def test_a_line_is_inserted_before_the_next_lower_block():
    above, below = _line(0, "a"), _line(2, "b")
    assert _texts(insert_line([above, below], _line(-1, "x", top=_STEP))) == [["a"], ["x"], ["b"]]


@pytest.mark.parametrize("lifted", [-6, 0, 6])
def test_a_line_on_the_same_level_is_inserted_from_left_to_right(lifted):
    first, second = _line(0, "a"), _line(-1, "x", x=500, top=lifted)
    assert _texts(insert_line([first], second)) == [["a"], ["x"]]
    assert _texts(insert_line([second], first)) == [["a"], ["x"]]
