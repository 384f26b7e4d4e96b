"""The quality of a page predicts its errors: lost tones and unread lines lower it."""

import numpy

from ingest.ocr.reading_quality import TORN_SHARE, count_unread_lines, reading_quality, torn_share
from library.catalogue.text.words import Word

CLEAN = "kế hoạch tổ chức hội nghị kinh tế"
WITHOUT_TONES = "kê hoạch tô chức hôi nghị kinh tê"


def _words(text: str, confidence: float = 0.9) -> tuple[Word, ...]:
    return tuple(Word(part, 0, 0, 10, 10, confidence, 0, 0) for part in text.split())


def _quality(text: str, unread_lines: int = 0) -> float | None:
    return reading_quality(_words(text), ("vie",), unread_lines)


def test_syllables_without_their_tones_are_worth_less():
    assert _quality(WITHOUT_TONES) < _quality(CLEAN) == 0.9


def test_sure_syllables_without_tones_are_names():
    assert reading_quality(_words(WITHOUT_TONES, 0.95), ("vie",), 0) == 0.95


def test_a_page_with_most_lines_unread_is_poor():
    assert _quality(CLEAN, unread_lines=3) < 0.6


def test_a_page_with_writing_but_no_word_read_has_no_quality_left():
    assert _quality("", unread_lines=20) == 0


def _line(number: int, *places: int, block: int = 0) -> list[Word]:
    return [Word("chữ", x, 40 * number, 60, 24, 0.95, block, number) for x in places]


PARAGRAPH = [word for number in range(5) for word in _line(number, 0, 70, 140, 210, 280)]


def test_a_name_joined_to_a_line_across_a_gap_tears_the_page():
    page = (*PARAGRAPH, *_line(5, 0, 70, 700))
    assert torn_share(tuple(PARAGRAPH)) == 0
    assert torn_share(page) > TORN_SHARE
    assert reading_quality(page, ("eng",), 0) == 0.95
    assert reading_quality(page, ("vie",), 0, torn_share(page)) < 0.75


def test_a_line_cut_in_two_tears_the_page():
    second_half = [word._replace(left=word.left + 350) for word in _line(2, 0, 70, block=1)]
    second_half = [word._replace(line=9) for word in second_half]
    assert torn_share((*PARAGRAPH, *second_half)) > TORN_SHARE


def test_the_gaps_of_a_table_and_between_columns_tear_nothing():
    table = [word for number in range(5) for word in _line(number, 0, 300, 600)]
    column = [word._replace(left=word.left + 400, block=1) for word in PARAGRAPH]
    column = [word._replace(line=word.line + 5) for word in column]
    assert torn_share(tuple(table)) == 0
    assert torn_share((*PARAGRAPH, *column)) == 0


def test_a_page_without_writing_is_not_judged():
    assert _quality("") is None


def test_lines_of_ink_without_words_are_counted():
    page = numpy.full((1000, 800), 255, numpy.uint8)
    for top in range(100, 800, 80):
        page[top : top + 26 : 3, 100:700] = 0
    assert count_unread_lines(page, (), 200) >= 4


def test_own_text_and_marks_of_handwriting_do_not_count_as_read_surely():
    own = _words("Ký bởi: Ủy ban nhân dân", confidence=1.0)
    assert reading_quality((*own, *_words(CLEAN)), ("vie",), 0) == 0.9
    assert reading_quality(own, ("vie",), 0) == 1.0
