"""Knowledge of a station about its line, and the sentence on its page."""

from datetime import datetime, timedelta

import pytest

from kit.contact.line_state import (
    LineState,
    after_contact,
    is_contact_due,
    line_opening,
    line_sentence,
    outside_hours,
    read_line_state,
    write_line_state,
)
from library import clock
from tests.makers import make_moment

NOON = make_moment("2026-11-30 05:00")


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)


def test_the_state_survives_a_restart_and_a_damaged_file_begins_anew(settings):
    state = write_line_state(settings, LineState(line_hours="19:00-06:00", received=3))
    assert read_line_state(settings) == state
    (settings.home / "station" / "line.json").write_text("{half", encoding="utf-8")
    assert read_line_state(settings) == LineState()


def test_a_new_station_calls_at_once_and_then_every_few_hours():
    assert is_contact_due(LineState(), NOON)
    state = after_contact(LineState())
    assert not is_contact_due(state, NOON + timedelta(hours=2, minutes=59))
    assert is_contact_due(state, NOON + timedelta(hours=4))


def test_after_failures_it_calls_sooner_and_ever_less_often():
    waits, state = [], LineState()
    for _ in range(8):
        state = after_contact(state, "Không gặp được thư viện tỉnh: đường truyền đứt.")
        waits.append(datetime.fromisoformat(state.next_contact) - NOON)
    assert waits[0] < timedelta(minutes=14)
    assert timedelta(hours=3) <= waits[-1] < timedelta(hours=4)
    assert after_contact(state).failures == 0


def test_a_clock_that_went_back_does_not_silence_the_station():
    state = after_contact(LineState())
    assert is_contact_due(state, NOON - timedelta(days=400))


def test_nothing_is_due_outside_the_hours_of_the_line():
    state = LineState(line_hours="19:00-06:00")
    assert not is_contact_due(state, NOON)
    assert is_contact_due(outside_hours(state), make_moment("2026-11-30 12:00"))


@pytest.mark.parametrize("ahead_hours", [-9, 0, 30])
def test_the_hours_of_the_line_are_those_of_the_province(ahead_hours):
    ahead = timedelta(hours=ahead_hours)
    state = LineState(line_hours="19:00-06:00", clock_ahead_seconds=ahead_hours * 3600)
    assert not is_contact_due(state, NOON + ahead)
    assert is_contact_due(state, make_moment("2026-11-30 12:30") + ahead)
    assert line_opening(state, NOON + ahead) == make_moment("2026-11-30 12:00") + ahead


_BREAK = "Không gặp được thư viện tỉnh: đường truyền đứt."


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        pytest.param(
            LineState(doing="Đang nhận gói", received=12_000_000, total=30_000_000),
            "Đang nhận gói: 12,0/30,0 MB.",
            id="fetching",
        ),
        pytest.param(
            LineState(line_hours="19:00-06:00", received=12_000_000, total=30_000_000),
            "Đã nhận 12,0/30,0 MB, sẽ nhận tiếp. Lần sau: chờ đến 19:00.",
            id="waits for the evening",
        ),
        pytest.param(
            LineState(problem=_BREAK, next_contact="2026-12-01T06:10:00+07:00"),
            f"{_BREAK} Lần sau: chờ đến 06:10 ngày 01/12.",
            id="no line",
        ),
        pytest.param(LineState(), "Lần sau: trong vài phút tới.", id="new"),
        pytest.param(
            LineState(next_contact="2026-11-30T15:20:00+07:00"),
            "Lần sau: chờ đến 15:20.",
            id="at rest",
        ),
    ],
)
def test_the_page_of_the_station_says_what_happens_or_what_it_waits_for(state, sentence):
    assert line_sentence(state, NOON) == sentence
