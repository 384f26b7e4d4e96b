"""Addresses of strangers: apart from the audit trail, and deleted after 30 days."""

from datetime import timedelta

import pytest

from library import clock
from library.database import reading, work
from library.staff import audit_log, throttle
from library.staff.audit_log import AuditFilter
from library.staff.models import AttemptAddress
from tests.makers import make_moment


@pytest.fixture
def failure(engine, monkeypatch):
    """Note a failed sign-in; return a function that moves the clock by days."""
    at = make_moment("2026-11-24 08:30")
    monkeypatch.setattr(clock, "now", lambda: at)
    with work(engine) as session:
        throttle.note_failure(session, "staff.wrong_password", "lan", "203.0.113.7")

    def move(days):
        monkeypatch.setattr(clock, "now", lambda: at + timedelta(days=days))

    return move


def _shown(engine):
    with reading(engine) as session:
        (line,) = audit_log.list_lines(session, AuditFilter(), first=0, count=9)
        return line, throttle.addresses_of(session, [line.id]).get(line.id)


def test_the_trail_has_the_failure_without_the_address(engine, failure):
    line, address = _shown(engine)
    assert (line.who, line.subject, line.detail) == ("người lạ", "lan", None)
    assert address == "203.0.113.7"


@pytest.mark.parametrize(("days", "is_known"), [(30, True), (31, False)])
def test_an_address_is_known_for_30_days(engine, failure, days, is_known):
    failure(days)
    assert (_shown(engine)[1] is not None) is is_known
    throttle.forget_old(engine)
    with reading(engine) as session:
        assert session.query(AttemptAddress).count() == is_known
    assert _shown(engine)[0].subject == "lan"
