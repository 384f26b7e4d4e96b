"""The quality of a page predicts its errors: lost tones and unread lines lower it."""

import numpy

from ingest.ocr.reading_quality import count_unread_lines, reading_quality
from library.catalogue.text.words import Word

CLEAN = "kế hoạch tổ chức hội nghị kinh tế"
WITHOUT_TONES = "kê hoạch tô chức hôi nghị kinh tê"


def _words(text: str) -> tuple[Word, ...]:
    return tuple(Word(part, 0, 0, 10, 10, 0.95, 0, 0) for part in text.split())


def _quality(text: str, unread_lines: int = 0) -> float | None:
    return reading_quality(_words(text), ("vie",), unread_lines)


def test_syllables_without_their_tones_are_worth_less():
    assert _quality(WITHOUT_TONES) < _quality(CLEAN) == 0.95


def test_a_page_with_most_lines_unread_is_poor():
    assert _quality(CLEAN, unread_lines=3) < 0.6


def test_a_page_with_writing_but_no_word_read_has_no_quality_left():
    assert _quality("", unread_lines=20) == 0


def test_a_page_without_writing_is_not_judged():
    assert _quality("") is None


def test_lines_of_ink_without_words_are_counted():
    page = numpy.full((1000, 800), 255, numpy.uint8)
    for top in range(100, 800, 80):
        page[top : top + 26 : 3, 100:700] = 0
    assert count_unread_lines(page, (), 200) >= 4
