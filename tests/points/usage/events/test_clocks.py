"""Time on, active and online are measured separately from session time."""

from dataclasses import replace
from datetime import timedelta

from points.usage.events import clocks
from points.usage.events.timeline import TimedEvent
from points.usage.models import EventKind, Heartbeat
from tests.makers import make_moment

_MORNING = make_moment("2026-11-24 01:00")


def _event(minute, kind, run=1, amount=None):
    at = _MORNING + timedelta(minutes=minute)
    return TimedEvent(at=at, run=run, seq=minute, kind=kind, amount=amount)


def _heartbeats(*minutes, run=1):
    return [_event(minute, EventKind.HEARTBEAT, run) for minute in minutes]


def _minutes(spans):
    return clocks.total(spans) / timedelta(minutes=1)


def test_a_machine_is_on_between_its_heartbeats():
    assert _minutes(clocks.machine_on(_heartbeats(0, 5, 10))) == 10


def test_silence_is_not_on():
    assert _minutes(clocks.machine_on(_heartbeats(0, 5, 60, 65))) == 10


def test_time_between_two_runs_is_not_on():
    assert _minutes(clocks.machine_on(_heartbeats(0, 5) + _heartbeats(8, 10, run=2))) == 7


def test_overlapping_input_is_counted_once():
    events = [_event(m, EventKind.SESSION_ACTIVITY, amount=90) for m in (2, 3, 9)]
    assert _minutes(clocks.active(events)) == 4


def test_the_line_is_up_down_or_unknown():
    events = [
        *_heartbeats(0, 5),
        _event(6, EventKind.LINE_UP),
        *_heartbeats(10),
        _event(12, EventKind.LINE_DOWN),
    ]
    events += _heartbeats(16, 40)
    assert _minutes(clocks.line_up(events)) == 6
    assert _minutes(clocks.line_down(events)) == 4
    assert _minutes(clocks.machine_on(events)) == 16


def _by_agent(*events):
    return [replace(event, by_agent=True, run=9) for event in events]


def test_line_events_of_the_agent_override_those_of_the_page():
    page = [_event(0, EventKind.LINE_DOWN), *_heartbeats(5, 10, 15)]
    agent = _by_agent(_event(5, EventKind.LINE_UP), _event(10, EventKind.HEARTBEAT))
    assert _minutes(clocks.line_up(page + agent)) == 5
    assert _minutes(clocks.line_down(page + agent)) == 10


def test_input_the_agent_saw_is_active_time_too():
    assert _minutes(clocks.active(_by_agent(_event(2, EventKind.INPUT, amount=60)))) == 1


def _beat(minute, flags):
    return _event(minute, EventKind.HEARTBEAT, amount=flags)


def test_each_heartbeat_reports_the_state_of_the_line():
    states = (Heartbeat.LINE_UP, 0, Heartbeat.LINE_DOWN, Heartbeat.LINE_UP, 0)
    events = [_beat(5 * number, state) for number, state in enumerate(states)]
    assert _minutes(clocks.line_up(events)) == 15
    assert _minutes(clocks.line_down(events)) == 5


def test_while_the_agent_sees_all_input_that_of_the_page_is_not_added():
    page = [_event(m, EventKind.SESSION_ACTIVITY, amount=20) for m in (1, 2, 3, 20)]
    agent = _by_agent(
        _beat(0, Heartbeat.SEES_INPUT),
        *(_event(m, EventKind.INPUT, amount=30) for m in (2, 3)),
        _beat(5, Heartbeat.SEES_INPUT),
    )
    assert clocks.total(clocks.active(page + agent)) == timedelta(seconds=2 * 30 + 20)
    assert _minutes(clocks.watched(page + agent)) == 5


def test_an_agent_that_sees_no_input_leaves_that_of_the_page():
    page = [_event(m, EventKind.SESSION_ACTIVITY, amount=20) for m in (1, 2, 3)]
    agent = _by_agent(_beat(0, Heartbeat.LINE_UP), _beat(5, Heartbeat.LINE_UP))
    assert _minutes(clocks.active(page + agent)) == 1
    assert clocks.watched(page + agent) == ()
