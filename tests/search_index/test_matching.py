"""Marks the words of a page as the page reader does."""

import pytest

from library.catalogue.text.words import Word
from search_index.matching import words_found
from tests.search_index.makers import rows


def _words(line: str) -> tuple[Word, ...]:
    return tuple(Word(text, 0, 0, 1, 1, 1.0, 0, 0) for text in line.split())


@pytest.mark.parametrize(
    ("typed", "line", "expected"),
    [
        pytest.param("lang son", "Ở Lạng Sơn, có", (1, 2), id="without marks"),
        pytest.param("Lạng Sơn", "lăng mộ Lạng Sơn", (2, 3), id="with marks"),
        pytest.param("149/KH-UBND", "Số: 149/KH-UBND ngày", (1,), id="a word of many tokens"),
        pytest.param("lụt", "không có gì", (), id="nothing"),
        pytest.param('"trận lụt"', "trận lụt", (0, 1), id="phrase"),
        pytest.param("lụt KHÔNG mưa", "mưa lụt", (1,), id="unwanted words are not marked"),
    ],
)
def test_marks_the_words_a_question_was_after(typed, line, expected):
    assert words_found(rows(typed), _words(line)) == expected
