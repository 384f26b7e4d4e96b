"""Cells of lists are taken apart as people write them."""

from time import process_time

import pytest

from library.exchange.abbreviations import full_place, full_publisher
from library.incoming import split_cells
from library.incoming.list_reader import read_copies, read_list
from library.incoming.people_cells import split_people
from tests.makers import make_profile


@pytest.mark.parametrize(
    ("text", "people", "statement"),
    [
        ("Nguyễn Văn An, Trần B", "Nguyễn Văn An; Trần B", ""),
        ("Nông, Quốc Hưng", "Nông, Quốc Hưng", ""),
        ("Hugo, Victor", "Hugo, Victor", ""),
        ("Nguyễn An và Lê B", "Nguyễn An; Lê B", ""),
        ("Nguyễn An, ch.b.", "Nguyễn An (chủ biên)", ""),
        ("Nguyễn An, Trần B, ...", "Nguyễn An; Trần B", ""),
        ("Nhiều tác giả", "", "Nhiều tác giả"),
        ("Lê An - Vi Hà (sưu tầm)", "Lê An (sưu tầm); Vi Hà (sưu tầm)", ""),
        ("PGS.TS Lê An s.t, dịch; ảnh: Vi Hà", "Lê An (sưu tầm và dịch); Vi Hà (ảnh)", ""),
        ("Lê An (ch.b) và nnk", "Lê An (chủ biên)", ""),
        ("Hội VHNT L.S", "Hội Văn học Nghệ thuật Lạng Sơn", ""),
        ("Tỉnh ủy, UBND tỉnh", "Tỉnh ủy, Ủy ban nhân dân tỉnh", ""),
        ("kxđ", "", ""),
    ],
)
def test_people_are_separated(text, people, statement):
    assert split_people(text) == (people, statement)


@pytest.mark.parametrize(
    ("text", "place", "publisher", "date"),
    [
        ("Hà Nội : Kim Đồng, 1998", "Hà Nội", "Kim Đồng", "1998"),
        ("H.: Văn học, c1998.", "Hà Nội", "Văn học", "1998"),
        ("Nxb. Văn học, Hà Nội, 1998", "Hà Nội", "Văn học", "1998"),
        ("NXB Trẻ (Hà Nội) - 2005", "Hà Nội", "Trẻ", "2005"),
        ("Kim Đồng, 1.998", None, "Kim Đồng", "1998"),
    ],
)
def test_an_imprint_is_taken_apart(text, place, publisher, date):
    content = f'Tên tệp,Xuất bản\na.pdf,"{text}"\n'.encode()
    (row,) = read_list(content, "a.csv", make_profile()).rows
    values = row.told | row.other
    assert (values.get("place"), values.get("publisher"), values.get("date")) == (
        *(place, publisher, date),
    )


@pytest.mark.parametrize(
    ("text", "extent"),
    [
        ("123tr;19cm", "123 tr. ; 19 cm"),
        ("123 trang, khổ 19x21cm", "123 tr. ; 19x21 cm"),
        ("200", "200 tr."),
        ("3 tập", "3 tập"),
    ],
)
def test_an_extent_has_one_form(text, extent):
    assert split_cells.tidy_extent(text) == extent


@pytest.mark.parametrize(
    ("text", "count", "numbers"),
    [
        ("VN.09-11; A1", None, "VN.09 VN.10 VN.11 A1"),
        ("DC.01÷DC.03", None, "DC.01 DC.02 DC.03"),
        ("DC.8 → 10", None, "DC.8 DC.9 DC.10"),
        ("DC.00010-12", None, "DC.00010 DC.00011 DC.00012"),
        ("DC-2015-16", 1, "DC-2015-16"),
        ("12/13", 2, "12 13"),
        ("TS/107, 109", 2, "TS/107 TS/109"),
    ],
)
def test_a_range_of_numbers_is_written_out(text, count, numbers):
    assert " ".join(split_cells.copy_numbers(text, count)) == numbers


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (split_cells.read_date, "'09", ("2009", "")),
        (split_cells.read_date, "T12-2005", ("2005-12", "")),
        (split_cells.read_date, "2 0 1 8", ("2018", "")),
        (split_cells.read_date, "93", ("1993", "Đọc “93” là năm 1993.")),
        (split_cells.read_count, "b1-b3", 3),
        (split_cells.read_count, "hai", 2),
        (split_cells.read_price, "25.000đ/c", 25000),
        (split_cells.read_price, "Biếu", None),
        (split_cells.read_languages, "Tày - Việt", ("tyz", "Tày - Việt")),
        (full_publisher, "ĐHQG HN", ("Đại học Quốc gia Hà Nội", "")),
        (lambda text: full_publisher(text, ("Ty Văn hóa",)), "TVH", ("Ty Văn hóa", "")),
        (full_place, "V.Lãng", ("Văn Lãng", "")),
    ],
)
def test_a_short_form_means_its_full_value(read, text, value):
    assert read(text) == value


@pytest.mark.parametrize("text", ["1-9999", "VN1-VN500"])
def test_a_range_that_is_too_long_is_refused(text):
    with pytest.raises(ValueError, match=text):
        split_cells.copy_numbers(text)


def test_copies_that_only_a_number_counts_are_held_too():
    copies, doubts = read_copies({"copies": "3q"})
    assert ([copy.remark for copy in copies], doubts) == (["Chưa có số ĐKCB."] * 3, ())


def test_copies_share_what_their_row_says_and_doubts_name_the_column():
    row = {"copy.registration": "1, 2", "copies": "3", "copy.price": "mười", "copy.location": "A"}
    copies, doubts = read_copies(row)
    assert [copy.registration for copy in copies] == ["1", "2", ""]
    assert {copy.location for copy in copies} == {"A"}
    assert [name for name, _ in doubts] == ["copy.price", "copies"]


_LONG = 5_000


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (split_people, f"Tô Hoài{' ' * _LONG}Kim Lân"),
        (split_people, f"Tô Hoài{', ' * _LONG}x"),
        (lambda text: list(split_cells.split_imprint(text)), f"Hà Nội{' ' * _LONG}x"),
        (split_cells.tidy_extent, f"1{',1' * _LONG}z"),
        (lambda text: split_cells.copy_numbers(text[:_LONG]), f"1-{'1' * _LONG}x"),
    ],
)
def test_a_long_cell_takes_no_time(read, text):
    start = process_time()
    read(text)
    assert process_time() - start < 0.5


def test_a_long_cell_is_kept_as_it_is():
    text = "Tô Hoài và những người bạn. " * 50
    assert split_people(text) == (text.strip(), "")
    assert dict(split_cells.split_imprint(text)) == {"publisher": text.strip(" .")}
