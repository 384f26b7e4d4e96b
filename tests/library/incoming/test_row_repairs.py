"""Rows that went wrong while they were typed are read as they were meant, and say so."""

import pytest

from library.incoming.list_reader import rows_of
from library.incoming.list_tables import read_table
from tests.makers import make_profile

_HEADINGS = "STT,Tên sách,Tác giả,Nơi XB,NXB,Năm XB,Số trg,Số ĐKCB,SL,Giá,Phân loại,Ghi chú"


def _rows(*lines):
    text = "\n".join((_HEADINGS, *lines))
    return list(rows_of(read_table(text.encode(), "a.csv", make_profile("sach"))))


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("1,A,B,Văn học,Hà Nội,1988,9,,,,,", {"place": "Hà Nội", "publisher": "Văn học"}),
        ("1,A,B,,,546 tr,1960,,,,,", {"date": "1960", "extent": "546 tr."}),
        ("1,TS Lê Thị Yên,Lễ cấp sắc,,,,,,,,,", {"title": "Lễ cấp sắc", "creator": "Lê Thị Yên"}),
    ],
)
def test_exchanged_cells_are_read_in_their_columns_with_a_doubt(line, values):
    ((row, troubles),) = _rows(line)
    assert {**row.told, **row.other}.items() >= values.items()
    assert len(troubles) == 2


def test_a_row_cut_in_two_is_one_book():
    rows = _rows("1,Lịch sử huyện (1930,B,,,,,,,,,", ",- 2000),,,,,,,,,,", "2,C,D,,,,,,,,,")
    assert [row.told["title"] for row, _ in rows] == ["Lịch sử huyện (1930 - 2000)", "C"]


def test_short_numbers_prices_in_thousands_and_notes_are_understood():
    ((row, _),) = _rows('1,A / B C,,,,35582,,"DC.01258, 59",2,"17,5",959.7 L302S,tái bản lần 2')
    assert [copy.registration for copy in row.copies] == ["DC.01258", "DC.01259"]
    assert {copy.price for copy in row.copies} == {17500}
    assert (row.told["date"], row.other["edition"]) == ("1997-06-01", "tái bản lần 2")
    assert (row.other["classification"], row.other["book_number"]) == ("959.7", "L302S")
