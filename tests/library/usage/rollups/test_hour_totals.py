"""The hours of a computer's day add up to the day."""

from datetime import timedelta

import pytest

from library.usage.events import clocks
from library.usage.events.clocks import Span
from library.usage.events.computer_sessions import derive
from library.usage.events.timeline import Moment
from library.usage.models import EventKind
from library.usage.rollups.day_totals import Heard, hear, measure
from library.usage.rollups.hour_totals import by_hour
from tests.makers import make_moment

_MIDNIGHT = make_moment("2026-11-01 17:00")
_DAY = Span(_MIDNIGHT, _MIDNIGHT + timedelta(days=1))
_SITTING = b"12345678"


def _heard(*told: tuple[float, EventKind, int | None]) -> Heard:
    """Return what was heard; minutes after midnight at the point."""
    moments = tuple(
        Moment(_MIDNIGHT + timedelta(minutes=at), 1, seq, kind, _SITTING, amount)
        for seq, (at, kind, amount) in enumerate(told)
    )
    return hear(moments, derive(moments, now=_DAY.ends))


@pytest.fixture
def morning():
    """Hear a sitting from 8:50 to 9:20 at a machine that beats every five minutes."""
    beats = [(530 + minute, EventKind.HEARTBEAT, None) for minute in range(5, 35, 5)]
    return _heard(
        (530, EventKind.SESSION_START, None), *beats, (560.5, EventKind.SESSION_ACTIVITY, 30)
    )


def test_a_sitting_over_the_hour_is_in_both_and_began_in_one(morning):
    hours = by_hour(morning, _DAY)
    assert [(h, f.sessions, f.used_seconds) for h, f in hours.items()] == [
        (8, 1, 600),
        (9, 0, 1230),
    ]


def test_hours_add_up_to_the_day(morning):
    hours, day = by_hour(morning, _DAY).values(), measure(morning, _DAY)
    for name in ("sessions", "active_seconds", "machine_seconds"):
        assert sum(getattr(hour, name) for hour in hours) == getattr(day, name)


def test_an_hour_of_silence_is_not_there(morning):
    assert sorted(by_hour(morning, _DAY)) == [8, 9]


def test_parts_of_seconds_are_not_lost():
    third = timedelta(seconds=1) / 3
    spans = tuple(
        Span(_MIDNIGHT + timedelta(hours=hour), _MIDNIGHT + timedelta(hours=hour) + third)
        for hour in (8, 9, 10)
    )
    hours = by_hour(Heard((), (), spans, (), (), ()), _DAY)
    whole = clocks.total(spans) // timedelta(seconds=1)
    assert sum(figures.active_seconds for figures in hours.values()) == whole
