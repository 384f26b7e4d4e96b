"""Tests of tables without rules between their rows."""

import numpy
import pytest
from PIL import Image, ImageDraw

from ingest.images.cells import Cell
from ingest.images.ruled_tables import find_ruling
from ingest.ocr.read_page import read_page
from ingest.ocr.read_tables import _by_row, _is_cut, read_table
from library.catalogue.text.plain_text import as_text
from library.catalogue.text.words import Word
from tests.ingest.papers import FACE

_ROWS = (
    ("1", "Thư viện xã Vạn Linh", "24"),
    ("2", "Thư viện huyện\nCao Lộc", "105"),
    ("3", "Thư viện xã Hồng Phong", "36"),
    ("4", "Thư viện xã Tân Hòa", "48"),
)
_READ = "\n".join(" ".join(" ".join(row).split()) for row in _ROWS)
_LEFTS = (100, 220, 700, 900)


def _page(rows=_ROWS, lefts=_LEFTS, high=60):
    """Return a page of three columns, its drawing object, and the bottom of the columns."""
    page = Image.new("L", (1000, 900), 255)
    pen, top = ImageDraw.Draw(page), 200
    pen.text((300, 100), "DANH SÁCH THƯ VIỆN", font=FACE, fill=0)
    for row in rows:
        for x, text in zip(lefts, row, strict=False):
            pen.multiline_text((x + 25, top), text, font=FACE, fill=0)
        top += high * (1 + max(text.count("\n") for text in row))
    return page, pen, top


def _framed_under_a_head():
    page, pen, bottom = _page((("STT", "Tên thư viện", "Số máy"), *_ROWS))
    for x in _LEFTS:
        pen.line((x, 180, x, bottom), fill=0, width=3)
    for top in (180, 250, bottom):
        pen.line((_LEFTS[0], top, _LEFTS[-1], top), fill=0, width=3)
    return page


def _read(page):
    return as_text(read_page(numpy.asarray(page), ("vie",), 200))


def test_rows_under_a_ruled_head_are_separated_too():
    assert _read(_framed_under_a_head()).endswith(f"STT Tên thư viện Số máy\n{_READ}")


def test_columns_of_prose_between_rules_are_read_one_after_another():
    prose = "Các cụ kể\nrằng làng\ncó từ xưa\nvà còn mãi"
    page, pen, bottom = _page(((prose, prose, prose),), (60, 360, 660), high=45)
    for x in (360, 660):
        pen.line((x, 180, x, bottom + 40), fill=0, width=3)
    assert _read(page).count(prose) == 3


@pytest.mark.parametrize("bottom", [600, 900])
def test_rules_without_text_between_them_are_no_table(bottom):
    page = Image.new("L", (1000, 900), 255)
    for x in _LEFTS[:2]:
        ImageDraw.Draw(page).line((x, 100, x, bottom), fill=0, width=3)
    ImageDraw.Draw(page).text((300, 840), "SỔ TRẮNG", font=FACE, fill=0)
    assert _read(page) == "SỔ TRẮNG"


def _typed_across_rules(*texts: str):
    """Return a form on which lines were typed across the rules of its columns."""
    page = Image.new("L", (1000, 90 * len(texts) + 200), 255)
    pen = ImageDraw.Draw(page)
    for row, text in enumerate(texts):
        top = 100 + 90 * row
        for x0, x1 in ((60, 157), (157, 283), (283, 404), (404, 575), (575, 940)):
            pen.rectangle((x0, top, x1, top + 90), outline=0, width=2)
        pen.text((80, top + 25), text, font=FACE, fill=0)
    return numpy.asarray(page)


def test_typing_across_the_rules_of_a_form_is_read_whole():
    texts = ("Thư viện huyện Cao Lộc", "Trung tâm văn hóa xã", "Thư viện huyện Văn Lãng")
    page = _typed_across_rules(*texts)
    (table,) = find_ruling(page, 200).tables
    read = as_text(read_table(page, table, ("vie",), 200))
    assert all(text in read for text in texts[:2])


def test_a_plain_reading_is_put_into_the_rows_and_cells_of_its_table():
    rows = tuple((Cell(0, top, 200, 90), Cell(210, top, 200, 90)) for top in (0, 100))
    first, second = (
        (Word(f"{n}", x, 100 * n + 30, 60, 30, 0.9, 0, n) for n in (0, 1)) for x in (10, 220)
    )
    by_column = (*first, *(word._replace(text="b") for word in second))
    assert [word.text for word in _by_row(by_column, rows, is_cut=False)] == ["0", "b", "1", "b"]


@pytest.mark.parametrize(("gap", "is_cut"), [(0, True), (20, False)])
def test_words_that_touch_a_rule_from_both_sides_are_cut(gap, is_cut):
    rows = ((Cell(0, 0, 200, 90), Cell(210, 0, 200, 90)),)
    halves = (
        Word("hu", 140 - gap, 30, 60, 30, 0.9, 0, 0),
        Word("yện", 210 + gap, 30, 60, 30, 0.9, 0, 0),
    )
    assert _is_cut(halves, rows, 200) == is_cut
