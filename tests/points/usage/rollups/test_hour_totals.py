"""Hourly figures add up to the daily figures."""

from datetime import timedelta

import pytest

from points.usage.events import clocks
from points.usage.events.clocks import Span
from points.usage.events.computer_sessions import derive
from points.usage.events.timeline import TimedEvent
from points.usage.models import EventKind
from points.usage.rollups.daily import by_hour
from points.usage.rollups.day_totals import EventLog, build_event_log, measure
from tests.makers import make_moment

_MIDNIGHT = make_moment("2026-11-01 17:00")
_DAY = Span(_MIDNIGHT, _MIDNIGHT + timedelta(days=1))
_SITTING = b"12345678"


def _event_log(*events: tuple[float, EventKind, int | None]) -> EventLog:
    """Return the event log; times are minutes after local midnight."""
    timed_events = tuple(
        TimedEvent(_MIDNIGHT + timedelta(minutes=at), 1, seq, kind, _SITTING, amount)
        for seq, (at, kind, amount) in enumerate(events)
    )
    return build_event_log(timed_events, derive(timed_events, now=_DAY.ends))


@pytest.fixture
def morning():
    """Return a session from 8:50 to 9:20 with a heartbeat every five minutes."""
    beats = [(530 + minute, EventKind.HEARTBEAT, None) for minute in range(5, 35, 5)]
    return _event_log(
        (530, EventKind.SESSION_START, None), *beats, (560.5, EventKind.SESSION_ACTIVITY, 30)
    )


def test_a_session_across_hours_counts_in_both_and_starts_in_one(morning):
    hours = by_hour(morning, _DAY)
    assert [(h, f.sessions, f.used_seconds) for h, f in hours.items()] == [
        (8, 1, 600),
        (9, 0, 1230),
    ]


def test_hours_add_up_to_the_day(morning):
    hours, day = by_hour(morning, _DAY).values(), measure(morning, _DAY)
    for name in ("sessions", "active_seconds", "machine_seconds"):
        assert sum(getattr(hour, name) for hour in hours) == getattr(day, name)


def test_an_hour_without_events_is_absent(morning):
    assert sorted(by_hour(morning, _DAY)) == [8, 9]


def test_parts_of_seconds_are_not_lost():
    third = timedelta(seconds=1) / 3
    spans = tuple(
        Span(_MIDNIGHT + timedelta(hours=hour), _MIDNIGHT + timedelta(hours=hour) + third)
        for hour in (8, 9, 10)
    )
    hours = by_hour(EventLog((), (), (), spans, (), (), (), (), ()), _DAY)
    total = clocks.total(spans) // timedelta(seconds=1)
    assert sum(figures.active_seconds for figures in hours.values()) == total
