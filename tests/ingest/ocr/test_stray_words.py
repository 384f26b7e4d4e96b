"""Words of photographs and of the print on the back of the sheet are not words of the page."""

import numpy

from ingest.images.cells import Cell
from ingest.ocr.stray_words import drop_stray_words
from library.catalogue.text.words import Word

PAPER, INK, PALE_INK = 240, 40, 180


def _page() -> numpy.ndarray:
    page = numpy.full((400, 600), PAPER, numpy.uint8)
    page[20:40:2, 20:400] = INK
    page[120:140:2, 20:400] = PALE_INK
    return page


def _word(text: str, top: int, confidence: float, line: int) -> Word:
    return Word(text, 20, top, 300, 20, confidence, 0, line)


PRINT = _word("Nghị", 20, 0.95, 0)


def test_a_doubted_line_as_pale_as_the_back_is_dropped():
    back = _word("ịhgN", 120, 0.4, 1)
    assert drop_stray_words((PRINT, back), _page(), ()) == (PRINT,)


def test_a_doubted_line_as_black_as_the_others_stays():
    smudged = _word("quyêt", 20, 0.4, 1)
    assert drop_stray_words((PRINT, smudged), _page(), ()) == (PRINT, smudged)


def test_a_pale_line_read_with_confidence_stays():
    pale = _word("Lưu", 120, 0.9, 1)
    assert drop_stray_words((PRINT, pale), _page(), ()) == (PRINT, pale)


def test_letters_seen_in_a_photograph_are_dropped_but_not_its_inscription():
    photograph = Cell(0, 100, 500, 200)
    leaves, sign = _word("ÿ2", 120, 0.7, 1), _word("TRƯỜNG", 150, 0.95, 2)
    assert drop_stray_words((PRINT, leaves, sign), _page(), (photograph,)) == (PRINT, sign)
