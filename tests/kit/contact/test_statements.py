"""Statements of stations about themselves, true or not."""

import pytest

from kit.contact.statements import read_statement, record
from kit.models import Station
from library import clock
from tests.makers import make_moment

NOW = make_moment("2026-11-30 05:00")
EDITION = "a" * 64


@pytest.mark.parametrize(
    "content",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"held_number": True, "held_edition": EDITION}, id="no number"),
        pytest.param({"held_number": -1, "held_edition": EDITION}, id="negative"),
        pytest.param({"held_number": 2**70, "held_edition": EDITION}, id="too large"),
        pytest.param({"held_number": 2**31, "held_edition": EDITION}, id="no place in a column"),
        pytest.param({"held_number": 3, "held_edition": "../../etc"}, id="no digest"),
        pytest.param({"held_number": 3, "held_edition": ["a"]}, id="a list"),
    ],
)
def test_what_has_another_form_counts_as_not_said(content):
    statement = read_statement({**content, "free_bytes": "nhiều", "version": {"a": 1}})
    assert (statement.held_number, statement.held_edition, statement.state) == (0, None, {})


def test_a_long_text_is_cut_and_unknown_names_are_dropped():
    state = read_statement({"version": "x" * 10_000, "is_admin": 1, "owed_count": 7}).state
    assert len(state.pop("version")) == 200
    assert state == {"owed_count": 7}


@pytest.mark.parametrize(
    ("clock_text", "ahead"),
    [
        pytest.param("2026-11-30T05:00:00+00:00", 0, id="right"),
        pytest.param("2026-11-30T06:00:00+00:00", 3600, id="an hour ahead"),
        pytest.param("2026-11-29T05:00:00", -86_400, id="a day behind, without a zone"),
        pytest.param("mai", None, id="no time"),
    ],
)
def test_the_province_notes_how_far_the_clock_is_off(clock_text, ahead, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    station = Station(id="s", reported={})
    record(station, read_statement({"at": clock_text}), over_line=True)
    assert station.reported.get("clock_ahead_seconds") == ahead
    assert station.last_contact == NOW
