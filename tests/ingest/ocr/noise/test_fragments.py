"""Letters read twice, marks above a line and signs without confidence are dropped."""

import pytest

from ingest.ocr.read_page import drop_fragments
from library.catalogue.text.words import Word

_LINE = (
    Word("bình", 100, 100, 80, 40, 0.95, 0, 1),
    Word("ôn", 200, 100, 55, 40, 0.74, 0, 1),
    Word("mở", 270, 100, 60, 40, 0.97, 0, 1),
)


def _texts(*words: Word) -> list[str]:
    return [word.text for word in drop_fragments(words)]


def test_the_first_letter_of_a_word_read_twice_is_dropped():
    letter = Word("ô", 198, 98, 28, 60, 0.92, 0, 1)
    assert _texts(_LINE[0], letter, *_LINE[1:]) == ["bình", "ôn", "mở"]


@pytest.mark.parametrize(
    "letter",
    [
        Word("ô", 182, 100, 15, 40, 0.92, 0, 1),
        Word("à", 198, 98, 28, 60, 0.92, 0, 1),
        Word("6", 198, 98, 28, 60, 0.92, 0, 1),
    ],
    ids=["beside the word", "no letter of the word", "a figure"],
)
def test_a_letter_that_is_no_part_of_its_neighbour_stays(letter):
    assert _texts(_LINE[0], letter, *_LINE[1:]) == ["bình", letter.text, "ôn", "mở"]


def test_marks_above_capitals_are_no_line_of_their_own():
    marks = (Word("ˆ", 120, 84, 16, 10, 0.5, 0, 0), Word("R", 210, 84, 12, 10, 0.13, 0, 0))
    assert _texts(*marks, *_LINE) == ["bình", "ôn", "mở"]


def test_a_dash_a_figure_and_a_flat_sign_with_nothing_below_stay():
    figure = Word("1", 220, 84, 8, 10, 0.1, 0, 0)
    dash = Word("-", 120, 88, 12, 6, 0.5, 0, 0)
    far = Word("ˆ", 120, 20, 16, 10, 0.5, 0, 0)
    assert _texts(far, dash, figure, *_LINE) == ["ˆ", "-", "1", "bình", "ôn", "mở"]


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ("“W%", False),
        ("Sgjpm:", False),
        ("M2", True),
        ("11", True),
        ("Nại", True),
        ("/UBND-KTTH", True),
        ("(VDuän).a@", True),
    ],
)
def test_signs_without_confidence_are_dropped_but_no_figures_words_and_codes(text, stays):
    assert (text in _texts(*_LINE, Word(text, 400, 100, 80, 40, 0.0, 0, 1))) == stays


def test_a_page_without_words_stays_empty():
    assert drop_fragments(()) == ()
