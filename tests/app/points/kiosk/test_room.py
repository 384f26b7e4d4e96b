"""Reading on site stays in the room: copies of the token or of the pass open nothing elsewhere."""

from base64 import b64encode
from datetime import timedelta

import pytest

from app.accounts import room_pass
from library import clock
from library.catalogue.models import Access
from library.database import work
from points.access_points.enrolment import announce, enrol, move, renew
from points.access_points.networks import set_networks
from tests.app.browser import Browser
from tests.app.reading_room import RoomBrowser
from tests.makers import BY, make_item

_HOME = {"REMOTE_ADDR": "198.51.100.7"}


@pytest.fixture
def page(engine):
    """Return the address of a page that is read on site only."""
    with work(engine) as session:
        item = make_item(session, "Hồi ký", texts=["Chuyện cũ"], access=Access.LIBRARY)
        return f"/tai-lieu/{item.id}/trang/1"


@pytest.fixture
def token(engine):
    """Enrol a computer, and return its token."""
    with work(engine) as session:
        return enrol(session, announce(session, "Bắc Sơn", "Máy 1"))


@pytest.fixture
def computer(browser, token):
    """Return the browser of the enrolled computer, without a pass."""
    return RoomBrowser(browser, token)


def _status(browser, address, **options):
    with browser.client.get(address, **options) as response:
        return response.status_code


def test_the_token_alone_opens_nothing(computer, page):
    assert _status(computer.browser, page) == 403


def test_a_computer_that_proves_itself_reads_on_site(computer, page):
    assert computer.get_pass() == 200
    assert _status(computer.browser, page) == 200


def test_a_copied_pass_is_worth_nothing_at_another_address(computer, page):
    computer.get_pass()
    assert _status(computer.browser, page, environ_base=_HOME) == 403


def test_a_copied_token_is_worth_nothing_in_another_browser(app, computer, token, page):
    computer.get_pass()
    stranger = RoomBrowser(Browser(app), token)
    assert stranger.get_pass() == 403
    assert _status(stranger.browser, page) == 403


def test_a_new_code_makes_room_for_another_browser(app, engine, computer):
    computer.get_pass()
    with work(engine) as session:
        new_token = enrol(session, renew(session, 1))
    assert RoomBrowser(Browser(app), new_token).get_pass() == 200
    assert computer.send({}).status_code == 401


def test_a_pass_lasts_ten_minutes(computer, page, monkeypatch):
    monkeypatch.setattr(room_pass, "PASS_SECONDS", -1)
    computer.get_pass()
    assert _status(computer.browser, page) == 403


def test_the_pass_is_closed_to_scripts_and_other_sites(computer):
    with computer.send(computer.sign(computer.challenge())) as response:
        (cookie,) = (c for c in response.headers.getlist("Set-Cookie") if c.startswith("phong="))
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"signature": b64encode(bytes(64)).decode()}, id="another signature"),
        pytest.param({"signature": "?"}, id="no signature"),
        pytest.param({"key": b64encode(b"x").decode()}, id="no key"),
        pytest.param({"challenge": "x"}, id="no challenge of ours"),
        pytest.param({"key": None, "signature": None, "challenge": None}, id="nothing"),
    ],
)
def test_a_wrong_proof_is_refused(computer, change):
    with computer.send({**computer.sign(computer.challenge()), **change}) as response:
        assert response.status_code == 403
        assert "mã mới" in response.get_json()["error"]


def test_a_challenge_is_for_one_computer(app, engine, computer):
    with work(engine) as session:
        other = RoomBrowser(Browser(app), enrol(session, announce(session, "Bắc Sơn", "Máy 2")))
    with other.send(other.sign(computer.challenge())) as response:
        assert response.status_code == 403


def test_where_the_points_addresses_are_known_they_decide(engine, computer, page):
    with work(engine) as session:
        set_networks(session, 1, ("203.0.113.0/28",), at=clock.now(), by=BY)
    computer.get_pass()
    in_room, elsewhere = {"REMOTE_ADDR": "203.0.113.9"}, {"REMOTE_ADDR": "203.0.113.99"}
    assert _status(computer.browser, page, environ_base=in_room) == 200
    assert _status(computer.browser, page, environ_base=elsewhere) == 403
    computer.browser.client.delete_cookie("phong")
    assert _status(computer.browser, page, environ_base=in_room) == 200
    computer.browser.client.delete_cookie("may")
    assert _status(computer.browser, page, environ_base=in_room) == 403


def test_a_moved_computer_follows_the_networks_of_its_new_point(engine, computer, page):
    with work(engine) as session:
        move(session, 1, "Na Sầm", by=BY)
        set_networks(session, 1, ("203.0.113.0/28",), at=clock.now() - timedelta(1), by=BY)
    computer.get_pass()
    assert _status(computer.browser, page) == 200
