"""Page numbers that Tesseract missed or cut."""

import numpy
import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.images.cells import Cell
from ingest.images.unread_ink import is_page_number_place
from ingest.ocr.printed_numbers import complete_page_numbers, read_page_number
from library.catalogue.text.words import Word

WIDE, HIGH = 1654, 2339
BODY = (Cell(200, 300, 1200, 30), Cell(200, 1900, 1200, 30))


def _page(text: str, x: int, y: int, size: int = 32) -> tuple[numpy.ndarray, Cell]:
    page = Image.new("L", (WIDE, HIGH), 255)
    pen, face = ImageDraw.Draw(page), ImageFont.truetype("LiberationSerif-Regular.ttf", size)
    pen.text((x, y), text, font=face, fill=0)
    x0, y0, x1, y1 = map(int, pen.textbbox((x, y), text, font=face))
    return numpy.asarray(page), Cell(x0 - 2, y0 - 2, x1 - x0 + 4, y1 - y0 + 4)


def _number(text: str, x: int, y: int, size: int = 32) -> str:
    page, box = _page(text, x, y, size)
    return " ".join(word.text for word in read_page_number(page, box, BODY, ("vie",), 200))


@pytest.mark.parametrize(
    ("printed", "x", "y"),
    [
        pytest.param("4", 815, 150, id="one digit at the head"),
        pytest.param("1", 820, 2200, id="a one on which both models agree"),
        pytest.param("18", 1400, 2080, id="in a corner above a wide margin"),
        pytest.param("215", 230, 2200, id="three digits in a corner"),
    ],
)
def test_a_number_outside_the_text_is_read(printed, x, y):
    assert _number(printed, x, y) == printed


@pytest.mark.parametrize("size", [20, 24])
def test_a_small_number_is_read(size):
    assert _number("27", 815, 2180, size) == "27"


def test_a_number_between_dashes_is_read():
    assert _number("– 1 –", 800, 2170).strip("-–") == "1"


@pytest.mark.parametrize(
    ("printed", "x", "y"),
    [
        pytest.param("18", 1000, 2200, id="between the middle and a corner"),
        pytest.param("18", 815, 1200, id="in the middle of the page"),
        pytest.param("VT", 815, 2200, id="letters"),
    ],
)
def test_other_print_is_no_page_number(printed, x, y):
    assert _number(printed, x, y) == ""


def test_text_outside_makes_the_place_of_a_number_narrower():
    page, box = _page("18", 815, 2080)
    below = Cell(200, 2250, 1200, 30)
    assert is_page_number_place(box, page, BODY)
    assert not is_page_number_place(box, page, (*BODY, below))


def _line(text: str, box: Cell, line: int = 0) -> tuple[Word, ...]:
    return (Word(text, *box.box, 0.95, line, line),)


def _body() -> tuple[Word, ...]:
    return tuple(word for line, box in enumerate(BODY, 1) for word in _line("xã", box, line))


def test_a_digit_that_a_number_lost_is_read():
    page, box = _page("22", 815, 130)
    first, *_ = complete_page_numbers(page, (*_line("2", box), *_body()))
    assert first.text == "22"


def test_a_whole_number_and_the_text_stay():
    page, box = _page("7", 815, 130)
    words = (*_line("7", box), *_body())
    assert complete_page_numbers(page, words) == words


def test_waves_around_a_number_are_dashes():
    page, box = _page("– 38 –", 800, 2170)
    *_, last = complete_page_numbers(page, (*_body(), *_line("—38~", box, 9)))
    assert last.text == "–38–"
