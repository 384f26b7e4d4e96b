"""The operator hears once of a problem, again after a day, and of its end."""

from dataclasses import replace
from datetime import timedelta

import pytest

from library.monitoring.alerts import AlertState, Occasion, Results, due, reconcile
from library.monitoring.conditions import Check
from tests.makers import make_moment

_NOW = make_moment("2026-11-27 08:00")
_BROKEN, _SOUND = Check("disk", "đĩa", False, "đĩa đầy"), Check("disk", "đĩa", True, "còn chỗ")


def _after(minutes, states, check=_BROKEN, unknown=frozenset()):
    checks = () if check is None else (check,)
    return reconcile(states, Results(checks, unknown), _NOW + timedelta(minutes=minutes))


def _send(states, minutes=0):
    now = _NOW + timedelta(minutes=minutes)
    occasions = [occasion for _, occasion in due(states, "mail", now)]
    return [state.after_message("mail", now) for state in states], occasions


def test_a_problem_is_reported_once():
    states, occasions = _send(_after(0, ()))
    assert occasions == [Occasion.OPENED]
    for minute in range(1, 1440, 60):
        states = _after(minute, states)
        assert list(due(states, "mail", _NOW + timedelta(minutes=minute))) == []


def test_after_a_day_there_is_a_reminder_unless_somebody_has_seen_it():
    (state,), _ = _send(_after(0, ()))
    assert _send([state], 1440)[1] == [Occasion.REMINDER]
    assert _send([replace(state, acknowledged=_NOW)], 1440)[1] == []


def test_the_end_is_reported_when_the_check_has_passed_for_some_minutes():
    states, _ = _send(_after(0, ()))
    states = _after(1, states, _SOUND)
    assert states[0].resolved is None
    states = _after(6, states, _SOUND)
    assert _send(states, 6)[1] == [Occasion.RESOLVED]


def test_a_problem_that_comes_and_goes_stays_one_alert():
    states, _ = _send(_after(0, ()))
    for minute in range(1, 60):
        states = _after(minute, states, _SOUND if minute % 2 else _BROKEN)
    assert [state.opened for state in states] == [_NOW]
    assert _send(states, 60)[1] == []


def test_a_problem_after_the_end_of_the_last_is_a_new_alert():
    states, _ = _send(_after(0, ()))
    states = _after(6, _after(1, states, _SOUND), _SOUND)
    assert [state.resolved is None for state in _after(7, states)] == [False, True]


def test_an_unknown_result_changes_nothing():
    states = _after(0, ())
    assert _after(30, states, None, frozenset({"disk"})) == states


def test_an_end_is_not_reported_where_the_beginning_was_not():
    states = _after(6, _after(1, _after(0, ()), _SOUND), _SOUND)
    assert _send(states, 6)[1] == []


@pytest.mark.parametrize("channel", ["mail", "webhook"])
def test_each_channel_is_served_for_itself(channel):
    other = {"mail": "webhook", "webhook": "mail"}[channel]
    state = AlertState("disk", "đĩa", "đầy", _NOW).after_message(channel, _NOW)
    assert state.occasion(channel, _NOW) is None
    assert state.occasion(other, _NOW) is Occasion.OPENED
