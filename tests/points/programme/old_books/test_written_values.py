"""Amounts and days as people write them."""

from datetime import date

import pytest

from library.incoming.written_amounts import read_amount
from points.programme.old_books.column_headings import heading_factor
from points.programme.old_books.written_days import read_written_day

_MILLION = 10**6


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.250.000 đ", 1_250_000),
        ("1,250,000", 1_250_000),
        ("1 250 000", 1_250_000),
        ("1.250.000,00", 1_250_000),
        ("1,5 triệu", 1_500_000),
        ("1.500 nghìn", 1_500_000),
        ("1 tỷ 200 triệu", 1_200_000_000),
        ("25 lượt", 25),
        ("0", 0),
    ],
)
def test_an_amount_is_read_as_it_is_written(text, amount):
    assert read_amount(text) == amount


@pytest.mark.parametrize("text", ["nhiều", "-5", "7,5", "12.5.3", "2tr5", "khoảng 20", "1" * 80])
def test_a_text_that_is_no_whole_number_is_not_guessed(text):
    assert read_amount(text) is None


def test_the_unit_of_a_heading_counts_unless_the_cell_names_its_own():
    assert heading_factor("Thực chi (triệu đồng)") == _MILLION
    assert read_amount("12,5", factor=_MILLION) == 12_500_000
    assert read_amount("1.250.000 đ", factor=_MILLION) == 1_250_000


def test_hours_have_decimals():
    assert read_amount("7,5", integral=False) == 7.5
    assert read_amount("1.250", integral=False) == 1250


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("15/3/2019", date(2019, 3, 15), date(2019, 3, 15)),
        ("15.3.19", date(2019, 3, 15), date(2019, 3, 15)),
        ("ngày 15 tháng 3 năm 2019", date(2019, 3, 15), date(2019, 3, 15)),
        ("2019-03-15 00:00:00", date(2019, 3, 15), date(2019, 3, 15)),
        ("43539", date(2019, 3, 15), date(2019, 3, 15)),
        ("15-17/3/2019", date(2019, 3, 15), date(2019, 3, 15)),
        ("Tháng 3/2019", date(2019, 3, 1), date(2019, 3, 31)),
        ("2019-02", date(2019, 2, 1), date(2019, 2, 28)),
        ("Quý II/2019", date(2019, 4, 1), date(2019, 6, 30)),
        ("Năm 2019", date(2019, 1, 1), date(2019, 12, 31)),
    ],
)
def test_a_day_is_read_as_it_is_written(text, first, last):
    written = read_written_day(text)
    assert (written.first, written.last) == (first, last)


@pytest.mark.parametrize("text", ["31/2/2019", "3/15/2019", "hôm qua", "15/3", "tháng 3", ""])
def test_a_text_that_is_no_day_is_not_guessed(text):
    assert read_written_day(text) is None


def test_the_year_of_the_book_completes_a_day_without_one():
    assert read_written_day("15/3", 2018).first == date(2018, 3, 15)
    assert read_written_day("tháng 3", 2018).last == date(2018, 3, 31)
