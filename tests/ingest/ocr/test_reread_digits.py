"""Tests of the digits-only OCR pass for table cells."""

import numpy
import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.ocr.reread_digits import reread, settle
from library.catalogue.text.words import Word

_FACE = ImageFont.truetype("LiberationSerif-Regular.ttf", 34)
_HEIGHT = 80


def _word(text: str, sure: float) -> tuple[Word, ...]:
    return (Word(text, 100, 0, 30, 30, sure, 0, 0),) if text else ()


def _last_of(readings, printed: str = "8") -> str:
    """Print a column of the same digit; return the final reading of the last cell.

    `readings` are the first readings of its cells, with confidence.
    """
    page = Image.new("L", (300, _HEIGHT * len(readings)), 255)
    pen = ImageDraw.Draw(page)
    boxes = [(96, _HEIGHT * row, 44, 50) for row in range(len(readings))]
    for _x, top, _wide, _high in boxes:
        pen.text((118, top + 25), printed, font=_FACE, fill=0, anchor="mm")
    cells = [_word(*reading) for reading in readings]
    *_, last = reread(numpy.asarray(page), boxes, cells, 200)
    return " ".join(word.text for word in last)


_FIGURES = [("1", 0.9), ("2", 0.9), ("4", 0.9)]


@pytest.mark.parametrize("taken_for", [("§", 0.93), ("ị", 0.0), ("", 0.0), ("9", 0.3)])
def test_a_doubtful_cell_among_digits_is_read_again(taken_for):
    assert _last_of([*_FIGURES, taken_for]) == "8"


@pytest.mark.parametrize("taken_for", [("II", 0.5), ("a", 0.9), ("9", 0.6)])
def test_roman_numerals_and_confident_readings_stay(taken_for):
    assert _last_of([*_FIGURES, taken_for]) == taken_for[0]


def test_a_sign_among_words_stays():
    assert _last_of([("thôn", 0.9), ("xã", 0.9), ("1", 0.9), ("§", 0.9)]) == "§"


def test_a_cell_without_digits_keeps_its_reading():
    assert _last_of([*_FIGURES, ("?", 0.4)], printed="♣") == "?"


@pytest.mark.parametrize(
    ("read", "again", "settled"),
    [
        pytest.param(("4393", 0.85), ("43,93", 0.96), ("43,93", 0.96), id="a lost comma"),
        pytest.param(("454574", 0.92), ("454.574", 0.95), ("454.574", 0.95), id="a lost point"),
        pytest.param(("5696", 0.94), ("56%", 0.95), ("56%", 0.95), id="a percent sign as digits"),
        pytest.param(("#68", 0.9), ("768", 0.93), ("768", 0.93), id="a digit as a sign"),
        pytest.param(("53/.511", 0.47), ("937.511", 0.95), ("937.511", 0.5), id="other digits"),
        pytest.param(("#95", 0.54), ("195", 0.8), ("195", 0.5), id="a digit read unsurely"),
        pytest.param(("530", 0.96), ("930", 0.95), ("530", 0.5), id="two possible figures"),
        pytest.param(("915.19", 0.38), ("915.233", 0.95), ("915.233", 0.95), id="a low first"),
        pytest.param(("H", 0.93), ("..", 0.9), ("H", 0.93), id="no figure"),
    ],
)
def test_a_second_reading_changes_only_what_is_no_figure_or_lost_its_marks(read, again, settled):
    word = settle(Word(read[0], 0, 0, 9, 9, read[1], 0, 0), *again)
    assert (word.text, word.confidence) == settled


def test_a_comma_that_a_cell_lost_is_read_in_a_column_of_decimals():
    readings = [("12,5", 0.9), ("3,75", 0.9), ("40,1", 0.9), ("4393", 0.9)]
    page = Image.new("L", (400, _HEIGHT * len(readings)), 255)
    boxes = [(96, _HEIGHT * row, 140, 50) for row in range(len(readings))]
    ImageDraw.Draw(page).text((166, boxes[3][1] + 25), "43,93", font=_FACE, fill=0, anchor="mm")
    *_, (last,) = reread(numpy.asarray(page), boxes, [_word(*each) for each in readings], 200)
    assert last.text == "43,93"
