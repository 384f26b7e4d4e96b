"""Shares of addresses, and of visits from known networks."""

import pytest
from sqlalchemy import select

from app.server.client_shares import VISIT_COOKIE, ClientShares
from library import clock
from library.database import work
from points.access_points.enrolment import announce, enrol
from points.access_points.models import AccessPoint
from points.access_points.networks import set_networks
from tests.app.browser import Browser
from tests.makers import BY

_SCHOOL = "203.0.113.7"


@pytest.fixture
def school(engine):
    """Enter the network of a school."""
    with work(engine) as session:
        announce(session, "Bắc Sơn", "Máy 1")
        point = session.scalars(select(AccessPoint)).one()
        set_networks(session, point.id, ("203.0.113.0/28", "2001:db8::/48"), at=clock.now(), by=BY)


def _cookie(app, address):
    browser = Browser(app)
    browser.fetch("/", environ_base={"REMOTE_ADDR": address})
    cookie = browser.client.get_cookie(VISIT_COOKIE)
    return f"{VISIT_COOKIE}={cookie.value}" if cookie else ""


def test_a_visit_from_a_known_network_gets_a_share_of_its_own(app, school):
    shares = ClientShares(app.config["SECRET_KEY"])
    visits = [_cookie(app, _SCHOOL) for _ in range(4)]
    assert all(visits)
    assert len({shares.share(_SCHOOL, visit) for visit in visits}) > 1
    assert {shares.share(_SCHOOL, f"a=b; {visit}; c=d") for visit in visits} == {
        shares.share(_SCHOOL, visit) for visit in visits
    }
    assert _cookie(app, "2001:db8::5")


def test_nobody_else_gets_a_cookie(app, school):
    assert _cookie(app, "198.51.100.1") == _cookie(app, "2001:db9::1") == ""


def test_an_enrolled_computer_gets_one_anywhere(app, engine):
    with work(engine) as session:
        token = enrol(session, announce(session, "Bắc Sơn", "Máy 1"))
    browser = Browser(app)
    browser.client.set_cookie("may", token)
    browser.fetch("/")
    assert browser.client.get_cookie(VISIT_COOKIE)


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        f"{VISIT_COOKIE}={'0' * 16}.{'0' * 32}",
        f"x{VISIT_COOKIE}={'0' * 16}.{'0' * 32}",
        f"{VISIT_COOKIE}=\u00e9",
    ],
)
def test_an_invented_visit_shares_with_its_address(cookie):
    assert ClientShares("khóa").share(_SCHOOL, cookie) == _SCHOOL


def test_a_visit_carried_elsewhere_counts_for_nothing():
    shares = ClientShares("khóa")
    visit = f"{VISIT_COOKIE}={shares.new_visit(_SCHOOL)}"
    assert shares.share("198.51.100.1", visit) == "198.51.100.1"
    assert shares.share(_SCHOOL, visit).startswith(f"{_SCHOOL}#")


def test_a_collector_of_visits_gets_a_bounded_number_of_shares():
    shares = ClientShares("khóa")
    visits = (f"{VISIT_COOKIE}={shares.new_visit(_SCHOOL)}" for _ in range(2000))
    assert len({shares.share(_SCHOOL, visit) for visit in visits}) == 64


def test_addresses_of_one_household_share():
    shares = ClientShares("khóa")
    assert shares.share("2001:db8::1", "") == shares.share("2001:db8::ffff:1", "")
    assert shares.share("2001:db8:0:1::1", "") != shares.share("2001:db8::1", "")
    assert shares.share("", "") == ""
