"""Tests of text lines that Tesseract missed."""

import numpy
import pytest
from PIL import Image, ImageChops, ImageDraw

from ingest.ocr.noise.line_kinds import drop_noise_lines
from ingest.ocr.read_page import read_missed_lines, read_page
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
_LEFT, _STEP, _NARROW_STEP = 100, 60, 37


@pytest.fixture
def sheet():
    """Return a printed page of six lines."""
    return _sheet(_STEP)


def _sheet(step):
    page = Image.new("L", (900, 600), 255)
    for line, text in enumerate(_TEXTS):
        ImageDraw.Draw(page).text((_LEFT, step * line + 100), text, font=FACE, fill=0)
    return page


@pytest.fixture
def hide_lines(monkeypatch):
    """Return a function that hides lines with the given texts from Tesseract."""
    read_lines = tesseract.read_lines

    def hide(*texts):
        def lines(*of_page):
            seen = read_lines(*of_page)
            return tuple(line for line in seen if _text(line[1]) not in texts)

        monkeypatch.setattr(tesseract, "read_lines", lines)

    return hide


def _text(words):
    return " ".join(word.text for word in words)


def _read(sheet):
    return read_page(numpy.asarray(sheet), ("vie",), 200)


def _missed(sheet, words):
    return list(map(_text, read_missed_lines(numpy.asarray(sheet), words, ("vie",), 200)))


@pytest.mark.parametrize("text", [_TEXTS[3], _TEXTS[2], _TEXTS[0], _TEXTS[5]])
def test_a_missed_line_is_read_in_its_place(sheet, hide_lines, text):
    hide_lines(text)
    assert as_text(_read(sheet)).split() == " ".join(_TEXTS).split()


def test_two_adjacent_missed_lines_are_read(sheet, hide_lines):
    hide_lines(_TEXTS[2], _TEXTS[3])
    assert as_text(_read(sheet)).split() == " ".join(_TEXTS).split()


@pytest.mark.parametrize("missed", [_TEXTS[1:3], _TEXTS[1:5], _TEXTS[:2]])
def test_missed_lines_that_almost_touch_are_read_in_their_place(hide_lines, missed):
    hide_lines(*missed)
    assert as_text(_read(_sheet(_NARROW_STEP))).split() == " ".join(_TEXTS).split()


def test_missed_ends_of_lines_that_almost_touch_are_read():
    sheet = _sheet(_NARROW_STEP)
    ends = ("sáng", "sớm", "măng", "khô", "việc", "nào")
    words = tuple(word for word in _read(sheet) if word.text not in ends)
    assert _missed(sheet, words) == ["sáng sớm", "măng khô", "việc nào"]


