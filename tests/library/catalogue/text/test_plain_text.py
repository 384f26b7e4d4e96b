"""Tests of the plain text of a page and of joining hyphenated words."""

import pytest

from library.catalogue.text.hyphens import joined_words
from library.catalogue.text.plain_text import as_text
from library.catalogue.text.words import Word


def _words(*lines: str, block: int = 0) -> tuple[Word, ...]:
    return tuple(
        Word(text, 10, 20, 30, 40, 0.9, block, number)
        for number, line in enumerate(lines)
        for text in line.split()
    )


def test_text_keeps_lines_and_separates_blocks():
    below = Word("Lừa", 0, 0, 1, 1, 0.9, 1, 2)
    assert as_text((*_words("Xứ Lạng", "Kỳ"), below)) == "Xứ Lạng\nKỳ\n\nLừa"


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        pytest.param(("un docu-", "ment ancien"), "un document\nancien", id="French"),
        pytest.param(("tỉnh Lạng-", "Sơn xưa"), "tỉnh Lạng-Sơn\nxưa", id="a name"),
        pytest.param(("chánh-", "phủ nước"), "chánh-phủ\nnước", id="old Vietnamese"),
        pytest.param(("Anglo-", "Saxon"), "Anglo-Saxon", id="a capital follows"),
        pytest.param(("năm 2021-", "2025 này"), "năm 2021-2025\nnày", id="years"),
        pytest.param(("17/NQ-", "CP ngày"), "17/NQ-CP\nngày", id="a number of a paper"),
        pytest.param(("kinh tế -", "xã hội"), "kinh tế -\nxã hội", id="a dash"),
        pytest.param(("docu-", "ment."), "document.", id="what follows the word stays"),
        pytest.param(("một dòng", "hai dòng"), "một dòng\nhai dòng", id="no hyphen"),
        pytest.param(("諒 山 省", "城"), "諒山省\n城", id="Hán has no spaces"),
        pytest.param((), "", id="an empty page"),
    ],
)
def test_words_hyphenated_at_the_end_of_a_line_are_joined(lines, text):
    assert as_text(_words(*lines)) == text


def test_a_word_hyphenated_at_the_end_of_a_column_is_joined():
    assert as_text((*_words("docu-"), Word("ment", 0, 0, 1, 1, 0.9, 1, 1))) == "document"


def test_a_headline_is_not_joined_to_the_previous_column():
    assert as_text((*_words("docu-"), Word("Tin", 0, 0, 1, 1, 0.9, 1, 1))) == "docu-\n\nTin"


def test_the_halves_of_a_word_keep_their_boxes():
    words = _words("un docu-", "ment ancien")
    assert [word.parts for word in joined_words(words)] == [words[:1], words[1:3], words[3:]]
