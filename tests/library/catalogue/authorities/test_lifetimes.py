"""Times are read as surely as they are known."""

import pytest

from library.catalogue.authorities.lifetimes import read_time, told_time, years_of

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


@pytest.mark.parametrize(("typed", "kept", "told"), _TIMES)
def test_a_time_is_read_and_told_so_that_it_can_be_read_again(typed, kept, told):
    assert (read_time(typed), told_time(kept), read_time(told)) == (kept, told, kept)


@pytest.mark.parametrize("kept", [kept for _, kept, _ in _TIMES])
def test_a_time_that_is_kept_is_read_as_it_is(kept):
    assert read_time(kept) == kept


@pytest.mark.parametrize(
    "typed", ["", "hôm qua", "1/13/1911", "thế kỷ 99", "thế kỷ iiii", "??", "1"]
)
def test_what_is_no_time_is_refused(typed):
    with pytest.raises(ValueError):
        read_time(typed)


@pytest.mark.parametrize(
    ("kept", "years"), [("1911-08-25", (1911, 1911)), ("18XX", (1800, 1899)), (None, None)]
)
def test_the_years_a_time_may_mean(kept, years):
    assert years_of(kept) == years
