"""Tests of the digits-only OCR pass for table cells."""

import numpy
import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.ocr.reread_digits import reread
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
