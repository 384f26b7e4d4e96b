"""Usage counting: readers only, once each, by public computer but never by person."""

import pytest
from flask import g
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app.web.usage_counting import count
from library.database import reading, work
from points.access_points.enrolment import announce, enrol
from points.usage.models import ItemUse
from points.use_kind import UseKind
from tests.makers import make_item


@pytest.fixture
def item(engine):
    """Create an item."""
    with work(engine) as session:
        return make_item(session)


@pytest.fixture
def uses(app, engine):
    """Return a function that returns the counted uses."""

    def counted():
        app.extensions["services"].usage_writer.catch_up()
        with reading(engine) as session:
            return list(session.scalars(select(ItemUse).order_by(ItemUse.id)))

    return counted


def test_a_search_is_counted(browser, uses):
    browser.visit("/tra-cuu?q=cho")
    assert [use.kind for use in uses()] == [UseKind.SEARCH]


def test_the_next_screen_is_not_another_search(browser, uses):
    browser.visit("/tra-cuu?q=cho&trang=2")
    assert uses() == []


def test_an_empty_search_box_is_not_a_search(browser, uses):
    browser.visit("/tra-cuu?q=+")
    assert uses() == []


def test_looking_at_an_item_is_an_investigation(browser, uses, item):
    browser.visit(f"/tai-lieu/{item.id}")
    assert [(use.kind, use.item_id) for use in uses()] == [(UseKind.INVESTIGATION, item.id)]


def test_reading_a_page_is_a_request(browser, uses, item):
    browser.visit(f"/tai-lieu/{item.id}/trang/1")
    assert [(use.kind, use.page_number) for use in uses()] == [(UseKind.REQUEST, 1)]


def test_a_page_the_browser_has_already_is_counted_when_it_is_read_again(browser, uses, item):
    tag = browser.fetch(f"/tai-lieu/{item.id}/trang/1").headers["ETag"]
    again = browser.fetch(f"/tai-lieu/{item.id}/trang/1", headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert len(uses()) == 2


@pytest.mark.parametrize(
    "agent",
    ["Googlebot/2.1 (+http://www.google.com/bot.html)", "curl/8.5.0", "python-requests/2", ""],
)
def test_robots_are_not_counted(browser, uses, item, agent):
    browser.fetch(f"/tai-lieu/{item.id}/trang/1", headers={"User-Agent": agent})
    assert uses() == []


@pytest.mark.parametrize(
    "header",
    [{"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}, {"X-Moz": "prefetch"}],
)
def test_prefetched_pages_are_not_counted(browser, uses, item, header):
    browser.fetch(f"/tai-lieu/{item.id}/trang/1", headers=header)
    assert uses() == []


def test_staff_are_not_counted(staff, uses, item):
    staff("cataloguer").visit(f"/tai-lieu/{item.id}/trang/1")
    assert uses() == []


def test_missing_pages_are_not_counted(browser, uses, item):
    browser.visit(f"/tai-lieu/{item.id}/trang/9", status=404)
    assert uses() == []


def test_uses_name_the_enrolled_computer(browser, engine, uses, item):
    with work(engine) as session:
        token = enrol(session, announce(session, "Xã Chi Lăng", "Máy 1"))
    browser.client.set_cookie("may", token)
    browser.visit(f"/tai-lieu/{item.id}")
    assert [use.device_id for use in uses()] == [1]


def test_an_invalid_token_names_no_computer(browser, uses, item):
    browser.client.set_cookie("may", "x" * 43)
    browser.visit(f"/tai-lieu/{item.id}")
    assert [use.device_id for use in uses()] == [None]


def test_a_request_repeated_for_a_lost_connection_is_counted_once(app, browser, uses):
    attempts = []

    def view():
        count(UseKind.SEARCH)
        attempts.append("search")
        if len(attempts) == 1:
            raise OperationalError("SELECT 1", None, Exception(), connection_invalidated=True)
        return "tìm thấy"

    app.add_url_rule("/tim-lai", view_func=view)
    assert browser.fetch("/tim-lai").text == "tìm thấy"
    assert len(attempts) == 2
    assert [use.kind for use in uses()] == [UseKind.SEARCH]


def test_a_page_is_sent_even_when_counting_fails(browser, engine, item, caplog):
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE item_use")
    browser.visit(f"/tai-lieu/{item.id}")
    browser.app.extensions["services"].usage_writer.catch_up()
    assert "not written down" in caplog.text


def test_a_further_use_of_a_request_is_not_added_to_a_copy_of_the_first_ones(app):
    with app.test_request_context():
        count(UseKind.SEARCH)
        copied_uses = g.uses
        count(UseKind.REQUEST)
    assert len(copied_uses) == 1
