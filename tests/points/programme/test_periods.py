"""Periods of whole months are parsed from their usual notations."""

import pytest

from points.programme.periods import read_period
from points.programme.problems import BadPeriodError


@pytest.mark.parametrize(
    ("written", "first", "last", "name"),
    [
        ("2025", "2025-01-01", "2025-12-31", "năm 2025"),
        ("2025-Q3", "2025-07-01", "2025-09-30", "quý III năm 2025"),
        ("2025-h1", "2025-01-01", "2025-06-30", "6 tháng đầu năm 2025"),
        ("2025-h2", "2025-07-01", "2025-12-31", "6 tháng cuối năm 2025"),
        ("2025-9t", "2025-01-01", "2025-09-30", "9 tháng đầu năm 2025"),
        ("2025-q1@15", "2024-12-15", "2025-03-14", "quý I năm 2025"),
        ("2024-03@15", "2024-02-15", "2024-03-14", "tháng 3 năm 2024"),
        ("2025@15", "2024-12-15", "2025-12-14", "năm 2025"),
        ("2024-02", "2024-02-01", "2024-02-29", "tháng 2 năm 2024"),
        ("2022-01..2025-12", "2022-01-01", "2025-12-31", "từ tháng 01/2022 đến tháng 12/2025"),
    ],
)
def test_a_period_is_parsed_and_formatted(written, first, last, name):
    period = read_period(written)
    assert (period.since.isoformat(), period.last_day.isoformat()) == (first, last)
    assert (str(period), read_period(period.code)) == (name, period)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "năm nay",
        "2025-13",
        "2025-q5",
        "2025-h3",
        "2025-q1@1",
        "2025-q1@29",
        "2025-q1@x",
        "1999",
        "2025-02..2025-01",
        "2000-01..2099-12",
    ],
)
def test_an_invalid_period_is_refused_with_a_message(written):
    with pytest.raises(BadPeriodError, match="Hãy ghi"):
        read_period(written)


def test_the_year_before_has_the_same_months():
    assert read_period("2025-q1").year_before == read_period("2024-q1")
