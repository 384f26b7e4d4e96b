"""Words of photographs and of the print on the back of the sheet are not words of the page."""

import numpy
import pytest

from ingest.images.cells import Cell
from ingest.ocr.noise.line_kinds import drop_noise_lines
from ingest.ocr.noise.stray_words import drop_duplicate_lines, drop_stray_words
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


_PRINTED = tuple(
    Word(text, 100 * place, 100 * line, 90, 30, 0.95, 0, line)
    for line, text_line in enumerate(("Căn cứ Nghị quyết", "của Hội đồng nhân", "Lạng Sơn năm"))
    for place, text in enumerate(text_line.split())
)


_SHEET = numpy.full((1400, 1400), PAPER, numpy.uint8)


def _line(*texts: str, confidence: float, x: int = 700, top: int = 900) -> tuple[Word, ...]:
    return tuple(
        Word(text, x + 100 * place, top, 90, 30, confidence, 1, 9)
        for place, text in enumerate(texts)
    )


@pytest.mark.parametrize(
    ("texts", "confidence"),
    [
        (("ND",), 0.16),
        (("(trau",), 0.43),
        (("£", "¬"), 0.9),
        (("`",), 0.92),
        (("Áxq", "tàgh"), 0.4),
    ],
)
def test_a_line_in_which_nothing_is_sure_is_no_line_of_a_clear_page(texts, confidence):
    noise = _line(*texts, confidence=confidence)
    assert drop_noise_lines((*_PRINTED, *noise), _SHEET) == _PRINTED


@pytest.mark.parametrize(
    ("texts", "confidence"),
    [(("Số:83", "/TTr-UBND"), 0.35), (("12",), 0.62), (("Nơi", "nhận:"), 0.55), (("*",), 0.95)],
)
def test_a_number_by_hand_and_a_page_number_stay(texts, confidence):
    words = (*_PRINTED, *_line(*texts, confidence=confidence))
    assert drop_noise_lines(words, _SHEET) == words


def test_unsure_lines_of_an_unclear_page_stay():
    unclear = tuple(word._replace(confidence=0.6) for word in _PRINTED)
    words = (*unclear, *_line("trau", confidence=0.4))
    assert drop_noise_lines(words, _SHEET) == words


def test_the_less_sure_of_two_readings_of_a_line_is_dropped():
    ghost = _line("cán", "củ", confidence=0.6, x=5, top=4)
    assert drop_duplicate_lines([_PRINTED, ghost]) == [_PRINTED]
    assert drop_duplicate_lines([ghost, _PRINTED]) == [_PRINTED]


def test_an_unsure_line_partly_over_two_sure_ones_is_a_ghost():
    ghost = _line("têc", "bổ", "nhiệm", confidence=0.55, x=5, top=114)
    assert drop_duplicate_lines([_PRINTED, ghost]) == [_PRINTED]
    sure = tuple(word._replace(confidence=0.9) for word in ghost)
    assert drop_duplicate_lines([_PRINTED, sure]) == [_PRINTED, sure]


def test_lines_that_only_touch_both_stay():
    below = _line("số", "12", confidence=0.6, x=0, top=222)
    assert drop_duplicate_lines([_PRINTED, below]) == [_PRINTED, below]


def test_a_column_of_numbers_read_as_a_vertical_line_is_dropped():
    column = tuple(
        Word(text, 50, 800 - 60 * place, 30, 32, 0.5, 1, 9)
        for place, text in enumerate(("œ", "mm", "b", "É", "MP"))
    )
    assert drop_noise_lines((*_PRINTED, *column), _SHEET) == _PRINTED
    sure = tuple(word._replace(confidence=0.9) for word in column)
    assert drop_noise_lines((*_PRINTED, *sure), _SHEET) == (*_PRINTED, *sure)


def test_a_line_whose_words_are_mostly_specks_of_a_seal_stays():
    read = (("-", 259, 693, 7, 3, 0.93), ("Ban", 278, 681, 45, 20, 0.93))
    read += (("sưa", 892, 671, 2, 3, 0.12), ("VAN", 960, 666, 2, 2, 0.17))
    line = tuple(Word(*word, 1, 9) for word in read)
    assert drop_noise_lines((*_PRINTED, *line), _SHEET) == (*_PRINTED, *line)
