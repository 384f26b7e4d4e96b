"""A session lasts from its start to its last activity, even after a power cut."""

from dataclasses import replace
from datetime import timedelta

import pytest

from points.usage.events.computer_sessions import Doubt, derive
from points.usage.events.timeline import Placing, TimedEvent
from points.usage.models import EndReason, EventKind
from tests.makers import make_moment

_MORNING = make_moment("2026-11-24 01:00")
_KINDS = {
    "start": EventKind.SESSION_START,
    "act": EventKind.SESSION_ACTIVITY,
    "beat": EventKind.HEARTBEAT,
}


def _events(story, placing=Placing.KNOWN):
    """Yield the events of a story: `5 act a` is an activity of session a after five minutes."""
    for seq, line in enumerate(story.split(", ")):
        minute, kind, session = line.split()
        reason = EndReason[kind.upper()] if kind not in _KINDS else None
        yield TimedEvent(
            at=_MORNING + timedelta(minutes=int(minute)),
            run=1,
            seq=seq,
            kind=_KINDS.get(kind, EventKind.SESSION_END),
            session=session.encode(),
            amount=reason,
            placing=placing,
        )


def _derived(story, **options):
    evening = _MORNING + timedelta(hours=12)
    return [
        (
            s.session.decode(),
            (s.started - _MORNING) // timedelta(minutes=1),
            (s.last_active - _MORNING) // timedelta(minutes=1),
            s.ended_by.name.lower() if s.ended_by is not None else None,
        )
        for s in derive(_events(story), **{"now": evening, **options})
    ]


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        pytest.param("0 start a, 9 user a", [("a", 0, 9, "user")], id="a press ends it"),
        pytest.param(
            "0 start a, 5 act a, 15 beat a, 15 idle a",
            [("a", 0, 5, "idle")],
            id="idle time is not use",
        ),
        pytest.param(
            "0 start a, 5 act a, 10 beat a", [("a", 0, 5, "lost")], id="a power cut ends it"
        ),
        pytest.param(
            "0 start a, 5 act a, 300 start b, 310 user b",
            [("a", 0, 5, "lost"), ("b", 300, 310, "user")],
            id="never the next reader's start",
        ),
        pytest.param(
            "0 start a, 5 act a, 6 start b, 10 user b",
            [("a", 0, 5, "lost"), ("b", 6, 10, "user")],
            id="a new start closes what was open",
        ),
        pytest.param(
            "0 start a, 5 act a, 17 start a, 20 user a",
            [("a", 0, 20, "user")],
            id="continued soon after a cut",
        ),
        pytest.param(
            "0 start a, 5 act a, 30 start a, 40 user a",
            [("a", 0, 5, "lost"), ("a", 30, 40, "user")],
            id="continued too late",
        ),
        pytest.param(
            "0 start a, 2 user a, 3 start a, 4 user a",
            [("a", 0, 2, "user"), ("a", 3, 4, "user")],
            id="what its reader ended is over",
        ),
        pytest.param("5 act a, 9 user a", [("a", 5, 9, "user")], id="a start that never came"),
        pytest.param("0 user a", [], id="an end of nothing"),
        pytest.param("0 beat a, 5 beat a", [], id="a heartbeat alone is no session"),
    ],
)
def test_sessions_match_the_events(story, expected):
    assert _derived(story) == expected


def test_an_open_session_has_no_end_reason():
    assert _derived("0 start a, 5 act a", now=_MORNING + timedelta(minutes=6)) == [
        ("a", 0, 5, None)
    ]


def test_a_computer_left_on_overnight_is_not_a_nine_hour_visit():
    story = "0 start a, " + ", ".join(f"{minute} beat a" for minute in range(5, 540, 5))
    assert _derived(story) == [("a", 0, 0, "lost")]


def test_sessions_over_six_hours_are_capped_and_marked():
    story = "0 start a, " + ", ".join(f"{minute} act a" for minute in range(10, 500, 10))
    (session,) = derive(_events(story), now=_MORNING + timedelta(hours=12))
    assert (session.length, session.doubts) == (timedelta(hours=6), {Doubt.CAPPED})


def test_nobody_stays_after_closing():
    def closing(_started):
        return _MORNING + timedelta(minutes=30)

    story = "0 start a, " + ", ".join(f"{minute} act a" for minute in range(10, 70, 10))
    (session,) = derive(_events(story), now=_MORNING + timedelta(hours=12), closing=closing)
    assert (session.length, session.doubts) == (timedelta(minutes=30), {Doubt.CAPPED})


def test_an_estimated_session_is_marked():
    events = _events("0 start a, 9 user a", Placing.ESTIMATED)
    (session,) = derive(events, now=_MORNING + timedelta(hours=12))
    assert session.doubts == {Doubt.ESTIMATED}


def test_events_without_a_time_are_not_counted():
    events = _events("0 start a, 9 user a", Placing.UNKNOWN)
    assert derive(events, now=_MORNING + timedelta(hours=12)) == ()


def test_a_reader_in_another_program_is_seen_by_the_agent_until_the_page_is_lost():
    page = list(_events("0 start a, 5 beat a, 10 beat a, 40 beat a"))
    agent = [
        replace(event, run=9, kind=EventKind.INPUT, session=None, by_agent=True)
        for event in _events("12 beat a, 35 beat a")
    ]
    events = sorted(page + agent, key=lambda event: event.at)
    (session,) = derive(events, now=_MORNING + timedelta(hours=12))
    assert session.length == timedelta(minutes=12)
    assert session.ended_by is EndReason.LOST


def test_the_agent_alone_makes_no_session():
    agent = [replace(event, kind=EventKind.INPUT, session=None) for event in _events("1 beat a")]
    assert derive(agent, now=_MORNING + timedelta(hours=12)) == ()


def _with_input(story, minutes):
    agent = (
        TimedEvent(
            _MORNING + timedelta(minutes=minute),
            9,
            minute,
            EventKind.INPUT,
            amount=60,
            by_agent=True,
        )
        for minute in minutes
    )
    return sorted([*_events(story), *agent], key=lambda event: event.at)


@pytest.mark.parametrize(
    ("story", "minutes", "expected"),
    [
        pytest.param("0 start a, 5 act a, 9 beat a", range(6, 70), 69, id="closed page"),
        pytest.param("0 start a, 5 act a, 15 idle a", range(6, 70), 69, id="idle page"),
        pytest.param("0 start a, 5 act a, 15 idle a", (17, 40), 17, id="until the input pauses"),
        pytest.param("0 start a, 5 user a", range(6, 70), 5, id="not after the reader ended it"),
    ],
)
def test_a_reader_in_another_program_is_still_there(story, minutes, expected):
    evening = _MORNING + timedelta(hours=12)
    (session,) = derive(_with_input(story, minutes), now=evening)
    assert session.last_active - session.started == timedelta(minutes=expected)


def test_the_next_reader_begins_another_session_during_input():
    events = _with_input("0 start a, 5 act a, 15 idle a, 30 start b, 31 user b", range(6, 60))
    first, second = derive(events, now=_MORNING + timedelta(hours=12))
    assert first.last_active <= second.started
