"""Matching of query words on a page."""

import pytest

from library.catalogue.text.words import Word
from search_index.results.matching import matching_words
from tests.search_index.makers import phrases


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
def test_query_words_are_matched(typed, line, expected):
    assert matching_words(phrases(typed), _words(line)) == expected
