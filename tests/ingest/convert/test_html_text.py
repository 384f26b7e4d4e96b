"""Tests of what is read of a web page."""

import pytest

from ingest.convert.html_text import paragraphs_of


def _told(page):
    return [paragraph.text for paragraph in paragraphs_of(page)[0]]


def test_each_block_is_a_paragraph():
    assert _told("<h1>Một</h1><p>hai\n ba<p>bốn<br>năm") == ["Một", "hai ba", "bốn", "năm"]


def test_a_heading_is_known():
    assert [one.heading for one in paragraphs_of("<h2>Một</h2><p>hai</p>")[0]] == [True, False]


def test_a_row_of_a_table_is_a_line_with_tabs():
    assert _told("<table><tr><td>Số <td> Ngày</tr><tr><td>1<td>2") == ["Số\tNgày", "1\t2"]


@pytest.mark.parametrize(
    "page",
    [
        '<font face=".VnTime">Tèt <b>l¾m</b></font> <i>nhỉ</i>',
        "<p style='font-family: .VnTime, serif'>Tèt <b>l¾m</b></p> nhỉ",
    ],
)
def test_letters_are_read_as_their_font_means_them(page):
    assert " ".join(_told(page)) == "Tốt lắm nhỉ"


def test_nothing_is_said_that_is_not_shown():
    page = "<style>p{}</style><script>alert(1)</script><p>chữ<iframe src='http://x'>no</iframe>"
    assert _told(page) == ["chữ"]


def test_a_page_of_ten_thousand_open_elements_is_read():
    assert _told("<b>" * 10_000 + "chữ") == ["chữ"]
