"""An entry has its true time, or none: never a wrong one without a word."""

from datetime import timedelta

import pytest

from kit.outbox.entry_times import LetterClock, Reading
from points.usage.events.timeline import milliseconds
from tests.makers import make_moment

_TRUE = make_moment("2026-07-01 03:00")
_ARRIVED = make_moment("2026-09-01 03:00")
_HOUR = 3_600_000


def _reading(at, hours, run="a", number=5):
    return Reading(number, milliseconds(at), run, hours * _HOUR)


def _clock(writing=None, marks=None, floors=()):
    writing = writing or _reading(_ARRIVED - timedelta(days=1), 1, run="last", number=9)
    return LetterClock(writing, marks or {}, floors, _ARRIVED)


def test_a_run_that_met_the_province_is_dated_by_it():
    marks = {"a": [(10 * _HOUR, milliseconds(_TRUE))]}
    reading = _reading(make_moment("2020-02-02 00:00"), 12)
    assert _clock(marks=marks).true_time(reading) == _TRUE + timedelta(hours=2)


def test_of_several_contacts_the_nearest_one_counts():
    times = {1: _TRUE - timedelta(hours=10), 10: _TRUE, 30: _TRUE + timedelta(hours=21)}
    marks = {"a": [(hour * _HOUR, milliseconds(time)) for hour, time in times.items()]}
    readings = [_reading(make_moment("2020-02-02 00:00"), hours) for hours in (0, 12, 25)]
    dates = [_clock(marks=marks).true_time(reading) - _TRUE for reading in readings]
    assert [date // timedelta(hours=1) for date in dates] == [-11, 2, 16]


def test_of_several_meetings_the_nearest_counts():
    later = _TRUE + timedelta(days=30, minutes=3)  # the quartz drifted
    marks = {"a": [(0, milliseconds(_TRUE)), (720 * _HOUR, milliseconds(later))]}
    assert _clock(marks=marks).true_time(_reading(_TRUE, 719)) == later - timedelta(hours=1)


def test_a_run_without_a_meeting_is_dated_by_the_clock_of_the_station():
    assert _clock().true_time(_reading(_TRUE, 3)) == _TRUE


@pytest.mark.parametrize(
    "at",
    [
        pytest.param("2019-01-01 00:00", id="flat battery"),
        pytest.param("2026-09-01 04:00", id="after the letter arrived"),
    ],
)
def test_an_impossible_clock_gives_no_time(at):
    assert _clock().true_time(_reading(make_moment(at), 3)) is None


def test_a_clock_before_the_edition_that_is_held_gives_no_time():
    clock = _clock(floors=[(4, milliseconds(_TRUE + timedelta(days=2)))])
    assert clock.true_time(_reading(_TRUE, 3, number=5)) is None
    assert clock.true_time(_reading(_TRUE, 3, number=3)) == _TRUE


def test_a_clock_that_was_set_later_in_the_run_gives_no_time():
    writing = _reading(_TRUE + timedelta(days=4), 4, number=9)
    assert _clock(writing).true_time(_reading(_TRUE, 3)) is None
