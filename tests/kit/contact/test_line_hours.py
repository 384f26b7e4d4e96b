"""Hours in which a station may use its line."""

from datetime import datetime

import pytest

from kit.contact.line_state import is_within, next_opening, read_line_hours
from kit.contact.problems import WrongLineHoursError
from library.clock import HANOI


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        pytest.param("19:00-06:00", "19:00-06:00", id="over midnight"),
        pytest.param(" 7h30 – 11h00 ", "07:30-11:00", id="as people write"),
        pytest.param("", "", id="always"),
    ],
)
def test_hours_are_read_as_people_write_them(typed, stored):
    assert read_line_hours(typed) == stored


@pytest.mark.parametrize("typed", ["tối", "25:00-06:00", "19:00", "19:00-19:00"])
def test_what_is_no_hours_is_refused(typed):
    with pytest.raises(WrongLineHoursError, match="giờ"):
        read_line_hours(typed)


@pytest.mark.parametrize(
    ("hours", "at", "is_open", "opening"),
    [
        pytest.param("19:00-06:00", "18:59", False, "19:00", id="just before"),
        pytest.param("19:00-06:00", "19:00", True, "19:00", id="at the beginning"),
        pytest.param("19:00-06:00", "02:00", True, "02:00", id="after midnight"),
        pytest.param("19:00-06:00", "06:00", False, "19:00", id="at the end"),
        pytest.param("08:00-11:00", "12:00", False, "08:00", id="over for today"),
        pytest.param("", "12:00", True, "12:00", id="always"),
    ],
)
def test_the_next_opening_is_now_or_the_next_beginning(hours, at, is_open, opening):
    now = datetime.fromisoformat(f"2026-11-30T{at}:00+07:00")
    assert is_within(hours, now) is is_open
    next_moment = next_opening(hours, now)
    assert next_moment >= now and f"{next_moment.astimezone(HANOI):%H:%M}" == opening
