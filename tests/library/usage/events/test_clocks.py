"""Machine on, active input and line up are three clocks, and none is the session's."""

from dataclasses import replace
from datetime import timedelta

from library.usage.events import clocks
from library.usage.events.timeline import Moment
from library.usage.models import EventKind
from tests.makers import make_moment

_MORNING = make_moment("2026-11-24 01:00")


def _said(minute, kind, run=1, amount=None):
    at = _MORNING + timedelta(minutes=minute)
    return Moment(at=at, run=run, seq=minute, kind=kind, amount=amount)


def _beats(*minutes, run=1):
    return [_said(minute, EventKind.HEARTBEAT, run) for minute in minutes]


def _minutes(spans):
    return clocks.total(spans) / timedelta(minutes=1)


def test_a_machine_is_on_between_its_heartbeats():
    assert _minutes(clocks.machine_on(_beats(0, 5, 10))) == 10


def test_silence_is_not_on():
    assert _minutes(clocks.machine_on(_beats(0, 5, 60, 65))) == 10


def test_time_between_two_runs_is_not_on():
    assert _minutes(clocks.machine_on(_beats(0, 5) + _beats(8, 10, run=2))) == 7


def test_input_is_counted_once_however_it_overlaps():
    said = [_said(m, EventKind.SESSION_ACTIVITY, amount=90) for m in (2, 3, 9)]
    assert _minutes(clocks.active(said)) == 4


def test_the_line_is_up_down_or_unknown():
    said = [*_beats(0, 5), _said(6, EventKind.LINE_UP), *_beats(10), _said(12, EventKind.LINE_DOWN)]
    said += _beats(16, 40)
    assert _minutes(clocks.line_up(said)) == 6
    assert _minutes(clocks.line_down(said)) == 4
    assert _minutes(clocks.machine_on(said)) == 16


def _by_agent(*said):
    return [replace(moment, by_agent=True, run=9) for moment in said]


def test_while_the_agent_is_on_it_and_not_the_page_is_asked_about_the_line():
    page = [_said(0, EventKind.LINE_DOWN), *_beats(5, 10, 15)]
    agent = _by_agent(_said(5, EventKind.LINE_UP), _said(10, EventKind.HEARTBEAT))
    assert _minutes(clocks.line_up(page + agent)) == 5
    assert _minutes(clocks.line_down(page + agent)) == 10


def test_input_the_agent_saw_is_active_time_too():
    assert _minutes(clocks.active(_by_agent(_said(2, EventKind.INPUT, amount=60)))) == 1
