"""The technician sees machine by machine what has been received."""

from datetime import timedelta
from uuid import UUID

import pytest

from points.access_points.enrolment import announce, enrol, enrol_agent_and_page
from points.usage.boards.setup_status import setup_of_point
from points.usage.events import intake
from points.usage.events.protocol import read_batch
from points.usage.events.timeline import milliseconds
from tests.makers import make_moment

_NOW = make_moment("2026-11-24 02:00")


@pytest.fixture
def point(session):
    """Enrol a computer, and return the id of its point."""
    enrol(session, announce(session, "Bắc Sơn", "Máy 1"))
    return 1


def _beat(session, *, by_agent=False, wrong_by=timedelta(), version=None, **fields):
    boot = str(UUID(int=2 if by_agent else 1))
    wall = milliseconds(_NOW - wrong_by)
    event_id = str(UUID(int=milliseconds(_NOW) << 80 | 7 << 76 | 2 << 62 | by_agent))
    event = {"event_id": event_id, "seq": 1, "type": "hb", "t_wall": wall, "t_mono": 0, **fields}
    batch = {"boot_id": boot, "sent_wall": wall, "sent_mono": 0, "events": [event]}
    batch = {**batch, "version": version}
    intake.receive(session, 1, read_batch(batch), _NOW, intake.Delivery(by_agent=by_agent))


def _setup(session):
    (computer,) = setup_of_point(session, 1, _NOW)
    return computer


def test_before_anything_is_received_nothing_is_claimed(session, point):
    computer = _setup(session)
    assert computer.is_enrolled
    assert (computer.page_heard, computer.skew, computer.line_is_up) == (None, None, None)


@pytest.mark.parametrize(("line", "is_up"), [("up", True), ("down", False), (None, None)])
def test_the_state_of_the_line_is_that_of_the_last_heartbeat(session, point, line, is_up):
    _beat(session, **({} if line is None else {"line": line}))
    assert _setup(session).line_is_up is is_up


def test_the_agent_is_shown_with_its_version_and_the_clock(session, point):
    _beat(session, by_agent=True, version="2.0", wrong_by=timedelta(minutes=7))
    computer = _setup(session)
    assert (computer.agent_heard, computer.agent_version) == (_NOW, "2.0")
    assert computer.skew == timedelta(minutes=7)


def test_a_strange_version_is_not_stored(session, point):
    _beat(session, by_agent=True, version="<b>2</b>")
    assert _setup(session).agent_version is None


def test_computers_of_other_points_are_not_listed(session, point):
    announce(session, "Na Sầm", "Máy 9")
    assert [computer.label for computer in setup_of_point(session, 2, _NOW)] == ["Máy 9"]


def test_a_computer_whose_agent_lends_tokens_is_enrolled(session):
    code = announce(session, "Bắc Sơn", "Máy 1")
    assert enrol_agent_and_page(session, code, b"key")[1] is None
    computer = _setup(session)
    assert computer.is_enrolled
    assert not computer.is_unsigned
