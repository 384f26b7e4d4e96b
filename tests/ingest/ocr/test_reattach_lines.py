"""What was torn out of a column is put back into it, and nothing else is moved."""

from itertools import groupby

import pytest

from ingest.ocr.reattach_lines import gathered, with_line
from library.catalogue.text.words import Word

_HIGH, _STEP = 30, 50


def _line(number, text, *, left=100, top=None, sure=0.9, block=0):
    """Set words 100 pixels apart on the line of that number."""
    top = _STEP * number if top is None else top
    return tuple(
        Word(word, left + 100 * place, top, 80, _HIGH, sure, block, number)
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


def test_the_rest_of_a_line_is_put_at_its_end():
    column = _block(*_COLUMN[:3], _COLUMN[3][:2], *_COLUMN[4:])
    rest = _line(9, "c3 d3", left=300, top=_STEP * 3 + 2)
    assert _texts(gathered([column, rest])) == [[f"a{n} b{n} c{n} d{n}" for n in range(6)]]


def test_a_whole_line_is_put_between_its_neighbours():
    column = _block(*_COLUMN[:2], *_COLUMN[3:])
    (lines,) = _texts(gathered([column, _line(9, "e f", top=_STEP * 2)]))
    assert lines[1:4] == ["a1 b1 c1 d1", "e f", "a3 b3 c3 d3"]


@pytest.mark.parametrize(
    "other",
    [
        _line(9, "x y", left=600, top=_STEP * 2),
        _line(9, "x y", top=_STEP * 8),
        _line(9, "x y z t u v w", top=_STEP * 2),
        _line(9, "x", left=300, top=_STEP * 3, sure=0.3),
        _block(_line(9, "x", top=_STEP), _line(10, "y", top=_STEP * 2)),
    ],
    ids=["beside", "below", "wider", "doubted", "of two lines"],
)
def test_what_is_no_part_of_the_column_stays_by_itself(other):
    blocks = [_block(*_COLUMN), other]
    assert gathered(blocks) == blocks


def test_a_head_of_few_lines_is_no_column():
    blocks = [_block(*_COLUMN[:3]), _line(9, "x", left=300, top=_STEP)]
    assert gathered(blocks) == blocks


def test_a_stray_over_words_of_the_column_is_a_line_of_its_own():
    (lines,) = _texts(gathered([_block(*_COLUMN), _line(9, "x", left=150, top=_STEP * 2)]))
    assert sorted(lines) == sorted(["x", *(f"a{n} b{n} c{n} d{n}" for n in range(6))])


def test_a_line_more_is_put_into_the_block_around_it():
    blocks = with_line([_block(*_COLUMN[:1], *_COLUMN[2:3])], _line(-1, "x y", top=_STEP))
    assert _texts(blocks) == [["a0 b0 c0 d0", "x y", "a2 b2 c2 d2"]]


def test_a_line_more_is_read_before_what_begins_below_it():
    above, below = _line(0, "a"), _line(2, "b")
    assert _texts(with_line([above, below], _line(-1, "x", top=_STEP))) == [["a"], ["x"], ["b"]]


@pytest.mark.parametrize("lifted", [-6, 0, 6])
def test_a_line_more_beside_another_is_read_from_left_to_right(lifted):
    left, right = _line(0, "a"), _line(-1, "x", left=500, top=lifted)
    assert _texts(with_line([left], right)) == [["a"], ["x"]]
    assert _texts(with_line([right], left)) == [["a"], ["x"]]
