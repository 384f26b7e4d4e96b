"""The agent and the enrolled browser sign what they send, and a copied token does not."""

import json
from base64 import b64decode
from uuid import UUID

import pytest
from sqlalchemy import select

from app.points.kiosk.agent import machine_key
from library import clock
from library.database import reading, work
from points.access_points.enrolment import (
    PAGE_TOKEN_LIFETIME,
    announce,
    enrol,
    enrol_agent_and_page,
    page_token,
    renew,
)
from points.access_points.models import Device
from points.usage.events.timeline import milliseconds
from points.usage.models import DeviceBoot
from tests.app.browser import Browser
from tests.app.reading_room import RoomBrowser

_EVENTS, _ADMISSION = "/api/k/v1/events", "/api/k/v1/page"
_AGENT, _PAGE, _STRANGER = (machine_key.new_key() for _ in range(3))


@pytest.fixture
def send(browser):
    """Return a function that posts JSON as a machine does, signed with a key or not."""

    def post(address, fields, token, key=None, *, names_key=False, network="127.0.0.1"):
        body = json.dumps(fields).encode()
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        if key:
            headers["X-Signature"] = machine_key.sign(key, address.encode() + b"\n" + body)
        if names_key:
            headers["X-Key"] = machine_key.public_key(key)
        options = {"headers": headers, "environ_base": {"REMOTE_ADDR": network}}
        with browser.client.post(address, data=body, **options) as response:
            return response.status_code, response.get_json()

    return post


@pytest.fixture
def token_of_page(engine):
    """Enrol a page, and return its token."""
    with work(engine) as session:
        return enrol(session, announce(session, "Bắc Sơn", "Máy 1"))


@pytest.fixture
def agent_token(engine):
    """Enrol an agent with a key, and return its token."""
    with work(engine) as session:
        code = announce(session, "Bắc Sơn", "Máy 1")
        key = b64decode(machine_key.public_key(_AGENT))
        token, page = enrol_agent_and_page(session, code, key)
        assert page is None
        return token


def _batch():
    now = milliseconds(clock.now())
    event = {"event_id": str(UUID(int=now << 80 | 7 << 76 | 2 << 62)), "seq": 1, "type": "hb"}
    times = {"sent_wall": now, "sent_mono": 2000, "boot_id": str(UUID(int=5, version=4))}
    return {**times, "events": [{**event, "t_wall": now, "t_mono": 1000}]}


def _runs(engine):
    with reading(engine) as session:
        return [
            (run.by_agent, run.signed, run.boot == UUID(int=5, version=4).bytes)
            for run in session.scalars(select(DeviceBoot))
        ]


def test_the_first_browser_that_signs_is_known_from_then_on(send, token_of_page, engine):
    assert send(_EVENTS, _batch(), token_of_page, _PAGE, names_key=True)[0] == 200
    assert send(_EVENTS, _batch(), token_of_page, _PAGE)[0] == 200
    assert _runs(engine) == [(False, True, True)]


def test_where_browsers_have_no_key_no_signature_is_theirs(send, token_of_page, engine):
    send(_EVENTS, _batch(), token_of_page, _STRANGER, names_key=True, network="192.0.2.1")
    assert _runs(engine) == [(False, False, False)]


@pytest.mark.parametrize("key", [None, _STRANGER], ids=["no key", "another key"])
def test_a_copied_token_writes_to_runs_of_its_own(send, token_of_page, engine, key):
    send(_EVENTS, _batch(), token_of_page, _PAGE, names_key=True)
    status, answer = send(_EVENTS, _batch(), token_of_page, key, names_key=key is not None)
    assert (status, answer["results"][0]["result"]) == (200, "ok")
    assert _runs(engine) == [(False, True, True), (False, False, False)]


def test_an_agent_signs_what_it_sends(send, agent_token, engine):
    assert send(_EVENTS, _batch(), agent_token, _AGENT)[0] == 200
    assert _runs(engine) == [(True, True, True)]


@pytest.mark.parametrize("key", [None, _STRANGER], ids=["no key", "another key"])
@pytest.mark.parametrize("address", [_EVENTS, _ADMISSION])
def test_a_stolen_token_of_an_agent_is_worth_nothing(send, agent_token, engine, key, address):
    status, answer = send(address, _batch(), agent_token, key)
    assert status == 403
    assert "Chữ ký của máy không đúng" in answer["error"]
    assert _runs(engine) == []


def test_no_page_lends_itself_a_token(send, token_of_page):
    assert send(_ADMISSION, {}, token_of_page, _PAGE, names_key=True)[0] == 403


