"""Offline copies: allowed for public pages; public computers store them until the session ends."""

import pytest

from library.catalogue.models import Access
from library.database import work
from points.access_points.enrolment import announce, enrol
from tests.makers import make_item

_KEEP = "Dia-Chi-Keep"


@pytest.fixture
def page(engine):
    """Return a function that creates an item and returns the address of its first page."""

    def enter(**described):
        with work(engine) as session:
            return f"/tai-lieu/{make_item(session, **described).id}/trang/1"

    return enter


@pytest.fixture
def public_computer(engine, browser):
    """Enrol the browser as a public computer."""
    with work(engine) as session:
        token = enrol(session, announce(session, "Xã Chi Lăng", "Máy 1"))
    browser.client.set_cookie("may", token)
    return browser


def _keeper(browser):
    return browser.visit("/").all("html")[0].get("data-keeper")


def test_a_public_page_may_be_stored(browser, page):
    assert browser.fetch(page()).headers[_KEEP] == "1"


@pytest.mark.parametrize("described", [{"access": Access.LIBRARY}, {"opens": "2999-01-31"}])
def test_a_restricted_page_is_not_stored(browser, office, page, described):
    address = page(**described)
    assert _KEEP not in browser.fetch(address).headers
    assert _KEEP not in office.fetch(address).headers


def test_staff_pages_are_not_stored(office, page):
    assert _KEEP not in office.fetch(page()).headers
    assert _keeper(office) is None


def test_a_public_computer_stores_public_pages_but_its_desk_stores_nothing(public_computer, page):
    assert public_computer.fetch(page()).headers[_KEEP] == "1"
    assert _keeper(public_computer)
    assert public_computer.visit("/may").all("html")[0].get("data-keeper") is None


def test_the_worker_is_revalidated_and_its_address_has_a_version(browser):
    address = _keeper(browser)
    assert address.startswith("/giu.js?v=")
    response = browser.fetch(address)
    assert response.headers["Cache-Control"] == "no-cache"
    assert response.mimetype == "text/javascript"


def test_the_offline_page_exists(browser):
    assert "Chưa lưu trang nào" in browser.visit("/mat-mang").words


def test_a_phone_can_install_the_library(browser):
    (link,) = browser.visit("/").all("link", rel="manifest")
    manifest = browser.fetch(link.get("href")).json
    assert manifest["start_url"] == "/"
    assert [browser.fetch(icon["src"]).status_code for icon in manifest["icons"]] == [200, 200]


def test_a_public_computer_is_not_asked_to_install_anything(browser):
    browser.client.set_cookie("may", "whatever")
    assert browser.visit("/").all("link", rel="manifest") == []
