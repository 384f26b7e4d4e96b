"""Pages are divided into passages of about 150 words."""

from itertools import chain

import pytest

from search_index.meaning.page_division import MAX_WORDS, passages


def _texts(text: str) -> list[str]:
    return [text[passage.start : passage.end] for passage in passages(text)]


def test_a_short_page_is_one_passage():
    assert _texts("  Chợ Kỳ Lừa họp năm ngày một phiên.\n") == [
        "Chợ Kỳ Lừa họp năm ngày một phiên."
    ]


@pytest.mark.parametrize("text", ["", "12", "Chương I"])
def test_a_page_without_a_sentence_has_none(text):
    assert _texts(text) == []


def test_a_passage_ends_with_a_sentence():
    text = " ".join(["mười từ một câu thì câu này có đúng mười."] * 40)
    assert all(passage.endswith("mười.") for passage in _texts(text))


@pytest.mark.parametrize("count", [149, 150, 151, 299, 301, 1000])
def test_all_words_are_in_passages_that_are_not_too_long(count):
    words = [f"từ{number}" for number in range(count)]
    parts = [part.split() for part in _texts(" ".join(words))]
    assert list(chain.from_iterable(parts)) == words
    assert max(map(len, parts)) <= MAX_WORDS and min(map(len, parts)) >= min(count, 50)
