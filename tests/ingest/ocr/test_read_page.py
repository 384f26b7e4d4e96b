"""Tests of OCR of text and tables, and of the reading order."""

import cv2
import numpy
import pytest
from PIL import Image, ImageDraw

from ingest.ocr.read_page import read_page
from ingest.tools import tesseract
from library.catalogue.text.plain_text import as_text
from library.catalogue.text.words import Word
from tests.ingest.papers import FACE, table


@pytest.fixture(scope="module")
def words():
    """Return the words of a page with a table between two lines of text."""
    return read_page(numpy.asarray(table()), ("vie",), 200)


def test_a_table_is_read_between_the_text_above_and_below(words):
    assert as_text(words).split("\n\n") == [
        "Danh sách các điểm truy nhập",
        "STT Tên thư viện Số máy\n1 Thư viện xã Vạn Linh 7\n2 Thư viện huyện Cao Lộc 24",
        "Người lập bảng: Lý Thị Hoa",
    ]


def test_words_of_a_cell_have_page_coordinates(words):
    seven = next(word for word in words if word.text == "7")
    assert (700 < seven.left < 900, 320 < seven.top < 400) == (True, True)


def test_blocks_and_lines_are_numbered_through_the_page(words):
    assert sorted({(word.block, word.line) for word in words}) == [
        (0, 0), (1, 1), (1, 2), (1, 3), (2, 4),
    ]  # fmt: skip


def test_text_read_across_a_divider_is_split(monkeypatch):
    page = numpy.full((1000, 800), 255, numpy.uint8)
    cv2.line(page, (400, 200), (400, 800), 0, 3)
    rows = [("trên",), *((f"trái{n}", f"phải{n}") for n in range(5)), ("dưới",)]
    across = [
        tuple(
            Word(text, 350 * place + 100, 100 + 120 * line, 600 // len(row) - 50, 30, 0.9, 0, line)
            for place, text in enumerate(row)
        )
        for line, row in enumerate(rows)
    ]
    lines = tuple(((100, 100, 600, 30), words) for words in across)
    monkeypatch.setattr(tesseract, "read_lines", lambda *_: lines)
    words = [word.text for word in read_page(page, ("vie",), 200)]
    left_texts, right_texts = ([f"{side}{n}" for n in range(5)] for side in ("trái", "phải"))
    assert words == ["trên", *left_texts, *right_texts, "dưới"]


_LINES = (
    "Hội chợ xuân mở từ sáng sớm, người xã Chiêu Vũ",
    "gùi măng khô, nấm hương xuống bán rất đông và",
    "không ai coi nhẹ việc nào. Căn cứ Quyết định số 12",
    "của Uỷ ban nhân dân tỉnh, các xã tu sửa cầu đường",
    "trường học sau lũ, báo cáo kết quả trước ngày 14",
    "tháng 8 năm 1968 bằng văn bản gửi về tỉnh.",
)


def test_lines_under_a_streak_are_read_whole():
    page = Image.new("L", (1100, 420), 255)
    pen = ImageDraw.Draw(page)
    for place, text in enumerate(_LINES):
        pen.text((80, 60 + 50 * place), text, font=FACE, fill=0)
    pen.line((405, 30, 405, 380), fill=60, width=3)
    assert len(as_text(read_page(numpy.asarray(page), ("vie",), 200)).split("\n")) == len(_LINES)
