"""Staff sessions are rows that expire and can be ended."""

from datetime import timedelta

import pytest

from library import clock
from library.staff import staff_sessions
from library.staff.staff_sessions import (
    IDLE_TIMEOUT,
    LAST_SEEN_PRECISION,
    PASSWORD_CONFIRMATION_LIFETIME,
    SECOND_FACTOR_TIMEOUT,
    SESSION_LIFETIME,
)
from tests.makers import make_staff

_ONE_SECOND = timedelta(seconds=1)


@pytest.fixture
def lan(session):
    """Open an account."""
    return make_staff(session)


@pytest.fixture
def later(monkeypatch):
    """Return a function that sets the clock to a time after the start."""
    began = clock.now()

    def move(by):
        monkeypatch.setattr(clock, "now", lambda: began + by)
        return began + by

    move(timedelta())
    return move


def test_a_token_gives_its_member_and_session(session, lan):
    token = staff_sessions.start_session(session, lan.id, "Firefox", proven=True)
    member, row = staff_sessions.find_session(session, token)
    assert (member, row.browser) == (lan, "Firefox")


def test_the_stored_hash_is_no_valid_token(session, lan):
    token = staff_sessions.start_session(session, lan.id, "Firefox", proven=True)
    assert staff_sessions.find_session(session, staff_sessions.digest(token)) is None


def test_a_session_without_second_factor_grants_no_access(session, lan):
    token = staff_sessions.start_session(session, lan.id, "Firefox", proven=False)
    assert staff_sessions.find_session(session, token) is None
    assert staff_sessions.find_session(session, token, proven=False)[0] is lan
    assert staff_sessions.sessions_of_member(session, lan.id) == ()


def test_the_wait_for_the_second_factor_times_out(session, lan, later):
    token = staff_sessions.start_session(session, lan.id, "Firefox", proven=False)
    later(SECOND_FACTOR_TIMEOUT + _ONE_SECOND)
    assert staff_sessions.find_session(session, token, proven=False) is None


def test_a_session_ends_after_its_lifetime(session, lan, later):
    token = staff_sessions.start_session(session, lan.id, "Firefox", proven=True)
    session_id = staff_sessions.find_session(session, token)[1].id
    staff_sessions.record_activity(session, session_id, later(SESSION_LIFETIME))
    assert staff_sessions.find_session(session, token)
    later(SESSION_LIFETIME + _ONE_SECOND)
    assert staff_sessions.find_session(session, token) is None


def test_an_idle_session_ends(session, lan, later):
    token = staff_sessions.start_session(session, lan.id, "Firefox", proven=True)
    later(IDLE_TIMEOUT + _ONE_SECOND)
    assert staff_sessions.find_session(session, token) is None


def test_activity_extends_an_idle_session(session, lan, later):
    token = staff_sessions.start_session(session, lan.id, "Firefox", proven=True)
    session_id = staff_sessions.find_session(session, token)[1].id
    staff_sessions.record_activity(session, session_id, later(IDLE_TIMEOUT))
    later(IDLE_TIMEOUT + LAST_SEEN_PRECISION)
    assert staff_sessions.find_session(session, token)


def test_a_password_confirmation_expires(session, lan, later):
    token = staff_sessions.start_session(session, lan.id, "Firefox", proven=True)
    later(PASSWORD_CONFIRMATION_LIFETIME + _ONE_SECOND)
    row = staff_sessions.find_session(session, token)[1]
    assert not row.has_recent_password
    staff_sessions.record_password_check(session, row.id)
    assert staff_sessions.find_session(session, token)[1].has_recent_password


def test_sessions_end_one_by_one_and_all_but_one(session, lan):
    first, second, third = (
        staff_sessions.start_session(session, lan.id, name, proven=True) for name in ("a", "b", "c")
    )
    assert staff_sessions.end_session(
        session, lan.id, staff_sessions.find_session(session, first)[1].id
    )
    current_id = staff_sessions.find_session(session, third)[1].id
    assert staff_sessions.end_all(session, lan.id, except_id=current_id) == 1
    assert [
        staff_sessions.find_session(session, token) is None for token in (first, second, third)
    ] == [*(True, True, False)]


def test_nobody_ends_the_session_of_another(session, lan):
    token = staff_sessions.start_session(session, lan.id, "Firefox", proven=True)
    hoa = make_staff(session, "hoa")
    assert not staff_sessions.end_session(
        session, hoa.id, staff_sessions.find_session(session, token)[1].id
    )
    assert staff_sessions.find_session(session, token)


def test_a_closed_account_has_no_session(session, lan):
    token = staff_sessions.start_session(session, lan.id, "Firefox", proven=True)
    lan.active = False
    session.flush()
    assert staff_sessions.find_session(session, token) is None
