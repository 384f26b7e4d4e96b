"""A session is a row: it ends by itself, and whenever somebody wants it to end."""

from datetime import timedelta

import pytest

from library import clock
from library.staff import staff_sessions
from library.staff.staff_sessions import IDLE, NOTICED, SESSION_LIFETIME, SURE, UNPROVEN
from tests.makers import make_staff

_A_SECOND = timedelta(seconds=1)


@pytest.fixture
def lan(session):
    """Open an account."""
    return make_staff(session)


@pytest.fixture
def later(monkeypatch):
    """Give a function that moves the clock on."""
    began = clock.now()

    def move(by):
        monkeypatch.setattr(clock, "now", lambda: began + by)
        return began + by

    move(timedelta())
    return move


def test_the_token_finds_who_sits_there(session, lan):
    token = staff_sessions.begin(session, lan.id, "Firefox", proven=True)
    member, seat = staff_sessions.find(session, token)
    assert (member, seat.browser) == (lan, "Firefox")


def test_what_is_kept_of_a_token_opens_nothing(session, lan):
    token = staff_sessions.begin(session, lan.id, "Firefox", proven=True)
    assert staff_sessions.find(session, staff_sessions.digest(token)) is None


def test_a_password_without_its_code_opens_nothing(session, lan):
    token = staff_sessions.begin(session, lan.id, "Firefox", proven=False)
    assert staff_sessions.find(session, token) is None
    assert staff_sessions.find(session, token, proven=False)[0] is lan
    assert staff_sessions.of_member(session, lan.id) == ()


def test_a_password_waits_for_its_code_only_for_a_while(session, lan, later):
    token = staff_sessions.begin(session, lan.id, "Firefox", proven=False)
    later(UNPROVEN + _A_SECOND)
    assert staff_sessions.find(session, token, proven=False) is None


def test_nobody_sits_longer_than_a_shift(session, lan, later):
    token = staff_sessions.begin(session, lan.id, "Firefox", proven=True)
    seat_id = staff_sessions.find(session, token)[1].id
    staff_sessions.notice(session, seat_id, later(SESSION_LIFETIME))
    assert staff_sessions.find(session, token)
    later(SESSION_LIFETIME + _A_SECOND)
    assert staff_sessions.find(session, token) is None


def test_who_goes_away_is_out(session, lan, later):
    token = staff_sessions.begin(session, lan.id, "Firefox", proven=True)
    later(IDLE + _A_SECOND)
    assert staff_sessions.find(session, token) is None


def test_who_comes_back_in_time_stays(session, lan, later):
    token = staff_sessions.begin(session, lan.id, "Firefox", proven=True)
    seat_id = staff_sessions.find(session, token)[1].id
    staff_sessions.notice(session, seat_id, later(IDLE))
    later(IDLE + NOTICED)
    assert staff_sessions.find(session, token)


def test_one_is_sure_of_somebody_only_shortly_after_the_password(session, lan, later):
    token = staff_sessions.begin(session, lan.id, "Firefox", proven=True)
    later(SURE + _A_SECOND)
    seat = staff_sessions.find(session, token)[1]
    assert not seat.is_sure
    staff_sessions.confirm(session, seat.id)
    assert staff_sessions.find(session, token)[1].is_sure


def test_sessions_end_one_by_one_and_all_but_one(session, lan):
    first, second, third = (
        staff_sessions.begin(session, lan.id, name, proven=True) for name in ("a", "b", "c")
    )
    assert staff_sessions.end(session, lan.id, staff_sessions.find(session, first)[1].id)
    here = staff_sessions.find(session, third)[1].id
    assert staff_sessions.end_all(session, lan.id, but=here) == 1
    assert [staff_sessions.find(session, token) is None for token in (first, second, third)] == [
        *(True, True, False)
    ]


def test_nobody_ends_the_session_of_another(session, lan):
    token = staff_sessions.begin(session, lan.id, "Firefox", proven=True)
    hoa = make_staff(session, "hoa")
    assert not staff_sessions.end(session, hoa.id, staff_sessions.find(session, token)[1].id)
    assert staff_sessions.find(session, token)


def test_a_closed_account_has_no_session(session, lan):
    token = staff_sessions.begin(session, lan.id, "Firefox", proven=True)
    lan.active = False
    session.flush()
    assert staff_sessions.find(session, token) is None
