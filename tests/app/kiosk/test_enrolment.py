"""Enrolment of public computers with one-time codes."""

from pathlib import Path

import pytest

from library.database import work
from library.points.enrolment import announce


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
    assert "nhiều nhất hai ngày" in words  # tests/library/usage/privacy checks that it is true


def test_a_code_works_once(app, browser, code):
    browser.send("/may", "/may", {"ma": code})
    browser.client.delete_cookie("may")
    assert "đã dùng" in browser.send("/may", "/may", {"ma": code}, status=400).words


def test_a_wrong_code_is_refused(browser):
    assert browser.send("/may", "/may", {"ma": "xxxxxxxx"}, status=400).says(
        "p", class_="field__problem"
    )


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
