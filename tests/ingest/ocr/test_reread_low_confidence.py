"""Tests of the second OCR pass for lines of low confidence."""

import numpy
import pytest
from PIL import Image, ImageDraw

from ingest.ocr.reread_low_confidence import read_with_second_pass
from ingest.tools import tesseract
from library.catalogue.text.words import Word
from tests.ingest.papers import FACE

_TEXTS = ("Căn cứ Quyết định số", "của Uỷ ban nhân dân", "về việc tu sửa cầu", "đường và trường")
_LEFT, _STEP = 100, 100


@pytest.fixture(scope="module")
def page():
    """Return a printed page of four lines."""
    sheet = Image.new("L", (900, 500), 255)
    for line, text in enumerate(_TEXTS):
        ImageDraw.Draw(sheet).text((_LEFT, _STEP * line + 50), text, font=FACE, fill=0)
    return numpy.asarray(sheet)


@pytest.fixture
def read(page, monkeypatch):
    """Return a function that reads the page with given first readings and confidences of some
    lines."""

    def made(misread):
        lines = tesseract.read_lines(page, ("vie",), 200)
        for line, (text, sure) in misread.items():
            box, words = lines[line]
            wrong = words[0]._replace(text=text, confidence=sure)
            lines = (*lines[:line], (box, (wrong,)), *lines[line + 1 :])
        monkeypatch.setattr(tesseract, "read_lines", lambda *_: lines)
        return read_with_second_pass(page, ("vie",), 200)

    return made


def _lines(words: tuple[Word, ...]) -> list[str]:
    return [
        " ".join(word.text for word in words if word.line == line) for line in range(len(_TEXTS))
    ]


def test_a_line_of_low_confidence_is_read_again(read):
    assert _lines(read({0: ("map", 0.2)})) == list(_TEXTS)


def test_words_of_the_second_pass_have_page_coordinates(read):
    first = read({1: ("bé", 0.3)})
    word = next(word for word in first if word.text == "Uỷ")
    same = next(word for word in read({}) if word.text == "Uỷ")
    assert numpy.abs(numpy.subtract(word[1:5], same[1:5])).max() <= 2
    assert (word.block, word.line) == (same.block, same.line)


def test_a_line_of_high_confidence_is_not_read_again(read):
    assert _lines(read({2: ("gì", 0.9)})) == [*_TEXTS[:2], "gì", _TEXTS[3]]


def test_a_second_pass_without_higher_confidence_is_ignored(read, monkeypatch):
    monkeypatch.setattr(tesseract, "read_line", lambda *_: (Word("lì", 0, 0, 9, 9, 0.24, 0, 0),))
    assert _lines(read({3: ("co", 0.2)})) == [*_TEXTS[:3], "co"]


def test_a_page_of_low_confidence_throughout_is_unchanged(read):
    assert _lines(read({0: ("ti", 0.2), 1: ("sp", 0.2)})) == ["ti", "sp", *_TEXTS[2:]]


def test_run_together_words_are_never_a_better_reading(read, monkeypatch):
    glued = Word("Tinởhuyện", 0, 0, 90, 30, 0.97, 0, 0)
    monkeypatch.setattr(tesseract, "read_line", lambda *_: (glued,))
    assert _lines(read({3: ("Tin ở huyện", 0.5)}))[3] == "Tin ở huyện"


def test_a_line_that_lost_its_number_is_read_again_with_it(monkeypatch):
    page = Image.new("L", (900, 200), 255)
    ImageDraw.Draw(page).text((_LEFT, 80), "12. Năm dựng: hai nghìn", font=FACE, fill=0)
    picture = numpy.asarray(page)
    (box, (number, *words)), *_ = tesseract.read_lines(picture, ("vie",), 200)
    x, width = words[0].left - 15, box[0] + box[2] - words[0].left + 15
    cut = ((x, box[1], width, box[3]), (number._replace(text=".", left=x, width=6), *words))
    monkeypatch.setattr(tesseract, "read_lines", lambda *_: (cut,))
    read = read_with_second_pass(picture, ("vie",), 200)
    assert [word.text for word in read] == ["12.", "Năm", "dựng:", "hai", "nghìn"]


def test_a_line_that_begins_with_leaders_stays(read):
    lines = _lines(read({2: ("......", 0.9)}))
    assert lines == [*_TEXTS[:2], "......", _TEXTS[3]]


def test_a_lost_number_comes_back_though_the_rest_was_read_better_before(monkeypatch):
    line = tuple(
        Word(text, 100 + 60 * n, 50, 50, 30, 0.97, 0, 0)
        for n, text in enumerate((".Tên", "gọi:", "xã", "Gia", "Lộc"))
    )
    reading = tuple(
        word._replace(text=text, confidence=0.5, left=60)
        for word, text in zip(line, ("1.", "Tôn", "gọi:", "Xá", "Gio"), strict=True)
    )
    monkeypatch.setattr(tesseract, "read_lines", lambda *_: (((100, 50, 400, 30), line),))
    monkeypatch.setattr(tesseract, "read_line", lambda *_: reading)
    words = read_with_second_pass(numpy.full((200, 600), 255, numpy.uint8), ("vie",), 200)
    assert " ".join(word.text for word in words) == "1. Tên gọi: xã Gia Lộc"
