"""Figures that two models read differently."""

import numpy
import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.ocr.read_page import doubt_figures
from library.catalogue.text.words import Word

_FACE = ImageFont.truetype("LiberationSerif-Regular.ttf", 40)


@pytest.mark.parametrize(
    ("printed", "read", "confidence"),
    [
        pytest.param("1964", "1964", 0.97, id="both agree"),
        pytest.param("1964", "1904", 0.5, id="another figure"),
        pytest.param("1964", "1964,", 0.97, id="with a comma"),
        pytest.param("1964", "năm", 0.97, id="no figure"),
        pytest.param("1964", "4", 0.97, id="one digit alone"),
    ],
)
def test_a_figure_read_otherwise_by_the_model_of_digits_is_doubtful(printed, read, confidence):
    page = Image.new("L", (300, 120), 255)
    x0, y0, x1, y1 = box = 60, 40, 142, 70
    ImageDraw.Draw(page).text((60, 32), printed, font=_FACE, fill=0)
    word = Word(read, x0, y0, x1 - x0, y1 - y0, 0.97, 0, 0)
    (checked,) = doubt_figures(numpy.asarray(page), (word,))
    assert checked.confidence == confidence, box


@pytest.mark.parametrize(
    ("printed", "read", "text"),
    [
        pytest.param("483.446", "483446", "483.446", id="a lost point"),
        pytest.param("97.492.959", "97492.959", "97492.959", id="an amount that may be"),
        pytest.param("97.492.959.751", "97492.959.751", "97.492.959.751", id="an impossible one"),
        pytest.param("31", "3l", "31", id="a digit as a letter"),
        pytest.param("2.005", "2005", "2005", id="a year keeps its digits"),
        pytest.param("(1.964)", "§12", "§12", id="a section"),
    ],
)
def test_marks_that_a_figure_lost_are_restored_where_it_must_have_them(printed, read, text):
    page = Image.new("L", (600, 120), 255)
    x0, y0, x1, y1 = box = ImageDraw.Draw(page).textbbox((60, 32), printed, font=_FACE)
    ImageDraw.Draw(page).text((60, 32), printed, font=_FACE, fill=0)
    word = Word(read, int(x0), int(y0), int(x1 - x0), int(y1 - y0), 0.97, 0, 0)
    (checked,) = doubt_figures(numpy.asarray(page), (word,))
    assert checked.text == text, box