def test_a_lent_token_ends_after_twenty_minutes(send, agent_token, monkeypatch):
    token = send(_ADMISSION, {}, agent_token, _AGENT)[1]["token"]
    assert send(_EVENTS, _batch(), token)[0] == 200
    later = clock.now() + PAGE_TOKEN_LIFETIME
    monkeypatch.setattr(clock, "now", lambda: later)
    assert send(_EVENTS, _batch(), token)[0] == 401


@pytest.mark.parametrize(
    "change", [lambda t: "2" + t[1:], lambda t: t[:-1] + "g", lambda t: t[:-1]]
)
def test_a_lent_token_cannot_be_changed(send, agent_token, change):
    token = send(_ADMISSION, {}, agent_token, _AGENT)[1]["token"]
    assert send(_EVENTS, _batch(), change(token))[0] == 401


def test_a_new_enrolment_ends_the_tokens_lent_before(send, agent_token, engine):
    token = send(_ADMISSION, {}, agent_token, _AGENT)[1]["token"]
    with work(engine) as session:
        enrol_agent_and_page(session, renew(session, 1), b64decode(machine_key.public_key(_PAGE)))
    assert send(_EVENTS, _batch(), token)[0] == 401


def test_no_page_signs_where_an_agent_vouches(send, agent_token, engine):
    token = send(_ADMISSION, {}, agent_token, _AGENT)[1]["token"]
    send(_EVENTS, _batch(), token, _PAGE, names_key=True)
    assert _runs(engine) == [(False, False, False)]


def test_the_first_holder_of_a_token_gets_no_key_where_an_agent_runs(
    app, browser, send, agent_token, engine
):
    with work(engine) as session:
        token = page_token(session, 1)
    own, stranger = RoomBrowser(browser, token), RoomBrowser(Browser(app), token)
    assert stranger.get_pass() == 403
    key = own.sign(own.challenge())["key"]
    assert send(_ADMISSION, {"key": key}, agent_token, _AGENT)[0] == 200
    assert (own.get_pass(), stranger.get_pass()) == (200, 403)


def test_the_network_of_a_run_is_stored_unreadable(send, token_of_page, engine):
    send(_EVENTS, _batch(), token_of_page, network="192.0.2.9")
    send(_EVENTS, _batch(), token_of_page, network="2001:db8::1")
    with reading(engine) as session:
        (network,) = session.scalars(select(DeviceBoot.network))
    assert network.startswith("6")
    assert "2001" not in network
    assert len(network) == 16


_SURVEY, _ANSWERS = "/api/k/v1/survey", {"sex": "female"}


@pytest.mark.parametrize(
    ("key", "is_counted"),
    [
        pytest.param(None, False, id="no key"),
        pytest.param(_STRANGER, False, id="another key"),
        pytest.param(_PAGE, True, id="its key"),
    ],
)
def test_survey_answers_count_if_the_page_of_the_machine_signs_them(
    send, token_of_page, key, is_counted
):
    send(_EVENTS, _batch(), token_of_page, _PAGE, names_key=True)
    assert send(_SURVEY, _ANSWERS, token_of_page, key) == (200, {"counted": is_counted})


def test_where_an_agent_runs_it_hands_in_the_survey_answers(send, agent_token):
    lent = send(_ADMISSION, {}, agent_token, _AGENT)[1]["token"]
    assert send(_SURVEY, _ANSWERS, lent, _PAGE, names_key=True)[1] == {"counted": False}
    assert send(_SURVEY, _ANSWERS, agent_token, _AGENT)[1] == {"counted": True}


def test_no_unsigned_run_speaks_for_a_page_that_signs(send, token_of_page, engine):
    send(_EVENTS, _batch(), token_of_page, _PAGE, names_key=True)
    with reading(engine) as session:
        first_run = session.query(Device).one().speaking_boot
    for _ in range(6):
        send(_EVENTS, {**_batch(), "boot_id": str(UUID(int=9, version=4))}, token_of_page)
    with reading(engine) as session:
        device = session.query(Device).one()
        assert (device.speaking_boot, device.cloned) == (first_run, None)


@pytest.mark.parametrize(
    "headers", [{"X-Forwarded-For": "203.0.113.9"}, {"Host": "thu-vien.langson.vn"}]
)
def test_behind_a_proxy_nobody_is_the_server_itself(browser, token_of_page, engine, headers):
    body = json.dumps(_batch()).encode()
    signature = machine_key.sign(_PAGE, _EVENTS.encode() + b"\n" + body)
    key = {"X-Signature": signature, "X-Key": machine_key.public_key(_PAGE)}
    token = {"Authorization": f"Bearer {token_of_page}", "Content-Type": "application/json"}
    with browser.client.post(_EVENTS, data=body, headers={**headers, **key, **token}):
        pass
    assert [signed for _, signed, _ in _runs(engine)] == [False]
