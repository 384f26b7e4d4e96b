"""Tests of grouping words into lines and blocks."""

from library.catalogue.text.layout import Box, layout_page
from library.catalogue.text.words import Word

_WORDS = (
    Word("Chợ", 10, 20, 30, 10, 0.9, 0, 0),
    Word("Kỳ", 50, 18, 20, 14, 0.9, 0, 0),
    Word("Lừa", 10, 40, 30, 10, 0.9, 0, 1),
    Word("1", 90, 90, 5, 5, 0.9, 1, 2),
)


def test_the_box_of_a_line_encloses_its_words():
    (first, _), _ = (block.lines for block in layout_page(1, 100, 100, _WORDS).blocks)
    assert first.box == Box(left=10, top=18, right=70, bottom=32)


def test_a_block_holds_all_its_lines():
    assert [len(block.lines) for block in layout_page(1, 100, 100, _WORDS).blocks] == [2, 1]


def test_a_page_without_words_has_no_blocks():
    assert layout_page(1, 100, 100, ()).blocks == ()
