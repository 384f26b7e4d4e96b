"""Units of area and volume get the raised figure that the image shows, and only then."""

import cv2
import numpy
import pytest

from ingest.language.raised_units import has_units, restore_units
from library.catalogue.text.words import Word

_LEFT, _BASE = 300, 120


def _page(unit: str, figure: str, *, is_raised: bool) -> numpy.ndarray:
    """Return a page with a unit and a figure behind it."""
    page = numpy.full((200, 600), 255, numpy.uint8)
    cv2.putText(page, unit, (_LEFT, _BASE), cv2.FONT_HERSHEY_SIMPLEX, 1.8, 0, 4, cv2.LINE_AA)
    (wide, _), _ = cv2.getTextSize(unit, cv2.FONT_HERSHEY_SIMPLEX, 1.8, 4)
    place = (_LEFT + wide + 2, _BASE - 22 if is_raised else _BASE)
    scale = 0.9 if is_raised else 1.8
    cv2.putText(page, figure, place, cv2.FONT_HERSHEY_SIMPLEX, scale, 0, 3, cv2.LINE_AA)
    return page


def _words(*texts: str) -> tuple[Word, ...]:
    page_words = [Word(text, 20, 70, 60, 52, 0.9, 0, 0) for text in texts]
    page_words[-1] = page_words[-1]._replace(left=_LEFT - 4, width=120, top=74, height=50)
    return tuple(page_words)


@pytest.mark.parametrize("figure", ["2", "3"])
@pytest.mark.parametrize("read", ["m°", "mẻ", "m?", "m2,"])
def test_the_figure_is_read_from_the_image(figure, read):
    page = _page("m", figure, is_raised=True)
    unit = {"2": "m²", "3": "m³"}[figure] + ("," if read.endswith(",") else "")
    assert restore_units(page, _words("120", read))[-1].text == unit


def test_a_figure_on_the_line_stays():
    page = _page("m", "2", is_raised=False)
    assert restore_units(page, _words("120", "m2"))[-1].text == "m2"


def test_a_box_with_ink_at_its_foot_alone_has_no_raised_figure():
    page = numpy.full((200, 600), 255, numpy.uint8)
    page[110:118, 310:320] = page[110:118, 340:350] = 0
    assert restore_units(page, _words("120", "m2"))[-1].text == "m2"


def test_a_word_after_no_number_is_no_unit():
    assert not has_units(_words("một", "mẻ"))
    assert has_units(_words("5", "mẻ"))
