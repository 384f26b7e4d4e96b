"""Tests of the reading order of blocks."""

import pytest

from ingest.ocr.reading_order import facing_pages, in_reading_order
from library.catalogue.text.words import Word

_LETTER = 20


def _block(name: str, x0: int, y0: int, x1: int, y1: int, letter: int = _LETTER):
    """Return a block of lines of its full width, each one word."""
    tops = range(y0, y1, 2 * _LETTER) if letter == _LETTER else (y0,)
    return tuple(Word(name, x0, at, x1 - x0, letter, 0.9, 0, line) for line, at in enumerate(tops))


def _read(*blocks) -> str:
    return " ".join(block[0].text for block in in_reading_order(blocks))


def _story(name: str, top: int, *, ends: tuple[int, ...] = (400, 400, 400)):
    """Return the columns of a story, one block each."""
    return [
        _block(f"{name}{column + 1}", 100 + 500 * column, top, 550 + 500 * column, top + end)
        for column, end in enumerate(ends)
    ]


def test_a_narrow_headline_separates_two_stories():
    first, second, third, fourth = (
        *_story("a", 200, ends=(400, 400)),
        *_story("b", 800, ends=(400, 400)),
    )
    headline = _block("BÃO", 450, 680, 750, 740, 50)
    assert _read(first, headline, third, second, fourth) == "a1 a2 BÃO b1 b2"


def test_wide_letters_show_a_headline_on_a_blurred_page():
    small = "chữ nhỏ in mờ của cột "
    first, second = _story(small, 200, ends=(400, 400))
    third, fourth = _story(small, 800, ends=(400, 400))
    headline = _block("BÃO", 545, 680, 1050, 740, _LETTER + 1)
    assert in_reading_order([first, headline, third, second, fourth]) == [
        first,
        second,
        headline,
        third,
        fourth,
    ]


def test_a_headline_over_one_column_is_read_first():
    first, second, third = _story("a", 200)
    headline = _block("BÃO", 620, 80, 1000, 140, 50)
    assert _read(first, headline, second, third) == "BÃO a1 a2 a3"


def test_a_headline_over_two_columns_does_not_affect_the_third():
    first, second = _story("a", 200, ends=(400, 400))
    headline = _block("BÃO", 150, 80, 1000, 140, 50)
    other = _block("lũ", 1100, 60, 1550, 500)
    assert _read(headline, first, other, second) == "BÃO a1 a2 lũ"


def test_a_headline_split_above_a_gutter_stays_together():
    first, second, third, fourth = (
        *_story("a", 200, ends=(400, 400)),
        *_story("b", 800, ends=(400, 400)),
    )
    headline = _block("BÃO", 300, 680, 560, 740, 50), _block("LỤT", 590, 690, 800, 740, 30)
    assert _read(first, headline[0], third, second, headline[1], fourth) == "a1 a2 BÃO LỤT b1 b2"


def test_coinciding_gaps_do_not_split_columns():
    above, below = _story("a", 200), _story("b", 640)
    mixed = [block for pair in zip(above, below, strict=True) for block in pair]
    assert _read(*mixed) == "a1 b1 a2 b2 a3 b3"


def test_the_end_of_a_longer_column_belongs_to_it():
    first, second = _story("a", 200, ends=(400, 400))
    end = _block("z", 100, 640, 550, 900)
    assert _read(first, second, end) == "a1 z a2"


def test_columns_may_be_slightly_skewed():
    first, second = _block("a", 100, 200, 560, 600), _block("b", 552, 210, 1000, 610)
    headline = _block("BÃO", 450, 80, 750, 140, 50)
    assert _read(first, headline, second) == "BÃO a b"


@pytest.mark.parametrize(
    "blocks",
    [
        pytest.param([], id="nothing"),
        pytest.param([_block("b", 100, 300, 900, 500), _block("a", 100, 60, 900, 200)], id="two"),
        pytest.param(
            [
                _block("phải", 600, 60, 900, 120),
                _block("trái", 100, 60, 400, 120),
                _block("văn bản", 100, 200, 900, 900),
            ],
            id="the head of a letter",
        ),
    ],
)
def test_pages_without_columns_keep_their_order(blocks):
    assert in_reading_order(blocks) == blocks


def _page_of_spread(name: str, x0: int) -> list:
    head = _block(f"{name}1", x0 + 200, 100, x0 + 500, 120)
    return [head, _block(f"{name}2", x0, 200, x0 + 700, 700)]


def test_the_left_page_of_a_spread_is_read_before_the_right_one():
    (first, second), (third, fourth) = _page_of_spread("a", 100), _page_of_spread("b", 1000)
    sides = facing_pages([first, third, second, fourth])
    assert sides == ([first, second], [third, fourth])


def test_a_letter_and_a_wide_table_are_no_spread():
    (first, second), (third, fourth) = _page_of_spread("a", 100), _page_of_spread("b", 1000)
    table = _block("bảng", 100, 720, 1700, 760)
    assert len(facing_pages([first, third, second, fourth, table])) == 1
    tall = [third, _block("b2", 1000, 200, 1700, 2400)]
    assert len(facing_pages([first, second, *tall])) == 1
    assert facing_pages([]) == ([],)
