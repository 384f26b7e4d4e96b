"""Working days leave out weekends and the holidays of the year."""

from datetime import date

import pytest

from library.law.working_days import add_working_days, is_working_day


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        (date(2026, 2, 13), True),
        (date(2026, 2, 17), False),
        (date(2026, 2, 21), False),
        (date(2026, 8, 22), True),
        (date(2030, 4, 30), False),
    ],
)
def test_holidays_and_exchanged_saturdays_are_those_of_the_year(day, is_working):
    assert is_working_day(day) is is_working


def test_a_deadline_of_two_working_days_passes_over_tet():
    assert add_working_days(date(2026, 2, 13), 2) == date(2026, 2, 24)


def test_the_calendar_ends_with_its_last_day():
    assert add_working_days(date.max, 2) == date.max
