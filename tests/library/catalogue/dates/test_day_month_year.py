"""Tests of parsing complete and partial dates."""

import pytest

from library.catalogue.dates.day_month_year import read_date, year_of


@pytest.mark.parametrize(
    ("typed", "date"),
    [
        ("2017-08-22", "2017-08-22"),
        ("22/8/2017", "2017-08-22"),
        ("22.08.2017", "2017-08-22"),
        ("8/2017", "2017-08"),
        ("2017-8", "2017-08"),
        (" 1886 ", "1886"),
        ("29/2/2024", "2024-02-29"),
        ("ngày 22 tháng 8 năm 2017", "2017-08-22"),
        ("Tháng 8 năm 2017", "2017-08"),
        ("tháng 8/2017", "2017-08"),
        ("năm 1886", "1886"),
        ("2017-08-22 00:00:00", "2017-08-22"),
        ("2017-08-22T07:00:00Z", "2017-08-22"),
    ],
)
def test_typed_dates_are_parsed(typed, date):
    assert read_date(typed) == date


@pytest.mark.parametrize("typed", ["", "hôm qua", "31/4/2020", "13/2020", "0/1/2020", "1/1/20"])
def test_invalid_dates_are_refused(typed):
    with pytest.raises(ValueError):
        read_date(typed)


@pytest.mark.parametrize(("date", "year"), [("2017-08-22", 2017), ("1886", 1886), (None, None)])
def test_the_year_of_a_date(date, year):
    assert year_of(date) == year
