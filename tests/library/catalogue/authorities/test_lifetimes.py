"""Tests of parsing and formatting EDTF dates."""

import pytest

from library.catalogue.authorities.lifetimes import read_time, time_in_words, year_range

_TIMES = [
    ("1911", "1911", "1911"),
    ("25/8/1911", "1911-08-25", "25/8/1911"),
    ("khoảng 1442", "1442~", "khoảng 1442"),
    ("khoa\u0309ng năm 1442", "1442~", "khoảng 1442"),
    ("1911?", "1911?", "1911?"),
    ("1911 (?)", "1911?", "1911?"),
    ("18??", "18XX", "thế kỷ 19"),
    ("thế kỷ XV", "14XX", "thế kỷ 15"),
    ("thế kỉ 19", "18XX", "thế kỷ 19"),
    ("192?", "192X", "192?"),
    ("năm 981", "0981", "981"),
    ("981?", "0981?", "981?"),
    ("những năm 1920", "192X", "192?"),
]


@pytest.mark.parametrize(("typed", "edtf", "words"), _TIMES)
def test_a_date_in_words_can_be_parsed_again(typed, edtf, words):
    assert (read_time(typed), time_in_words(edtf), read_time(words)) == (edtf, words, edtf)


@pytest.mark.parametrize("edtf", [edtf for _, edtf, _ in _TIMES])
def test_edtf_input_is_unchanged(edtf):
    assert read_time(edtf) == edtf


@pytest.mark.parametrize(
    "typed", ["", "hôm qua", "1/13/1911", "thế kỷ 99", "thế kỷ iiii", "??", "1"]
)
def test_invalid_dates_are_refused(typed):
    with pytest.raises(ValueError):
        read_time(typed)


@pytest.mark.parametrize(
    ("edtf", "years"), [("1911-08-25", (1911, 1911)), ("18XX", (1800, 1899)), (None, None)]
)
def test_the_range_of_years_of_a_date(edtf, years):
    assert year_range(edtf) == years
