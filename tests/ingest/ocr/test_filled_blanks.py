"""Tests of digits drawn into the blanks of a text."""

import numpy
import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.stages.recognise import fill_blanks
from library.catalogue.text.words import Word

_FACE = ImageFont.truetype("DejaVuSerif.ttf", 36)


def _typed(top=300, line=0):
    """Return the words of `Số:      /QĐ-UBND` with a blank between them."""
    return (
        Word("Số:", 200, top, 70, 40, 1.0, 0, line),
        Word("/QĐ-UBND", 460, top, 200, 40, 1.0, 0, line),
    )


def _page(text="", top=300):
    page = Image.new("L", (1654, 2339), 255)
    ImageDraw.Draw(page).text((310, top), text, font=_FACE, fill=0)
    return numpy.asarray(page)


def test_a_number_drawn_into_a_blank_becomes_a_word_with_its_box():
    _, number, _ = fill_blanks(_typed(), _page("2362"))
    assert (number.text, number.line, number.confidence < 1.0) == ("2362", 0, True)
    assert (number.left, number.width) == (pytest.approx(312, abs=4), pytest.approx(95, abs=12))


@pytest.mark.parametrize(
    ("words", "page"),
    [
        pytest.param(_typed(), _page(), id="the blank is empty"),
        pytest.param(_typed(), _page("§¶@"), id="no digits are drawn there"),
        pytest.param(_typed(1500), _page("2362", 1500), id="far below the head"),
        pytest.param((), _page("2362"), id="a page without words"),
    ],
)
def test_other_texts_are_unchanged(words, page):
    assert fill_blanks(words, page) == words


def test_the_space_between_two_columns_is_no_blank():
    first, second = _typed()
    words = (first, second._replace(left=900))
    assert fill_blanks(words, _page("2362")) == words
