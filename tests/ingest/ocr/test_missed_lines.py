"""A line that Tesseract saw no line in is read, and what is no print is not."""

import numpy
import pytest
from PIL import Image, ImageDraw

from ingest.ocr.missed_lines import overlooked, without_blots
from ingest.ocr.read_page import read_page
from ingest.tools import tesseract
from library.catalogue.text.plain_text import as_text
from library.catalogue.text.words import Word
from tests.ingest.papers import FACE, table

_TEXTS = (
    "Hội chợ xuân mở từ sáng sớm",
    "người xã Chiêu Vũ gùi măng khô",
    "không được coi nhẹ việc nào",
    "nhất.",
    "Căn cứ Quyết định số 12",
    "của Uỷ ban nhân dân tỉnh",
)
_LEFT, _STEP = 100, 60


@pytest.fixture
def sheet():
    """Print six lines."""
    page = Image.new("L", (900, 600), 255)
    for line, text in enumerate(_TEXTS):
        ImageDraw.Draw(page).text((_LEFT, _STEP * line + 100), text, font=FACE, fill=0)
    return page


@pytest.fixture
def without(monkeypatch):
    """Make Tesseract see no line where one of these texts stands."""
    see = tesseract.read_lines

    def blind(*texts):
        def lines(*of_page):
            seen = see(*of_page)
            return tuple(line for line in seen if _text(line[1]) not in texts)

        monkeypatch.setattr(tesseract, "read_lines", lines)

    return blind


def _text(words):
    return " ".join(word.text for word in words)


def _read(sheet):
    return read_page(numpy.asarray(sheet), ("vie",), 200)


def _found(sheet, words):
    return list(map(_text, overlooked(numpy.asarray(sheet), words, ("vie",), 200)))


@pytest.mark.parametrize("text", [_TEXTS[3], _TEXTS[2], _TEXTS[0], _TEXTS[5]])
def test_a_line_that_was_overlooked_is_read_in_its_place(sheet, without, text):
    without(text)
    assert as_text(_read(sheet)).split() == " ".join(_TEXTS).split()


def test_two_lines_below_each_other_may_be_overlooked(sheet, without):
    without(_TEXTS[2], _TEXTS[3])
    assert as_text(_read(sheet)).split() == " ".join(_TEXTS).split()


def test_its_words_stand_where_they_are_on_the_page(sheet, without):
    (same,) = (word for word in _read(sheet) if word.text == _TEXTS[3])
    without(_TEXTS[3])
    (word,) = (word for word in _read(sheet) if word.text == _TEXTS[3])
    assert numpy.abs(numpy.subtract(word[1:5], same[1:5])).max() <= 3


def test_the_rest_of_a_line_is_read_too(sheet):
    words = tuple(word for word in _read(sheet) if word.text not in ("sáng", "sớm"))
    assert _found(sheet, words) == ["sáng sớm"]


def test_on_a_page_that_was_read_whole_nothing_is_found(sheet):
    assert _found(sheet, _read(sheet)) == []


def test_what_is_drawn_is_no_line(sheet):
    words = _read(sheet)
    pen = ImageDraw.Draw(sheet)
    pen.line([(500, 480), (560, 500), (620, 470), (700, 505)], fill=0, width=4)
    pen.rectangle([700, 90, 860, 160], outline=0, width=3)
    pen.ellipse([650, 200, 700, 235], fill=0)
    assert _found(sheet, words) == []


def test_a_frame_around_a_line_is_not_read_again(sheet):
    words = _read(sheet)
    ImageDraw.Draw(sheet).rectangle([90, 275, 260, 325], outline=0, width=3)
    assert _found(sheet, words) == []


def test_where_much_is_left_it_is_a_drawing(sheet):
    words = _read(sheet)
    for place in range(14):
        spot = 600 + 150 * (place % 2), 40 * (place // 2) + 90
        ImageDraw.Draw(sheet).text(spot, "xã Mai", font=FACE.font_variant(size=24), fill=0)
    assert _found(sheet, words) == []


def test_a_page_of_which_nothing_was_read_stays_empty(sheet):
    assert _found(sheet, ()) == []


def test_what_was_taken_for_one_large_sign_is_read(sheet, monkeypatch):
    seen = list(tesseract.read_lines(numpy.asarray(sheet), ("vie",), 200))
    box, (word,) = seen[3]
    seen[3] = box, (word._replace(text="`", confidence=0.7, height=2 * word.height),)
    monkeypatch.setattr(tesseract, "read_lines", lambda *_: tuple(seen))
    assert as_text(_read(sheet)).split() == " ".join(_TEXTS).split()


def test_a_line_beside_words_that_reach_lower_is_read(sheet):
    pen = ImageDraw.Draw(sheet)
    pen.text((700, 235), "Sở", font=FACE.font_variant(size=80), fill=0)
    sure = tuple(word for word in _read(sheet) if word.text != _TEXTS[3])
    assert _found(sheet, sure) == [_TEXTS[3]]


@pytest.mark.parametrize(
    ("text", "width", "height", "sure", "stays"),
    [
        ("`", 120, 40, 0.73, False),
        (".", 50, 60, 0.11, False),
        ("—", 120, 4, 0.5, True),
        ("......", 120, 40, 0.5, True),
        ("[", 12, 60, 0.5, True),
        ("M", 60, 40, 0.5, True),
        ("&", 60, 60, 0.93, True),
    ],
    ids=["mark", "stop", "dash", "leader", "bracket", "letter", "of a headline"],
)
def test_a_doubted_sign_as_large_as_a_word_is_none(text, width, height, sure, stays):
    words = [Word("trên", 0, 100 * line, 60, 30, 0.9, 0, line) for line in range(3)]
    sign = Word(text, 0, 300, width, height, sure, 0, 3)
    assert (sign in without_blots((*words, sign))) is stays


@pytest.mark.parametrize(
    ("text", "sure", "is_kept"),
    [
        ("nhất.", 0.85, True),
        ("nhất.", 0.75, False),
        ("Tin", 0.95, True),
        ("LÌ", 0.9, False),
        ("915", 0.97, False),
        ("“—", 0.97, False),
    ],
)
def test_only_what_is_surely_print_is_kept(sheet, monkeypatch, text, sure, is_kept):
    words = tuple(word for word in _read(sheet) if word.text != _TEXTS[3])
    found = (Word(text, 0, 0, 80, 30, sure, 0, 0),)
    monkeypatch.setattr("ingest.ocr.missed_lines.read_larger", lambda *_: found)
    assert _found(sheet, words) == ([text] if is_kept else [])


def test_boxes_to_be_ticked_are_no_letters(sheet):
    words = _read(sheet)
    for place in range(3):
        corner = 650, 150 + 90 * place
        ImageDraw.Draw(sheet).rectangle([*corner, 686, corner[1] + 36], outline=0, width=3)
    assert _found(sheet, words) == []


def test_two_lines_that_are_found_stay_two(sheet):
    words = tuple(word for word in _read(sheet) if word.line not in (2, 3))
    found = overlooked(numpy.asarray(sheet), words, ("vie",), 200)
    assert [{word.line for word in line} for line in found] == [{-1}, {-2}]


def test_what_stands_in_a_table_is_not_read_again():
    words = read_page(numpy.asarray(table()), ("vie",), 200)
    assert len(words) == len({word[1:5] for word in words})
    assert _text(words).count("Vạn Linh") == 1