def test_the_letters_of_a_seal_are_not_a_line(sheet):
    words = _read(sheet)
    seal = Image.new("L", (300, 300), 255)
    for angle in range(0, 360, 24):
        glyph = Image.new("L", (300, 300), 255)
        ImageDraw.Draw(glyph).text((140, 10), "HUYENCAOLOCUBND"[angle // 24], font=FACE, fill=0)
        seal = ImageChops.darker(seal, glyph.rotate(angle, fillcolor=255))
    ImageDraw.Draw(seal).ellipse((2, 2, 297, 297), outline=0, width=5)
    sheet.paste(seal, (590, 290))
    assert _missed(sheet, words) == []


def test_words_of_a_missed_line_have_page_coordinates(sheet, hide_lines):
    (same,) = (word for word in _read(sheet) if word.text == _TEXTS[3])
    hide_lines(_TEXTS[3])
    (word,) = (word for word in _read(sheet) if word.text == _TEXTS[3])
    assert numpy.abs(numpy.subtract(word[1:5], same[1:5])).max() <= 3


def test_the_missed_end_of_a_line_is_read(sheet):
    words = tuple(word for word in _read(sheet) if word.text not in ("sáng", "sớm"))
    assert _missed(sheet, words) == ["sáng sớm"]


def test_a_completely_read_page_has_no_missed_lines(sheet):
    assert _missed(sheet, _read(sheet)) == []


def test_drawings_are_no_lines(sheet):
    words = _read(sheet)
    pen = ImageDraw.Draw(sheet)
    pen.line([(500, 480), (560, 500), (620, 470), (700, 505)], fill=0, width=4)
    pen.rectangle([700, 90, 860, 160], outline=0, width=3)
    pen.ellipse([650, 200, 700, 235], fill=0)
    assert _missed(sheet, words) == []


def test_a_frame_around_a_line_is_not_read_again(sheet):
    words = _read(sheet)
    ImageDraw.Draw(sheet).rectangle([90, 275, 260, 325], outline=0, width=3)
    assert _missed(sheet, words) == []


def test_many_unread_places_are_a_drawing(sheet):
    words = _read(sheet)
    for place in range(14):
        spot = 600 + 150 * (place % 2), 40 * (place // 2) + 90
        ImageDraw.Draw(sheet).text(spot, "xã Mai", font=FACE.font_variant(size=24), fill=0)
    assert _missed(sheet, words) == []


def test_a_page_without_words_has_no_missed_lines(sheet):
    assert _missed(sheet, ()) == []


def test_a_line_misread_as_one_large_sign_is_read(sheet, monkeypatch):
    seen = list(tesseract.read_lines(numpy.asarray(sheet), ("vie",), 200))
    box, (word,) = seen[3]
    seen[3] = box, (word._replace(text="`", confidence=0.7, height=2 * word.height),)
    monkeypatch.setattr(tesseract, "read_lines", lambda *_: tuple(seen))
    assert as_text(_read(sheet)).split() == " ".join(_TEXTS).split()


def test_a_line_next_to_taller_words_is_read(sheet):
    pen = ImageDraw.Draw(sheet)
    pen.text((700, 235), "Sở", font=FACE.font_variant(size=80), fill=0)
    sure = tuple(word for word in _read(sheet) if word.text != _TEXTS[3])
    assert _missed(sheet, sure) == [_TEXTS[3]]


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
        (".S.......", 729, 3, 0.13, False),
    ],
    ids=["mark", "stop", "dash", "leader", "bracket", "letter", "of a headline", "dashes"],
)
def test_a_large_sign_of_low_confidence_is_dropped(text, width, height, sure, stays):
    words = [Word("trên", 100, 100 * line, 60, 30, 0.9, 0, line) for line in range(3)]
    sign = Word(text, 200, 200, width, height, sure, 0, 2)
    assert (
        sign in drop_noise_lines((*words, sign), numpy.full((600, 600), 240, numpy.uint8))
    ) is stays


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
def test_only_print_of_high_confidence_is_kept(sheet, monkeypatch, text, sure, is_kept):
    words = tuple(word for word in _read(sheet) if word.text != _TEXTS[3])
    reading = (Word(text, 0, 0, 80, 30, sure, 0, 0),)
    monkeypatch.setattr("ingest.ocr.read_page.read_enlarged", lambda *_: reading)
    assert _missed(sheet, words) == ([text] if is_kept else [])


def test_tick_boxes_are_no_letters(sheet):
    words = _read(sheet)
    for place in range(3):
        corner = 650, 150 + 90 * place
        ImageDraw.Draw(sheet).rectangle([*corner, 686, corner[1] + 36], outline=0, width=3)
    assert _missed(sheet, words) == []


def test_two_missed_lines_have_separate_numbers(sheet):
    words = tuple(word for word in _read(sheet) if word.line not in (2, 3))
    missed = read_missed_lines(numpy.asarray(sheet), words, ("vie",), 200)
    assert [{word.line for word in line} for line in missed] == [{-1}, {-2}]


def test_text_in_tables_is_not_read_again():
    words = read_page(numpy.asarray(table()), ("vie",), 200)
    assert len(words) == len({word[1:5] for word in words})
    assert _text(words).count("Vạn Linh") == 1


@pytest.mark.parametrize(
    ("number", "place", "read"),
    [
        pytest.param("27", (690, 40), ["27"], id="in the middle"),
        pytest.param("2", (690, 40), ["2"], id="of one digit"),
        pytest.param("2", (1240, 40), ["2"], id="in the corner"),
        pytest.param("- 3 -", (670, 40), ["3"], id="between dashes"),
        pytest.param("27", (1000, 40), [], id="where none is"),
    ],
)
def test_a_page_number_alone_is_read_only_where_page_numbers_are(number, place, read):
    image = Image.new("L", (1400, 2000), 255)
    ImageDraw.Draw(image).text(place, number, font=FACE, fill=0)
    words = tuple(Word("trên", 100, 500 + 100 * line, 60, 30, 0.9, 0, line) for line in range(3))
    lines = read_missed_lines(numpy.asarray(image), words, ("vie",), 200)
    assert [word.text for line in lines for word in line] == read
