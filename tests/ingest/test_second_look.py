"""A line that was read with doubt is read again larger, and the surer reading stands."""

import numpy
import pytest
from PIL import Image, ImageDraw

from ingest.second_look import read_twice
from ingest.tools import tesseract
from library.catalogue.words import Word
from tests.ingest.papers import FACE

_TEXTS = ("Căn cứ Quyết định số", "của Uỷ ban nhân dân", "về việc tu sửa cầu", "đường và trường")
_LEFT, _STEP = 100, 100


@pytest.fixture(scope="module")
def page():
    """Print four lines."""
    sheet = Image.new("L", (900, 500), 255)
    for line, text in enumerate(_TEXTS):
        ImageDraw.Draw(sheet).text((_LEFT, _STEP * line + 50), text, font=FACE, fill=0)
    return numpy.asarray(sheet)


@pytest.fixture
def read(page, monkeypatch):
    """Read the page where Tesseract at first made something else of some lines, as sure as told."""

    def made(misread):
        seen = tesseract.read_lines(page, ("vie",), 200)
        for line, (text, sure) in misread.items():
            box, words = seen[line]
            wrong = words[0]._replace(text=text, confidence=sure)
            seen = (*seen[:line], (box, (wrong,)), *seen[line + 1 :])
        monkeypatch.setattr(tesseract, "read_lines", lambda *_: seen)
        return read_twice(page, ("vie",), 200)

    return made


def _lines(words: tuple[Word, ...]) -> list[str]:
    return [
        " ".join(word.text for word in words if word.line == line) for line in range(len(_TEXTS))
    ]


def test_a_line_read_with_doubt_is_read_again(read):
    assert _lines(read({0: ("map", 0.2)})) == list(_TEXTS)


def test_the_words_of_the_second_look_stand_where_they_are_on_the_page(read):
    first = read({1: ("bé", 0.3)})
    word = next(word for word in first if word.text == "Uỷ")
    same = next(word for word in read({}) if word.text == "Uỷ")
    assert numpy.abs(numpy.subtract(word[1:5], same[1:5])).max() <= 2
    assert (word.block, word.line) == (same.block, same.line)


def test_a_line_that_was_read_surely_is_not_read_again(read):
    assert _lines(read({2: ("gì", 0.9)})) == [*_TEXTS[:2], "gì", _TEXTS[3]]


def test_a_second_look_that_is_no_surer_counts_for_nothing(read, monkeypatch):
    monkeypatch.setattr(tesseract, "read_line", lambda *_: (Word("lì", 0, 0, 9, 9, 0.24, 0, 0),))
    assert _lines(read({3: ("co", 0.2)})) == [*_TEXTS[:3], "co"]


def test_a_page_that_was_read_with_doubt_all_over_is_left_as_it_is(read):
    assert _lines(read({0: ("ti", 0.2), 1: ("sp", 0.2)})) == ["ti", "sp", *_TEXTS[2:]]


def test_a_word_torn_off_a_headline_is_read_with_it(monkeypatch):
    sheet = Image.new("L", (900, 500), 255)
    pen = ImageDraw.Draw(sheet)
    pen.text((_LEFT, 40), "Xã Mai Pha đổi mới", font=FACE.font_variant(size=60), fill=0)
    for line, text in enumerate(_TEXTS, 1):
        pen.text((_LEFT, _STEP * line + 50), text, font=FACE, fill=0)
    page = numpy.asarray(sheet)
    headline, *others = tesseract.read_lines(page, ("vie",), 200)
    (left, top, _wide, high), (*words, last) = headline
    rest = (left, top, last.left - 30 - left, high), tuple(words)
    torn = last[1:5], (last._replace(text="ITƠI", confidence=0.4, block=9, line=9),)
    monkeypatch.setattr(tesseract, "read_lines", lambda *_: (rest, *others, torn))
    read = read_twice(page, ("vie",), 200)
    assert [word.text for word in read if word.line == 0] == ["Xã", "Mai", "Pha", "đổi", "mới"]
    assert [word.text for word in read if word.line] == " ".join(_TEXTS).split()
