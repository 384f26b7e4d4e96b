"""Guessing is delayed more and more, and never locks out the owner."""

from datetime import timedelta

import pytest

from library import clock
from library.errors import AccountLockedError
from library.staff import throttle
from library.staff.throttle import SignInAttempt

_SECRET = "khóa"
_STRANGER = SignInAttempt("lan", "10.0.0.1")
_OWNER = SignInAttempt("lan", "10.0.0.2", "trình duyệt của lan")


@pytest.fixture
def now(monkeypatch):
    """Return a function that advances the clock by minutes."""
    at = [clock.now()]
    monkeypatch.setattr(clock, "now", lambda: at[0])

    def move(minutes):
        at[0] += timedelta(minutes=minutes)

    return move


@pytest.fixture
def guess(session):
    """Return a function that makes attempts and returns the minutes to wait."""

    def guessing(attempt=_STRANGER, times=1):
        for _ in range(times):
            try:
                throttle.count_attempt(session, throttle.staff_keys(_SECRET, attempt))
            except AccountLockedError as error:
                return error.args[0]
        return 0

    return guessing


def test_four_wrong_passwords_are_forgiven(guess, now):
    assert guess(times=5) == 0


def test_the_delay_doubles_after_the_fifth_attempt(guess, now):
    waits = []
    guess(times=5)
    for _ in range(6):
        wait = guess()
        waits.append(wait)
        now(wait)
        assert guess() == 0
    assert waits == [1, 2, 4, 8, 15, 15]


def test_attempts_during_the_delay_do_not_extend_it(guess, now):
    guess(times=5)
    assert [guess(), guess(), guess()] == [1, 1, 1]
    now(1)
    assert guess() == 0


def test_a_stranger_never_locks_out_the_owners_browser(guess, now):
    for _ in range(50):
        now(guess())
    assert guess(_OWNER) == 0


def test_a_known_browser_is_throttled_too(guess, now):
    guess(_OWNER, times=5)
    assert guess(_OWNER) == 1


def test_an_unknown_name_is_throttled_like_a_known_one(session, guess, now):
    nobody = SignInAttempt("không ai", "10.0.0.9")
    assert guess(nobody, times=6) == guess(_STRANGER, times=6)


def test_many_names_from_one_address_are_throttled(guess, now):
    for number in range(20):
        assert guess(SignInAttempt(f"tên {number}", "10.0.0.1")) == 0
    assert guess(SignInAttempt("tên khác", "10.0.0.1")) == 1
    assert guess(SignInAttempt("tên khác", "10.0.0.2")) == 0


def test_a_name_is_the_same_however_it_is_typed(guess, now):
    guess(SignInAttempt("Hòa", "10.0.0.1"), times=5)
    assert guess(SignInAttempt(" ho\u0300a", "10.0.0.2")) == 1


def test_a_success_resets_the_name_but_not_the_address(session, guess, now):
    guess(times=4)
    keys = throttle.staff_keys(_SECRET, _STRANGER)
    throttle.count_attempt(session, keys)
    throttle.record_success(session, keys)
    assert guess(times=5) == 0
    guess(SignInAttempt("khác", "10.0.0.1"), times=4)
    assert [guess(SignInAttempt(f"tên {number}", "10.0.0.1")) for number in range(9)][-1] == 1


def test_counts_are_reset_after_a_day(guess, now):
    guess(times=5)
    now(24 * 60 + 1)
    assert guess(times=5) == 0


def test_an_administrator_unlocks_an_account(session, guess, now):
    guess(times=5)
    throttle.unlock(session, _SECRET, "lan")
    assert guess() == 0


def test_names_and_addresses_are_not_stored():
    text = repr(throttle.staff_keys(_SECRET, _STRANGER))
    assert "lan" not in text
    assert "10.0" not in text


def test_readers_who_guess_are_not_counted_with_staff():
    staff = {key.digest for key in throttle.staff_keys(_SECRET, _STRANGER)}
    readers = throttle.reader_keys(_SECRET, _STRANGER)
    assert staff.isdisjoint(key.digest for key in readers)
