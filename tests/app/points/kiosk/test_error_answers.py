"""Programs on public computers get every error as JSON."""

import pytest

from app.web.body_limits import MAX_FORM_BYTES
from library.database import work
from points.access_points.enrolment import announce, enrol
from points.access_points.models import Device

_DEEP_JSON = pytest.param(b"[" * 30_000, id="nested deeply")
_EVENTS, _ENROL, _RULES = "/api/k/v1/events", "/api/k/v1/enrol", "/api/k/v1/settings"


@pytest.fixture
def headers(engine):
    """Enrol a computer that owes no signature, and return the headers of its requests."""
    with work(engine) as session:
        token = enrol(session, announce(session, "Xã Chi Lăng", "Máy 1"))
        session.query(Device).one().signed_from = None
    return {"Authorization": f"Bearer {token}"}


def _answer(browser, method, address, **options):
    with browser.client.open(address, method=method, **options) as response:
        assert response.mimetype == "application/json", response.text
        assert response.headers["Cache-Control"] == "no-store"
        assert response.get_json()["error"]
        return response


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        pytest.param("GET", "/api/k/v1/nowhere", 404, id="unknown address"),
        pytest.param("POST", "/api/k/v2/events", 404, id="unknown version"),
        pytest.param("GET", _EVENTS, 405, id="wrong method"),
        pytest.param("POST", _RULES, 405, id="wrong method for rules"),
        pytest.param("GET", _RULES, 401, id="no token"),
        pytest.param("POST", _ENROL, 400, id="no code"),
    ],
)
def test_a_wrong_request_is_answered_in_json(browser, method, address, status):
    assert _answer(browser, method, address).status_code == status


def test_a_wrong_method_names_the_right_ones(browser):
    assert "POST" in _answer(browser, "GET", _EVENTS).headers["Allow"]


@pytest.mark.parametrize(
    "body", [b"{", b"[1]", b'{"events": 1}', pytest.param(b"\xff" * 9, id="no text"), _DEEP_JSON]
)
def test_a_malformed_batch_is_answered_in_json(browser, headers, body):
    options = {"data": body, "headers": headers, "content_type": "application/json"}
    assert _answer(browser, "POST", _EVENTS, **options).status_code == 400


def test_a_batch_too_large_is_answered_in_json(browser, headers):
    body = b" " * (257 << 10)
    assert _answer(browser, "POST", _EVENTS, data=body, headers=headers).status_code == 413


def test_a_body_too_large_for_the_site_is_answered_in_json(browser, headers):
    options = {"json": {"code": "1" * (MAX_FORM_BYTES + 1)}}
    assert _answer(browser, "POST", _ENROL, **options).status_code == 413


@pytest.mark.parametrize("address", [_ENROL, "/api/k/v1/survey"])
def test_a_locked_database_is_answered_in_json(browser, headers, lock_database, address):
    lock_database()
    response = _answer(browser, "POST", address, json={"code": "1"}, headers=headers)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "60"


@pytest.mark.sqlite("damage to its file")
def test_a_damaged_database_is_answered_in_json(browser, headers, settings):
    browser.app.extensions["services"].database.dispose()
    (settings.home / "diachi.sqlite").write_bytes(b"?" * 8192)
    assert _answer(browser, "GET", _RULES, headers=headers).status_code == 503


def test_a_fault_of_the_program_is_answered_in_json(browser, headers, engine, caplog):
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE device RENAME TO lost")
    assert _answer(browser, "GET", _RULES, headers=headers).status_code == 500
    assert "Traceback" in caplog.text
