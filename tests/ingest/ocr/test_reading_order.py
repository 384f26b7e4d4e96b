"""Tests of the order in which the blocks of a page are read."""

import pytest

from ingest.ocr.reading_order import in_reading_order
from library.catalogue.text.words import Word

_LETTER = 20


def _block(name: str, left: int, top: int, right: int, bottom: int, letter: int = _LETTER):
    """Make a block of lines that are as wide as it, each one word."""
    tops = range(top, bottom, 2 * _LETTER) if letter == _LETTER else (top,)
    return tuple(
        Word(name, left, at, right - left, letter, 0.9, 0, line) for line, at in enumerate(tops)
    )


def _read(*blocks) -> str:
    return " ".join(block[0].text for block in in_reading_order(blocks))


def _story(name: str, top: int, *, ends: tuple[int, ...] = (400, 400, 400)):
    """Make columns of a story, each of one block."""
    return [
        _block(f"{name}{column + 1}", 100 + 500 * column, top, 550 + 500 * column, top + end)
        for column, end in enumerate(ends)
    ]


def test_a_narrow_headline_parts_two_stories():
    one, two, three, four = *_story("a", 200, ends=(400, 400)), *_story("b", 800, ends=(400, 400))
    headline = _block("BÃO", 450, 680, 750, 740, 50)
    assert _read(one, headline, three, two, four) == "a1 a2 BÃO b1 b2"


def test_wide_letters_tell_a_headline_where_blur_makes_all_words_as_high():
    small = "chữ nhỏ in mờ của cột "
    one, two = _story(small, 200, ends=(400, 400))
    three, four = _story(small, 800, ends=(400, 400))
    headline = _block("BÃO", 545, 680, 1050, 740, _LETTER + 1)
    assert in_reading_order([one, headline, three, two, four]) == [one, two, headline, three, four]


def test_a_headline_over_one_column_is_read_before_all():
    one, two, three = _story("a", 200)
    headline = _block("BÃO", 620, 80, 1000, 140, 50)
    assert _read(one, headline, two, three) == "BÃO a1 a2 a3"


def test_a_headline_over_two_columns_leaves_the_third_alone():
    one, two = _story("a", 200, ends=(400, 400))
    headline = _block("BÃO", 150, 80, 1000, 140, 50)
    other = _block("lũ", 1100, 60, 1550, 500)
    assert _read(headline, one, other, two) == "BÃO a1 a2 lũ"


def test_a_headline_parted_above_a_gutter_is_still_one():
    one, two, three, four = *_story("a", 200, ends=(400, 400)), *_story("b", 800, ends=(400, 400))
    headline = _block("BÃO", 300, 680, 560, 740, 50), _block("LỤT", 590, 690, 800, 740, 30)
    assert _read(one, headline[0], three, two, headline[1], four) == "a1 a2 BÃO LỤT b1 b2"


def test_gaps_that_meet_in_all_columns_do_not_part_them():
    above, below = _story("a", 200), _story("b", 640)
    mixed = [block for pair in zip(above, below, strict=True) for block in pair]
    assert _read(*mixed) == "a1 b1 a2 b2 a3 b3"


def test_the_end_of_a_longer_column_belongs_to_it():
    first, second = _story("a", 200, ends=(400, 400))
    end = _block("z", 100, 640, 550, 900)
    assert _read(first, second, end) == "a1 z a2"


def test_columns_may_lie_a_little_crooked():
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
def test_other_pages_are_read_as_they_come(blocks):
    assert in_reading_order(blocks) == blocks
