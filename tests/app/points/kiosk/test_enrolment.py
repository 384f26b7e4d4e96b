"""Enrolment of public computers with one-time codes."""

from pathlib import Path

import pytest

from library.database import work
from points.access_points.enrolment import announce

_API = "/api/k/v1/enrol"


@pytest.fixture
def code(engine):
    """Register a computer and return its code."""
    with work(engine) as session:
        return announce(session, "Xã Chi Lăng", "Máy 1")


def test_a_code_enrols_the_computer(browser, code):
    page = browser.send("/may", "/may", {"ma": code})
    assert "đã được đăng ký" in page.words


def test_a_code_may_be_typed_in_capitals_and_with_spaces(browser, code):
    assert "đã được đăng ký" in browser.send("/may", "/may", {"ma": f" {code.upper()} "}).words


def test_the_notice_says_how_long_data_are_kept(browser, code, settings):
    words = browser.send("/may", "/may", {"ma": code}).words
    assert f"giữ {settings.event_months} tháng" in words
    assert "nhiều nhất hai ngày" in words  # tests/points/usage/privacy checks that it is true


def test_a_code_works_once(app, browser, code):
    browser.send("/may", "/may", {"ma": code})
    browser.client.delete_cookie("may")
    assert "đã dùng" in browser.send("/may", "/may", {"ma": code}, status=400).words


def test_a_wrong_code_is_refused(browser):
    assert browser.send("/may", "/may", {"ma": "xxxxxxxx"}, status=400).says(
        "p", class_="field__problem"
    )


@pytest.fixture
def wrong_codes(browser):
    """Type twenty wrong codes, half of them as the agent does."""
    for number in range(10):
        browser.send("/may", "/may", {"ma": f"sai {number}"}, status=400)
        with browser.client.post(_API, json={"code": f"sai {number}"}) as response:
            assert response.status_code == 400


def test_after_many_wrong_codes_the_address_must_wait(browser, code, wrong_codes):
    page = browser.send("/may", "/may", {"ma": code}, status=429)
    assert "Hãy đợi 1 phút" in page.says("p", class_="field__problem")[0]
    with browser.client.post(_API, json={"code": code}) as response:
        assert response.status_code == 429
        assert "Hãy đợi 1 phút" in response.json["error"]


def test_another_address_need_not_wait(app, code, wrong_codes):
    other = app.test_client()
    remote = {"REMOTE_ADDR": "10.0.0.9"}
    with other.post(_API, json={"code": code}, environ_base=remote) as response:
        assert response.status_code == 200


def test_right_codes_never_make_the_address_wait(app, engine):
    for number in range(22):
        with work(engine) as session:
            code = announce(session, "Xã Chi Lăng", f"Máy {number}")
        with app.test_client().post(_API, json={"code": code}) as response:
            assert response.status_code == 200


def test_the_token_is_closed_to_scripts_and_other_sites(browser, code):
    token = browser.visit("/may").form("/may")["csrf_token"]
    with browser.client.post("/may", data={"ma": code, "csrf_token": token}) as response:
        cookie = next(c for c in response.headers.getlist("Set-Cookie") if c.startswith("may="))
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert f"Max-Age={10 * 365 * 24 * 3600}" in cookie


def test_the_token_reaches_the_page_in_a_fragment_which_enters_no_log(browser, code):
    token = browser.visit("/may").form("/may")["csrf_token"]
    with browser.client.post("/may", data={"ma": code, "csrf_token": token}) as response:
        cookie = next(c for c in response.headers.getlist("Set-Cookie") if c.startswith("may="))
        address = response.headers["Location"]
    assert address == f"/may#m={cookie[4 : cookie.index(';')]}"


def test_without_scripts_the_page_gives_instructions(browser):
    assert "báo cán bộ bật JavaScript" in browser.visit("/may").words


def test_the_page_names_every_module_so_that_the_browser_can_keep_it(app, browser):
    named = {link.get("href").rpartition("/")[2] for link in browser.visit("/may").all("link")}
    folder = Path(app.static_folder, "js", "kiosk")
    assert {script.name for script in folder.iterdir()} - named == {"main.js", "worker.js"}


def test_the_worker_serves_this_page_and_no_other(browser):
    assert browser.fetch("/may/nen.js").headers["Service-Worker-Allowed"] == "/may"
