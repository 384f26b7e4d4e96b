"""A line that was read with doubt is read again larger, and the surer reading stands."""

import numpy
import pytest
from PIL import Image, ImageDraw

from ingest.ocr.reread_low_confidence import read_twice
from ingest.tools import tesseract
from library.catalogue.text.words import Word
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


_HEADLINE = "Xã Mai Pha đổi mới từng ngày"


@pytest.fixture
def read_torn(monkeypatch):
    """Read lines under a headline of which Tesseract at first took words apart, as sure as told."""

    def read(*parts):
        sheet = Image.new("L", (1100, 1000), 255)
        pen = ImageDraw.Draw(sheet)
        pen.text((_LEFT, 40), _HEADLINE, font=FACE.font_variant(size=60), fill=0)
        for line, text in enumerate(_TEXTS * 2, 1):
            pen.text((_LEFT, _STEP * line + 50), text, font=FACE, fill=0)
        page = numpy.asarray(sheet)
        (_, words), *others = tesseract.read_lines(page, ("vie",), 200)
        seen = list(others)
        for place, (begin, end, text, sure) in enumerate(parts):
            first, last = words[begin], words[end - 1]
            box = first.left, first.top, last.left + last.width - first.left, first.height
            texts = text.split() if text else [word.text for word in words[begin:end]]
            line = 0 if place == 0 else 10 + place
            seen.insert(
                0 if place == 0 else len(seen),
                (box, tuple(first._replace(text=t, confidence=sure, line=line) for t in texts)),
            )
        monkeypatch.setattr(tesseract, "read_lines", lambda *_: tuple(seen))
        return read_twice(page, ("vie",), 200)

    return read


def test_a_word_torn_off_a_headline_is_read_with_it(read_torn):
    words = read_torn((0, 6, "", 0.95), (6, 7, "ITƠI", 0.4))
    assert [word.text for word in words if word.line == 0] == _HEADLINE.split()
    assert [word.text for word in words if word.line] == " ".join(_TEXTS * 2).split()


def test_what_stands_beside_a_headline_is_torn_off_it_once_only(read_torn):
    words = read_torn((0, 2, "", 0.95), (2, 4, "BB TT", 0.5), (4, 7, "GG VV", 0.5))
    assert [word.text for word in words if word.line == 0][:3] == ["Xã", "Mai", "Pha"]
    assert [word.text for word in words if word.line == 12] == ["mới", "từng", "ngày"]


def test_another_headline_beside_one_is_not_joined_to_it(read_torn):
    words = read_torn((0, 3, "", 0.95), (3, 7, "đổi mớ từn ngà", 0.7))
    assert [word.text for word in words if word.line == 0] == ["Xã", "Mai", "Pha"]


def test_words_that_are_run_together_are_no_better_however_sure(read, monkeypatch):
    glued = Word("Tinởhuyện", 0, 0, 90, 30, 0.97, 0, 0)
    monkeypatch.setattr(tesseract, "read_line", lambda *_: (glued,))
    assert _lines(read({3: ("Tin ở huyện", 0.5)}))[3] == "Tin ở huyện"
