"""Tests of the text extracted from web pages."""

import pytest

from ingest.convert.html_text import read_paragraphs


def _told(page):
    return [paragraph.text for paragraph in read_paragraphs(page)[0]]


def test_each_block_is_a_paragraph():
    assert _told("<h1>Một</h1><p>hai\n ba<p>bốn<br>năm") == ["Một", "hai ba", "bốn", "năm"]


def test_a_heading_is_marked():
    assert [paragraph.heading for paragraph in read_paragraphs("<h2>Một</h2><p>hai</p>")[0]] == [
        True,
        False,
    ]


def test_a_row_of_a_table_is_a_line_with_tabs():
    assert _told("<table><tr><td>Số <td> Ngày</tr><tr><td>1<td>2") == ["Số\tNgày", "1\t2"]


@pytest.mark.parametrize(
    "page",
    [
        '<font face=".VnTime">Tèt <b>l¾m</b></font> <i>nhỉ</i>',
        "<p style='font-family: .VnTime, serif'>Tèt <b>l¾m</b></p> nhỉ",
    ],
)
def test_letters_are_decoded_by_their_font(page):
    assert " ".join(_told(page)) == "Tốt lắm nhỉ"


def test_invisible_text_is_ignored():
    page = "<style>p{}</style><script>alert(1)</script><p>chữ<iframe src='http://x'>no</iframe>"
    assert _told(page) == ["chữ"]


def test_a_page_of_ten_thousand_open_elements_is_read():
    assert _told("<b>" * 10_000 + "chữ") == ["chữ"]
