"""A reader's own browser is told what it may keep; a public computer keeps nothing."""

import pytest

from library.catalogue.models import Access
from library.database import work
from library.points.enrolment import announce, enrol
from tests.makers import make_item

_KEEP = "Dia-Chi-Keep"


@pytest.fixture
def page(engine):
    """Give a function that enters an item and returns the address of its first page."""

    def enter(**described):
        with work(engine) as session:
            return f"/tai-lieu/{make_item(session, **described).id}/trang/1"

    return enter


@pytest.fixture
def public_computer(engine, browser):
    """Let the browser be an enrolled computer."""
    with work(engine) as session:
        token = enrol(session, announce(session, "Xã Chi Lăng", "Máy 1"))
    browser.client.set_cookie("may", token)
    return browser


def _keeper(browser):
    return browser.visit("/").all("html")[0].get("data-keeper")


def test_a_page_open_to_all_may_be_kept(browser, page):
    assert browser.fetch(page()).headers[_KEEP] == "1"


@pytest.mark.parametrize("described", [{"access": Access.LIBRARY}, {"opens": "2999-01-31"}])
def test_what_is_not_open_to_all_is_not_kept(browser, office, page, described):
    address = page(**described)
    assert _KEEP not in browser.fetch(address).headers
    assert _KEEP not in office.fetch(address).headers


def test_what_staff_see_is_not_kept(office, page):
    assert _KEEP not in office.fetch(page()).headers
    assert _keeper(office) is None


def test_a_public_computer_is_told_to_keep_nothing(public_computer, page):
    assert _KEEP not in public_computer.fetch(page()).headers
    assert _keeper(public_computer) == ""


def test_the_keeper_is_asked_for_again_and_its_address_tells_its_version(browser):
    address = _keeper(browser)
    assert address.startswith("/giu.js?v=")
    response = browser.fetch(address)
    assert response.headers["Cache-Control"] == "no-cache"
    assert response.mimetype == "text/javascript"


def test_the_page_for_a_lost_line_is_there(browser):
    assert "Chưa giữ trang nào" in browser.visit("/mat-mang").words
