"""Cells of lists are taken apart as people write them."""

from time import process_time

import pytest

from library.incoming import split_cells
from library.incoming.list_reader import read_copies


@pytest.mark.parametrize(
    ("text", "people", "statement"),
    [
        ("Nguyễn Văn An, Trần B", "Nguyễn Văn An; Trần B", ""),
        ("Nông, Quốc Hưng", "Nông, Quốc Hưng", ""),
        ("Hugo, Victor", "Hugo, Victor", ""),
        ("Nguyễn An và Lê B", "Nguyễn An; Lê B", ""),
        ("Nguyễn An, ch.b.", "Nguyễn An (ch.b.)", ""),
        ("Nguyễn An, Trần B, ...", "Nguyễn An; Trần B", ""),
        ("Nhiều tác giả", "", "Nhiều tác giả"),
    ],
)
def test_people_are_separated(text, people, statement):
    assert split_cells.split_people(text) == (people, statement)


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
    values = dict(split_cells.split_imprint(text))
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


def test_a_range_of_numbers_is_written_out():
    assert split_cells.copy_numbers("VN.09-11; A1") == ("VN.09", "VN.10", "VN.11", "A1")


@pytest.mark.parametrize("text", ["1-9999", "VN1-VN500"])
def test_a_range_that_is_too_long_is_refused(text):
    with pytest.raises(ValueError, match=text):
        split_cells.copy_numbers(text)


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
        (split_cells.split_people, f"Tô Hoài{' ' * _LONG}Kim Lân"),
        (split_cells.split_people, f"Tô Hoài{', ' * _LONG}x"),
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
    assert split_cells.split_people(text) == (text.strip(), "")
    assert dict(split_cells.split_imprint(text)) == {"publisher": text.strip(" .")}
