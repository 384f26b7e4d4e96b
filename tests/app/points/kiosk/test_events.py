"""Event API of public computers: events, rules and access."""

from uuid import UUID

import pytest
from sqlalchemy import select

from library import clock
from library.database import reading, work
from points.access_points import inventory
from points.access_points.device_life import end_service
from points.access_points.opening_hours import HANOI
from points.access_points.plan_149 import DATE_SIGNED
from points.usage.events.timeline import milliseconds
from points.usage.models import DeviceBoot, DeviceEvent
from tests.device_events import make_event
from tests.makers import BY

_EVENTS, _RULES = "/api/k/v1/events", "/api/k/v1/settings"
_BOOT = str(UUID(int=1))


@pytest.fixture
def call(browser):
    """Return a function that calls the API as a computer does."""

    def called(address, body=None, token=None):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        method = browser.client.get if body is None else browser.client.post
        with method(address, json=body, headers=headers) as response:
            return response.status_code, response.get_json()

    return called


def _batch(*numbers):
    now = milliseconds(clock.now())
    events = [make_event(now, number) for number in numbers]
    return {"boot_id": _BOOT, "sent_wall": now, "sent_mono": 2000, "events": events}


def test_a_batch_is_kept_and_each_event_acknowledged(call, token, engine):
    batch = _batch(1, 2)
    status, answer = call(_EVENTS, batch, token)
    assert status == 200
    assert [line["result"] for line in answer["results"]] == ["ok", "ok"]
    assert [line["event_id"] for line in answer["results"]] == [
        event["event_id"] for event in batch["events"]
    ]
    with reading(engine) as session:
        assert len(session.scalars(select(DeviceEvent.event)).all()) == 2


def test_the_same_batch_again_is_acknowledged_again(call, token):
    batch = _batch(1)
    call(_EVENTS, batch, token)
    assert call(_EVENTS, batch, token)[1]["results"][0]["result"] == "dup"


def test_the_answer_contains_the_time_and_the_rules_revision(call, token):
    answer = call(_EVENTS, _batch(), token)[1]
    assert answer["config_rev"] == call(_RULES, token=token)[1]["config_rev"]
    assert answer["server_time"] <= milliseconds(clock.now())


@pytest.mark.parametrize("address", [_EVENTS, _RULES])
@pytest.mark.parametrize("shown", [None, "sai", "a b"])
def test_without_its_token_a_computer_is_told_to_enrol(call, address, shown):
    status, answer = call(address, _batch() if address == _EVENTS else None, shown)
    assert (status, "mã đăng ký mới" in answer["error"]) == (401, True)


def test_a_revoked_computer_is_refused(call, token, engine):
    with work(engine) as session:
        end_service(session, 1)
    assert call(_EVENTS, _batch(1), token)[0] == 401


def test_a_computer_speaks_only_for_itself(call, token, engine):
    call(_EVENTS, {**_batch(1), "device_id": 99}, token)
    with reading(engine) as session:
        assert session.scalars(select(DeviceBoot.device_id)).all() == [1]


@pytest.mark.parametrize("nonsense", [[], {}, "x", {"boot_id": _BOOT}])
def test_an_invalid_batch_is_refused_with_a_message(call, token, nonsense):
    status, answer = call(_EVENTS, nonsense, token)
    assert (status, "không đúng mẫu" in answer["error"]) == (400, True)


def test_a_too_large_body_is_not_read(call, token):
    assert call(_EVENTS, {"events": ["x" * (300 << 10)]}, token)[0] == 413


def test_a_token_gives_no_other_access(browser, token):
    headers = {"Authorization": f"Bearer {token}"}
    with browser.client.get("/can-bo", headers=headers) as response:
        assert browser.where(response) == "/can-bo/dang-nhap"


def test_a_computer_reads_the_hours_of_its_point(call, token, engine):
    rules = call(_RULES, token=token)[1]
    with work(engine) as session:
        inventory.set_week(session, "xa-chi-lang", ["7:30-11:30"] * 7, since=DATE_SIGNED, by=BY)
    after = call(_RULES, token=token)[1]
    assert (rules["hours"], after["hours"]) == ([], ["07:30-11:30"])
    assert rules["config_rev"] != after["config_rev"]


def test_a_wiped_browser_that_shows_its_token_gets_its_cookie_back(browser, call, token):
    call(_RULES, token=token)
    assert browser.client.get_cookie("may").value == token


def test_after_a_reader_the_browser_forgets_what_was_chosen_and_the_visit(browser, call, token):
    browser.client.set_cookie("ngon-ngu", "en")
    browser.client.set_cookie("luong", "dep")
    browser.visit("/may")
    assert call("/api/k/v1/wipe", {}, token)[0] == 200
    assert browser.client.get_cookie("ngon-ngu") is None
    assert browser.client.get_cookie("luong") is None
    assert browser.client.get_cookie("phien") is None


def test_a_computer_learns_why_its_point_is_closed(call, token, engine):
    today = clock.now().astimezone(HANOI).date()
    with work(engine) as session:
        inventory.set_exception(session, "xa-chi-lang", today, "", reason="mất điện", by=BY)
    assert call(_RULES, token=token)[1]["closed_because"] == "mất điện"
