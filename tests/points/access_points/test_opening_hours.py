"""Opening hours are parsed from their usual written forms."""

from datetime import date

import pytest

from points.access_points.opening_hours import OpenDay, read_hours, write_hours
from points.access_points.problems import OpeningHoursError


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("", ""),
        ("7:30-11:30", "07:30-11:30"),
        ("7h30 – 11h30, 13h30 – 17h", "07:30-11:30 13:30-17:00"),
        ("13:30-17:00 và 7:30-11:30", "07:30-11:30 13:30-17:00"),
        ("8:00-12:00 12:00-16:00", "08:00-12:00 12:00-16:00"),
    ],
)
def test_hours_are_read_as_written_by_hand(written, stored):
    assert write_hours(read_hours(written)) == stored


@pytest.mark.parametrize(
    "written", ["sáng", "25:00-26:00", "11:00-9:00", "8:00-12:00 11:00-13:00", "8:00", "8-12"]
)
def test_invalid_hours_are_refused_with_a_message(written):
    with pytest.raises(OpeningHoursError, match="không phải giờ mở cửa"):
        read_hours(written)


def test_the_minutes_of_all_intervals_add_up():
    assert OpenDay(read_hours("7:30-11:30 13:30-17:00")).minutes == 450


def test_the_last_interval_ends_the_day_in_the_time_of_hanoi():
    closing = OpenDay(read_hours("7:30-11:30 13:30-17:00")).closing(date(2026, 11, 24))
    assert closing.isoformat() == "2026-11-24T17:00:00+07:00"


def test_a_closed_day_has_no_closing():
    assert OpenDay(()).closing(date(2026, 11, 24)) is None
